package io.github.dcr4j.conformance.upstream;

import io.github.dcr4j.redis.servers.TestKey;
import java.net.URI;

/** The member {@code store} of a configuration. */
final class Stores {
    private Stores() {}

    /** Returns a Redis that keeps everything encrypted. */
    static String redis(URI uri) {
        return """
                {"uri": "%s", "encryptionKeys": [{"value": "%s"}]}""".formatted(uri, TestKey.BASE64);
    }
}

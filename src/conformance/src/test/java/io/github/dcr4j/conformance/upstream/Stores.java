package io.github.dcr4j.conformance.upstream;

import java.net.URI;
import java.util.Base64;

/** The member {@code store} of a configuration. */
final class Stores {
    private Stores() {}

    /** Returns a Redis that keeps everything encrypted. */
    static String redis(URI uri) {
        return """
                {"uri": "%s", "encryptionKeys": [{"value": "%s"}]}""".formatted(uri, Base64.getEncoder().encodeToString(new byte[32]));
    }
}

package io.github.dcr4j.redis.servers;

import java.util.Base64;

/** An encryption key for tests, the same for every process of them. It protects nothing. */
public final class TestKey {
    /** The key in Base64. */
    public static final String BASE64 = "rFVzSJlZtYqtb7fJp1xeZo5cOcWQ0u0Kl3h2eB9Yy0E=";

    private TestKey() {}

    /** Returns the 32 bytes of the key. */
    public static byte[] bytes() {
        return Base64.getDecoder().decode(BASE64);
    }
}

package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Encryption keys for tests. */
final class Keys {
    static final byte[] FIRST = digest("first");
    static final byte[] SECOND = digest("second");

    /** What the golden entries beside the tests are encrypted with: 32 times the byte 1. */
    static final byte[] OF_GOLDEN_ENTRIES = filled((byte) 1);

    private Keys() {}

    private static byte[] digest(String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] filled(byte value) {
        byte[] key = new byte[32];
        Arrays.fill(key, value);
        return key;
    }
}

package io.github.dcr4j.store.redis;

import java.util.Arrays;

/** Encryption keys for tests. */
final class Keys {
    static final byte[] FIRST = filled((byte) 1);
    static final byte[] SECOND = filled((byte) 2);

    private Keys() {}

    private static byte[] filled(byte value) {
        byte[] key = new byte[32];
        Arrays.fill(key, value);
        return key;
    }
}

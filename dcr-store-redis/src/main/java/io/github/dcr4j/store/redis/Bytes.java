package io.github.dcr4j.store.redis;

import java.util.Arrays;

/** What arrays of bytes lack. */
final class Bytes {
    private Bytes() {}

    /** Returns whether {@code value} begins with {@code start}. */
    static boolean startsWith(byte[] value, byte[] start) {
        return value.length >= start.length && Arrays.equals(value, 0, start.length, start, 0, start.length);
    }

    /** Returns both in one. */
    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}

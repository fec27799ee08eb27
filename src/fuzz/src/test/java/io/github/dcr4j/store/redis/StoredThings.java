package io.github.dcr4j.store.redis;

import java.security.SecureRandom;
import java.util.Arrays;

/** Keys and codecs for the targets. */
final class StoredThings {
    static final String KEY = "ab".repeat(32);
    static final String OTHER_KEY = "cd".repeat(32);
    static final String NAME = "record";
    static final EntryCodec CLEAR = codec(InClear.CHOSEN);
    static final EntryCodec SEALED = codec(KeyRing.ofAny(filled(1)));

    private StoredThings() {}

    private static EntryCodec codec(RedisSecrets secrets) {
        return new EntryCodec(new ValueCipher(secrets, new SecureRandom()), "dcr4j");
    }

    private static byte[] filled(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }
}

package io.github.dcr4j.store.redis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.testkit.DcrFixtures;
import java.security.SecureRandom;
import java.util.Arrays;

/** Keys and ciphers for the targets, and what somebody with the encryption key could have written. */
final class StoredThings {
    static final DcrKey KEY = DcrFixtures.key("openid", "profile");
    static final DcrKey OTHER_KEY = DcrFixtures.key("other");
    static final ValueCipher CLEAR = new ValueCipher(InClear.CHOSEN, new SecureRandom());
    static final ValueCipher SEALED = new ValueCipher(KeyRing.ofAny(filled(1)), new SecureRandom());

    private StoredThings() {}

    private static byte[] filled(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }

    /** Returns the input with its payload encrypted, so that its reader gets to see it. */
    static byte[] sealed(byte[] input, String... about) throws BadRowException {
        Envelope envelope = Envelope.parse(input);
        ObjectNode line = envelope.line().put("key", SEALED.keyId());
        return new Envelope(line, SEALED.seal(Names.lengthPrefixed(about), envelope.payload())).toBytes();
    }
}

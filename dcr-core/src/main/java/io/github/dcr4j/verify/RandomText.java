package io.github.dcr4j.verify;

import java.security.SecureRandom;
import java.util.Base64;

/** Texts that no server has issued. Thread-safe. */
final class RandomText {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    /** Returns 43 characters that fit a code, a state, and a verifier (RFC 7636, section 4.1). */
    static String next() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

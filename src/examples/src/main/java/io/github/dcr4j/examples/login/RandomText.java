package io.github.dcr4j.examples.login;

import java.security.SecureRandom;
import java.util.Base64;

/** Text that cannot be guessed. */
final class RandomText {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    /** Returns 256 random bits, as 43 characters that need no encoding in an address. */
    static String next() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}

package io.github.dcr4j.testkit.server;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** The random text a server hands out. Thread-safe. */
final class RandomText {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String PUNCTUATION = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private final SecureRandom random = new SecureRandom();

    /** Returns a token of 192 bits that needs no encoding anywhere. */
    String token() {
        byte[] bits = new byte[24];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** Returns a client id; the colon in it shows a client that forgets to encode the id for HTTP Basic. */
    String clientId() {
        return "client:" + token();
    }

    /**
     * Returns a secret that has every punctuation character of VSCHAR (RFC 6749, appendix A) between letters, so that
     * each mistake in encoding it shows every time and not once in a while.
     */
    String clientSecret() {
        List<Character> shuffled = new ArrayList<>();
        PUNCTUATION.chars().forEach(c -> shuffled.add((char) c));
        for (int i = 0; i < 32; i++) {
            shuffled.add(letter());
        }
        Collections.shuffle(shuffled, random);
        StringBuilder secret = new StringBuilder().append(letter());
        shuffled.forEach(secret::append);
        return secret.append(letter()).toString();
    }

    private char letter() {
        return LETTERS.charAt(random.nextInt(LETTERS.length()));
    }
}

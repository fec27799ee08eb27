package io.github.dcr4j.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.Secret;
import java.net.URLEncoder;

/**
 * Finds a secret of ours in text that a server sent, in time that grows with the sum of their lengths, whatever both
 * are made of (the method of Knuth, Morris and Pratt): servers choose secrets as well as what is searched. Immutable
 * and thread-safe.
 */
public final class Echo {
    private static final String MASK = "***";
    // what is shorter tells nothing
    private static final int SHORTEST_REMNANT = 4;

    private final String secret;
    // how much of the secret is still matched where it goes on otherwise, by how much was matched
    private final int[] fallback;

    /** Prepares to look for {@code secret} in many texts. */
    public static Echo of(Secret secret) {
        return new Echo(secret.reveal());
    }

    private Echo(String secret) {
        this.secret = secret;
        fallback = new int[secret.length() + 1];
        fallback[0] = -1;
        for (int length = 1; length <= secret.length(); length++) {
            int border = fallback[length - 1];
            while (border >= 0 && secret.charAt(border) != secret.charAt(length - 1)) {
                border = fallback[border];
            }
            fallback[length] = border + 1;
        }
    }

    /**
     * Masks {@code secret} and its form in a URL wherever they stand in {@code text}, and what an answer that was cut
     * off left of one of them at the end.
     */
    static String masked(String text, Secret secret) {
        String plain = secret.reveal();
        String encoded = URLEncoder.encode(plain, UTF_8);
        String masked = new Echo(plain).masked(text);
        return encoded.equals(plain) ? masked : new Echo(encoded).masked(masked);
    }

    /** Returns whether the secret stands in {@code text}. */
    public boolean in(String text) {
        if (text.length() < secret.length()) {
            return false;
        }
        int matched = 0;
        for (int i = 0; i < text.length() && matched < secret.length(); i++) {
            matched = next(matched, text.charAt(i));
        }
        return matched == secret.length();
    }

    private String masked(String text) {
        if (secret.isEmpty()) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        int copied = 0;
        int matched = 0;
        for (int i = 0; i < text.length(); i++) {
            matched = next(matched, text.charAt(i));
            if (matched == secret.length()) {
                int from = i + 1 - matched;
                // one that begins within another is masked with it
                if (from >= copied) {
                    shown.append(text, copied, from).append(MASK);
                }
                copied = i + 1;
            }
        }
        int remnant = text.length() - Math.max(copied, text.length() - atEnd(matched));
        if (remnant < SHORTEST_REMNANT) {
            return copied == 0
                    ? text
                    : shown.append(text, copied, text.length()).toString();
        }
        return shown.append(text, copied, text.length() - remnant).append(MASK).toString();
    }

    /** Returns how much of the secret's beginning the text ends with, less than all of it. */
    private int atEnd(int matched) {
        return matched == secret.length() ? fallback[matched] : matched;
    }

    private int next(int matched, char character) {
        int length = matched == secret.length() ? fallback[matched] : matched;
        while (length >= 0 && secret.charAt(length) != character) {
            length = fallback[length];
        }
        return length + 1;
    }
}

package io.github.dcr4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The only carrier of secret text: a client secret, a registration access token, an initial access token.
 *
 * <p>It prints as {@code Secret[redacted]}, compares in constant time and is not {@code Serializable}, so it cannot
 * slip into a log, a message or a session. Immutable and thread-safe. The text stays in the heap for as long as the
 * value is reachable: a heap dump shows it.
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /**
     * Returns a carrier of {@code text}.
     *
     * @throws IllegalArgumentException if {@code text} is empty
     */
    public static Secret of(String text) {
        if (Objects.requireNonNull(text, "text").isEmpty()) {
            throw new IllegalArgumentException("a secret must not be empty");
        }
        return new Secret(text);
    }

    /** Returns the text itself, for the one place that sends or stores it. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(text.getBytes(UTF_8), that.text.getBytes(UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}

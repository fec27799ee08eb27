package io.github.dcr4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What makes two registrations the same one: requests with equal keys share a client, requests with different keys
 * never do.
 *
 * <p>Equality is by value over all five components; the hash code is computed once. Immutable and thread-safe.
 * {@code DcrRequest} derives the key of a request; authors of a store rebuild keys from their rows with
 * {@link #builder}.
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public final class DcrKey {
    private final String consumer;
    private final String upstream;
    private final List<String> redirectUris;
    private final List<String> scopes;
    private final String profile;
    private final int hash;

    /** Computed when it is asked for: of the keys that stores hold, most are never asked. Threads may do it twice. */
    private @Nullable String fingerprint;

    private DcrKey(Builder builder) {
        consumer = builder.consumer;
        upstream = builder.upstream;
        redirectUris = builder.redirectUris;
        scopes = builder.scopes;
        profile = builder.profile;
        hash = Objects.hash(consumer, upstream, redirectUris, scopes, profile);
    }

    /**
     * Starts a key.
     *
     * @param consumer who registers: an authorization server's own issuer, or any stable name of an application
     * @param upstream at which authorization server: its issuer, or its registration endpoint when that was given
     *     directly
     */
    public static Builder builder(String consumer, String upstream) {
        return new Builder(consumer, upstream);
    }

    /** Returns who registers. */
    public String consumer() {
        return consumer;
    }

    /** Returns at which authorization server: its issuer, or its registration endpoint when that was given directly. */
    public String upstream() {
        return upstream;
    }

    /**
     * Returns the redirect URIs, sorted, without duplicates; empty for grants that need none. Those of a native client
     * on loopback stand here without their port (RFC 8252, section 7.3).
     */
    public List<String> redirectUris() {
        return redirectUris;
    }

    /** Returns the scopes, sorted by code unit, without duplicates; empty when the caller named none. */
    public List<String> scopes() {
        return scopes;
    }

    /** Returns, in canonical text, what else changes what the client can do: never cosmetic metadata. */
    public String profile() {
        return profile;
    }

    /**
     * Returns the lower-case hex SHA-256 of the {@linkplain #scopes() scopes} joined with a line feed, computed by each
     * call.
     */
    public String scopesHash() {
        return sha256(String.join("\n", scopes));
    }

    /**
     * Returns the lower-case hex SHA-256 of the length-prefixed components: a name for this key that holds nothing
     * personal and fits into a log line, a file name or the key of a database.
     */
    public String fingerprint() {
        String known = fingerprint;
        if (known == null) {
            known = sha256(lengthPrefixed());
            fingerprint = known;
        }
        return known;
    }

    private String lengthPrefixed() {
        StringBuilder text = new StringBuilder("dcr4j key 1;");
        append(text, consumer);
        append(text, upstream);
        text.append(redirectUris.size()).append(';');
        redirectUris.forEach(uri -> append(text, uri));
        text.append(scopes.size()).append(';');
        scopes.forEach(scope -> append(text, scope));
        append(text, profile);
        return text.toString();
    }

    private static void append(StringBuilder text, String component) {
        text.append(component.length()).append(':').append(component);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof DcrKey that
                && hash == that.hash
                && consumer.equals(that.consumer)
                && upstream.equals(that.upstream)
                && redirectUris.equals(that.redirectUris)
                && scopes.equals(that.scopes)
                && profile.equals(that.profile);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Prints consumer, upstream and the first digits of the fingerprint; addresses without their query. */
    @Override
    public String toString() {
        String known = fingerprint;
        String digits = known == null ? sha256(lengthPrefixed()) : known; // to print a key is no reason to keep them
        return "DcrKey[consumer=" + printable(consumer) + ", upstream=" + printable(upstream) + ", fingerprint="
                + digits.substring(0, 12) + "]";
    }

    private static String printable(String component) {
        int query = component.indexOf('?');
        return PrintableText.value(query < 0 ? component : component.substring(0, query));
    }

    /** Builds a {@link DcrKey}. Not thread-safe. */
    public static final class Builder {
        private final String consumer;
        private final String upstream;
        private List<String> redirectUris = List.of();
        private List<String> scopes = List.of();
        private String profile = "";

        private Builder(String consumer, String upstream) {
            this.consumer = notEmpty("consumer", consumer);
            this.upstream = notEmpty("upstream", upstream);
        }

        /** Sets the redirect URIs, in any order. */
        public Builder redirectUris(Collection<String> redirectUris) {
            this.redirectUris = canonical(redirectUris);
            return this;
        }

        /** Sets the scopes, in any order. */
        public Builder scopes(Collection<String> scopes) {
            this.scopes = canonical(scopes);
            return this;
        }

        /** Sets the canonical text of what else changes what the client can do; empty by default. */
        public Builder profile(String profile) {
            this.profile = Objects.requireNonNull(profile, "profile");
            return this;
        }

        /** Returns the key. */
        public DcrKey build() {
            return new DcrKey(this);
        }

        private static List<String> canonical(Collection<String> texts) {
            return List.copyOf(new TreeSet<>(texts));
        }

        private static String notEmpty(String property, String value) {
            if (Objects.requireNonNull(value, property).isEmpty()) {
                throw new IllegalArgumentException(property + " must not be empty");
            }
            return value;
        }
    }
}

package io.github.dcr4j.upstream;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which store a service keeps its clients in. Immutable and thread-safe.
 *
 * @param uri {@code memory:}, {@code file:PATH}, {@code redis://…}, {@code rediss://…}, {@code redis-sentinel://…} or
 *     {@code redis-cluster://…}
 * @param encryptionKeys AES-256 keys in Base64, the one to write with first; empty for none
 * @param inClear whether secrets are kept in clear, which a shared store does only when the configuration says so
 * @param prefix what the names of the entries begin with, where several services share a Redis; {@code null} for the
 *     store's default
 * @param nearCache whether a near cache stands in front of the store; {@code null} for one in front of Redis only
 * @param nearCacheSoftAge after how long the near cache checks a key in the background, zero to 24 h; {@code null} for
 *     its default
 * @param nearCacheHardAge after how long it checks a key before it is used, zero to 24 h and not less than the soft
 *     age; {@code null} for its default
 * @see Upstreams an example
 */
public record StoreConfig(
        URI uri,
        List<SecretSource> encryptionKeys,
        boolean inClear,
        @Nullable String prefix,
        @Nullable Boolean nearCache,
        @Nullable Duration nearCacheSoftAge,
        @Nullable Duration nearCacheHardAge) {
    private static final Duration LONGEST_AGE = Duration.ofHours(24);

    /** Checks the scheme, the prefix and the ages, and that what is given goes together. */
    public StoreConfig {
        if (uri.getScheme() == null) {
            throw new IllegalArgumentException("the store's URI has no scheme; memory:, file: or redis: for instance");
        }
        if (prefix != null) {
            checkPrefix(prefix);
        }
        checkAge(nearCacheSoftAge);
        checkAge(nearCacheHardAge);
        boolean aged = nearCacheSoftAge != null || nearCacheHardAge != null;
        if (aged && Boolean.FALSE.equals(nearCache)) {
            throw new IllegalArgumentException("the ages of a near cache and nearCache false do not go together");
        }
        if (nearCacheSoftAge != null && nearCacheHardAge != null && nearCacheSoftAge.compareTo(nearCacheHardAge) > 0) {
            throw new IllegalArgumentException("the soft age of the near cache is more than its hard age");
        }
        encryptionKeys = List.copyOf(encryptionKeys);
        if (inClear && !encryptionKeys.isEmpty()) {
            throw new IllegalArgumentException("encryptionKeys and inClear do not go together");
        }
    }

    /** Creates one with the store's own prefix, and a near cache in front of Redis only. */
    public StoreConfig(URI uri, List<SecretSource> encryptionKeys, boolean inClear) {
        this(uri, encryptionKeys, inClear, null, null, null, null);
    }

    /** Returns a store that needs no key. */
    public static StoreConfig of(String uri) {
        return new StoreConfig(parsed(uri), List.of(), false);
    }

    /** Returns the URI; a text that is none may hold a password, and is not quoted. */
    static URI parsed(String uri) {
        try {
            // a URI needs something after the colon
            return new URI(uri.endsWith(":") ? uri + "/" : uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the store's URI is no URI; characters like # / ? @ and spaces in a password are"
                            + " percent-encoded");
        }
    }

    /** Returns the prefix, which cannot be just any text. */
    static String checkPrefix(String prefix) {
        if (!prefix.matches("[A-Za-z0-9._:-]{1,64}")) {
            throw new IllegalArgumentException(
                    "the store's prefix must be 1 to 64 letters, digits, dots, colons, dashes or underscores");
        }
        return prefix;
    }

    /** Returns the age, which is zero to 24 h where it is given. */
    static @Nullable Duration checkAge(@Nullable Duration age) {
        if (age != null && (age.isNegative() || age.compareTo(LONGEST_AGE) > 0)) {
            throw new IllegalArgumentException("must be 0 to " + LONGEST_AGE.toSeconds() + " s");
        }
        return age;
    }

    /** Returns the scheme in lower case. */
    String scheme() {
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }

    /** Prints the scheme alone: a URI may hold a password. */
    @Override
    public String toString() {
        return "StoreConfig[" + scheme() + ":]";
    }
}

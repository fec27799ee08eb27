package io.github.dcr4j.upstream;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which store a service keeps its clients in. Immutable and thread-safe.
 *
 * @param uri {@code memory:}, {@code file:PATH}, {@code redis://…}, {@code rediss://…}, {@code redis-sentinel://…} or
 *     {@code redis-cluster://…}
 * @param encryptionKeys AES-256 keys in Base64, the one to write with first; empty for none
 * @param inClear whether secrets are kept in clear, which a shared store does only when it is told so
 * @param prefix what the names of the entries begin with, where several services share a Redis; {@code null} for the
 *     store's default
 * @param nearCache whether a near cache stands in front of the store; {@code null} for one in front of Redis only
 */
public record StoreConfig(
        URI uri,
        List<SecretSource> encryptionKeys,
        boolean inClear,
        @Nullable String prefix,
        @Nullable Boolean nearCache) {
    /** Checks the scheme and the prefix, and that keys and {@code inClear} are not both given. */
    public StoreConfig {
        if (uri.getScheme() == null) {
            throw new IllegalArgumentException("the store's URI has no scheme; memory:, file: or redis: for instance");
        }
        if (prefix != null) {
            checkPrefix(prefix);
        }
        encryptionKeys = List.copyOf(encryptionKeys);
        if (inClear && !encryptionKeys.isEmpty()) {
            throw new IllegalArgumentException("encryptionKeys and inClear do not go together");
        }
    }

    /** Creates one with the store's own prefix, and a near cache in front of Redis only. */
    public StoreConfig(URI uri, List<SecretSource> encryptionKeys, boolean inClear) {
        this(uri, encryptionKeys, inClear, null, null);
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

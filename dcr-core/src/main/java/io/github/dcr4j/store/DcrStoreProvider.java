package io.github.dcr4j.store;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.Secret;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens the stores of one module, by the scheme of a URI; found by {@link java.util.ServiceLoader}. Implementations are
 * stateless and thread-safe.
 *
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public interface DcrStoreProvider {
    /** Returns the schemes it knows, in lower case, without colon. */
    Set<String> schemes();

    /**
     * Returns whether looking something up costs a round trip: then a near cache stands in front of the store, unless
     * the configuration says otherwise. By default it does not.
     */
    default boolean isRemote() {
        return false;
    }

    /**
     * Opens a store, which the caller closes.
     *
     * @throws IllegalArgumentException if the settings cannot be used; the message names no secret
     * @throws DcrStoreException if a backend cannot be reached
     */
    DcrCredentialStore open(Settings settings);

    /**
     * What a store is opened with. Immutable and thread-safe.
     *
     * @param uri where it is; its scheme chooses the provider
     * @param encryptionKeys AES-256 keys in Base64, the one to write with first; empty for none
     * @param inClear whether secrets may be kept in clear where no key is given
     * @param prefix what the names of its entries begin with; {@code null} for the store's default
     * @param clock the source of time
     * @param listener gets what the store notices
     */
    record Settings(
            URI uri,
            List<Secret> encryptionKeys,
            boolean inClear,
            @Nullable String prefix,
            DcrClock clock,
            @Nullable DcrEventListener listener) {
        /** Copies the list. */
        public Settings {
            Objects.requireNonNull(uri, "uri");
            encryptionKeys = List.copyOf(encryptionKeys);
            Objects.requireNonNull(clock, "clock");
        }

        /** Prints the scheme alone: a URI may hold a password. */
        @Override
        public String toString() {
            return "Settings[" + uri.getScheme() + ":]";
        }
    }
}

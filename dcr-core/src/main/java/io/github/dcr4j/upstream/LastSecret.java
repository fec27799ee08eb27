package io.github.dcr4j.upstream;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A configured secret as it was read last: when it was first needed, or anew. Thread-safe. */
final class LastSecret implements Supplier<Secret> {
    private final SecretSource source;
    private volatile @Nullable Secret read;

    LastSecret(SecretSource source) {
        this.source = source;
    }

    /**
     * Returns it.
     *
     * @throws DcrException if it is read now, and cannot be
     */
    @Override
    public Secret get() {
        Secret known = read;
        return known == null ? anew() : known;
    }

    /**
     * Reads it anew, and returns it.
     *
     * @throws DcrException if it cannot be read; the one that was read before stays
     */
    Secret anew() {
        Secret now = source.read();
        read = now;
        return now;
    }
}

package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.KeyStanding;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls of a store whose author may have let another exception than {@link DcrStoreException} through. */
public final class StoreCalls {
    private static final int TRIES = 3;

    private StoreCalls() {}

    public static @Nullable DcrCredentials find(DcrCredentialStore store, DcrKey key) {
        try {
            return store.find(key);
        } catch (DcrStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw DcrStoreException.reading("the store failed unexpectedly on find", e);
        }
    }

    public static KeyStanding standing(
            DcrCoordination coordination, DcrKey key, String metadataDigest, Ceiling ceiling) {
        try {
            return coordination.standing(key, metadataDigest, ceiling);
        } catch (DcrStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw DcrStoreException.reading("the store failed unexpectedly on standing", e);
        }
    }

    public static List<DcrCredentials> listed(DcrCredentialStore store) {
        try (Stream<DcrCredentials> all = store.stream()) {
            return all.toList();
        } catch (DcrStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw DcrStoreException.reading("the store failed unexpectedly on stream", e);
        }
    }

    /**
     * Returns the generation of that name; {@code null} if it is kept no longer, or {@code generation} is {@code null}.
     */
    public static @Nullable DcrCredentials find(DcrCredentialStore store, DcrKey key, @Nullable String generation) {
        try {
            return generation == null ? null : store.find(key, generation);
        } catch (DcrStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw DcrStoreException.reading("the store failed unexpectedly on find", e);
        }
    }

    public static Invalidation invalidate(
            DcrCredentialStore store, DcrCredentials rejected, String reason, Duration atMostEvery) {
        try {
            return store.invalidate(rejected.key(), rejected.generation(), reason, atMostEvery);
        } catch (DcrStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw DcrStoreException.writing("the store failed unexpectedly on invalidate", e);
        }
    }

    /** Saves; tries again at once, with the same arguments, when the store says that this can help. */
    public static SaveResult save(
            DcrCredentialStore store, DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        return writing("save", () -> store.save(next, base, lease));
    }

    /** Heals; tries again at once, with the same arguments, when the store says that this can help. */
    public static Healed heal(DcrCredentialStore store, DcrCredentials known) {
        return writing("heal", () -> store.heal(known));
    }

    /** Amends; tries again at once, with the same arguments, when the store says that this can help. */
    static boolean amend(DcrCredentialStore store, DcrKey key, DcrManagement from, DcrManagement to) {
        return writing("amend", () -> store.amend(key, from, to));
    }

    /** Removes; tries again at once when the store says that this can help. */
    public static void remove(DcrCredentialStore store, DcrKey key) {
        boolean unused = writing("remove", () -> {
            store.remove(key);
            return true;
        });
    }

    private static <T> T writing(String name, Supplier<T> call) {
        for (int tries = 1; ; tries++) {
            try {
                return call.get();
            } catch (DcrStoreException e) {
                if (tries == TRIES || !e.retryable()) {
                    throw e;
                }
            } catch (RuntimeException e) {
                throw DcrStoreException.writing("the store failed unexpectedly on " + name, e);
            }
        }
    }
}

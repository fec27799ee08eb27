package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What manages a client while calls to the server replace its token: each replacement is saved at once, because a process
 * that ends without it leaves a client that nobody can manage. Used by one thread at a time.
 */
final class NewestManagement {
    private final DcrCredentialStore store;
    private final DcrKey key;
    /** What the store may hold, the likeliest last: a save that failed may have been made all the same. */
    private final Set<DcrManagement> stored = new LinkedHashSet<>();

    private DcrManagement newest;

    NewestManagement(DcrCredentialStore store, DcrKey key, DcrManagement stored) {
        this.store = store;
        this.key = key;
        this.stored.add(stored);
        newest = stored;
    }

    DcrManagement get() {
        return newest;
    }

    /** Notes what an answer gave, and saves it if it is new. */
    void is(DcrManagement given) {
        newest = given;
        save();
    }

    /** Saves what could not be saved before. A failure costs nothing as long as this process lives: it is tried again. */
    void save() {
        if (stored.equals(Set.of(newest))) {
            return;
        }
        try {
            for (DcrManagement before : List.copyOf(stored)) {
                if (!before.equals(newest) && StoreCalls.amend(store, key, before, newest)) {
                    break;
                }
            }
            stored.clear();
        } catch (DcrStoreException e) {
            // what is saved with the next generation holds it, too
            stored.remove(newest);
        }
        stored.add(newest);
    }
}

package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.store.DcrCredentialStore;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What manages a client while calls to the server replace its token: each replacement is saved at once, because a
 * process that ends without it leaves a client that cannot be managed. Used by one thread at a time.
 */
public final class ManagementToken {
    private final DcrCredentialStore store;
    private final DcrKey key;
    /** What was replaced, the latest first: a save that failed may have been made all the same. */
    private final Deque<DcrManagement> replaced = new ArrayDeque<>();

    private DcrManagement newest;
    private boolean saved = true;

    public ManagementToken(DcrCredentialStore store, DcrKey key, DcrManagement stored) {
        this.store = store;
        this.key = key;
        newest = stored;
    }

    /** Returns what manages the client of {@code base}; {@code null} if nothing is known that does. */
    public static @Nullable DcrManagement known(DcrCredentials base, HeldLease held) {
        DcrManagement newest = held.granted().baseManagement();
        return newest != null && newest.clientId().equals(base.clientId())
                ? newest
                : base.management().orElse(null);
    }

    /**
     * Returns what manages the client of {@code base}.
     *
     * @throws DcrException if nothing is known that does
     */
    public static DcrManagement required(DcrCredentials base, HeldLease held) {
        DcrManagement known = known(base, held);
        if (known == null) {
            throw DcrException.at(
                            Step.MANAGE,
                            "client " + ForeignText.of(base.clientId())
                                    + " cannot be managed: the server gave no management address"
                                    + " and token when it was registered (RFC 7592); ask its operator")
                    .exception();
        }
        return known;
    }

    public DcrManagement get() {
        return newest;
    }

    /** Whether the newest is in the store, as far as is known. */
    public boolean isSaved() {
        return saved;
    }

    /** Notes what an answer gave, and saves what is not saved yet. */
    public void is(DcrManagement given) {
        if (!given.equals(newest)) {
            replaced.addFirst(newest);
            newest = given;
            saved = false;
        }
        save();
    }

    /**
     * Saves what could not be saved before. A failure costs nothing as long as this process lives: it is tried again.
     */
    public void save() {
        try {
            for (DcrManagement before : replaced) {
                if (saved || StoreCalls.amend(store, key, before, newest)) {
                    break;
                }
            }
            saved = true;
        } catch (DcrStoreException e) {
            // what is saved with the next generation holds it, too
            saved = false;
        }
    }

    /**
     * Saves it over {@code winner}, if that is older: a replica that lost the lease may save what was replaced
     * meanwhile.
     *
     * @param winner what was saved first
     */
    public void saveOver(@Nullable DcrManagement winner) {
        if (winner == null || !replaced.contains(winner)) {
            return;
        }
        try {
            boolean unused = StoreCalls.amend(store, key, winner, newest);
        } catch (DcrStoreException e) {
            saved = false;
        }
    }
}

package io.github.dcr4j.store;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps client credentials between calls and, on a shared backend, between processes.
 *
 * <p>Under each key one generation is <em>current</em>. A generation that was replaced before its end is
 * <em>former</em>: it stays findable by name until its secret expires plus 15 minutes (24 hours if it never expires),
 * so that a login which began with it can finish. A generation that was invalidated or removed has <em>ended</em> and
 * never comes back; its name is remembered for at least seven days. An expired generation that is replaced is former
 * for what is left of its 15 minutes.
 *
 * <p>Implementations are safe for concurrent use, return what was last saved under an equal key, never register and
 * never judge whether a secret is still good. Absence is {@code null}; a backend that they cannot reach or read is a
 * {@link DcrStoreException}. Every method is atomic for its key and, unless it says otherwise, may be repeated after a
 * lost reply with the same effect. Extend {@code DcrCredentialStoreContract} from {@code dcr-testkit} to check one.
 *
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public interface DcrCredentialStore extends AutoCloseable {
    /**
     * Returns the current generation, whatever its age, or {@code null} if there is none. Called for every
     * {@code resolve}: it never waits out an outage, and a store that holds the generation in memory returns it without
     * a lock and without allocating. Every other method may wait for a backend that is away, up to the store's
     * patience.
     */
    @Nullable
    DcrCredentials find(DcrKey key);

    /** Returns the generation of that name if it is current or former, otherwise {@code null}. */
    @Nullable
    DcrCredentials find(DcrKey key, String generation);

    /**
     * Makes {@code next} current, unless a generation other than {@code base} already is: the first save on a base
     * wins. A base that ran out, was lost, invalidated or removed meanwhile does not stand in the way. In the same
     * step the store assigns the version (one more than any this key has had), turns a current base into a former
     * generation, and ends the key's lease and back-off, whichever replica has them, and the intent of {@code lease}. A
     * save that loses changes no generation and ends nothing but {@code lease}.
     *
     * @param next a generation of the key that was registered or renewed; its version is ignored
     * @param base the generation it replaces, {@code null} if there was none
     * @param lease the lease under which it was obtained, {@code null} if none is held any more
     */
    SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease);

    /**
     * Replaces management data wherever the key has it: in its current, former and ended generations, and in what is
     * kept of clients that were superseded.
     *
     * @return whether they were {@code from} somewhere, or are {@code to} already
     */
    boolean amend(DcrKey key, DcrManagement from, DcrManagement to);

    /**
     * Ends the current generation if it is {@code generation}, so that no caller gets it any more. A running lease is
     * not touched. Of a generation that the key is not known to have had the end is remembered all the same, as {@link
     * Invalidation.NotCurrent}: a save or healing of it that arrives later finds it ended.
     *
     * @param reason what was observed, without secrets, for operators
     * @param atMostEvery no second invalidation of the key within this time; zero for no limit
     */
    Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery);

    /**
     * Returns whether a current or former generation of the key uses {@code clientId}. Asked before a client is deleted
     * at the server: some servers hand out one client for equal metadata.
     */
    boolean refersTo(DcrKey key, String clientId);

    /**
     * Puts back a generation that this store had acknowledged and lost, or takes in one that callers were given
     * although it could not be saved, which has version 0. If it is newer, by version, than any that the key
     * is known to have had, it becomes current, and what it displaces becomes former; otherwise it is kept as a former
     * generation, also when the newer one has ended. One that has ended, or was registered before the key was last
     * removed, stays ended. The caller makes sure that its secret has not expired.
     */
    Healed heal(DcrCredentials known);

    /**
     * Ends every generation of the key, on purpose: no replica heals one back. The next registration starts anew. A
     * running lease is not touched. A store makes its own re-sends of this harmless to what is saved afterwards.
     */
    void remove(DcrKey key);

    /**
     * Returns the current generations, for operators, in no particular order. Entries that change meanwhile may be
     * missing or be seen as they were. Close the stream.
     */
    Stream<DcrCredentials> stream();

    /**
     * Returns what gives one caller at a time the right to register a key, across all resolvers and processes that
     * share the store. Asked for once per resolver. A store that wraps another passes this call on.
     *
     * @param clock the resolver's clock; a backend with a clock of its own measures by that
     */
    DcrCoordination coordination(DcrClock clock);

    /**
     * Returns the clients that this store has dropped for want of room since it was last asked, each to one caller
     * once: no caller finds them any more, though their secrets have not expired, or nothing else
     * knows how to delete them. The resolver asks after each registration, and reports and
     * deletes them. A store that drops none, which is the default, returns none. A store that wraps another passes
     * this call on.
     */
    default List<Evicted> takeEvicted() {
        return List.of();
    }

    /** Closes what this store opened; what it was handed stays open. Calling it again does nothing. */
    @Override
    void close();

    /**
     * A client that was dropped for want of room.
     *
     * @param management what deletes it at the server; {@code null} where the server offered none
     */
    record Evicted(
            DcrKey key,
            String clientId,
            String generation,
            @Nullable DcrManagement management) {
        /** Prints the client id cleaned. */
        @Override
        public String toString() {
            return "Evicted[key=" + key + ", clientId=" + ForeignText.of(clientId) + ", generation="
                    + ForeignText.of(generation) + ", management=" + management + "]";
        }
    }

    /** How a save ended. */
    sealed interface SaveResult {
        /** The generation is current: {@code stored}, with its version. */
        record Saved(DcrCredentials stored) implements SaveResult {}

        /** The generation was saved before, and has been replaced by {@code winner} since. */
        record Superseded(DcrCredentials winner) implements SaveResult {}

        /** The generation was saved before, it or its successor has ended, and nothing is current: claim anew. */
        record Ended() implements SaveResult {}

        /** Another generation, {@code winner}, was saved first on this base. */
        record Lost(DcrCredentials winner) implements SaveResult {}
    }

    /** How a healing ended. */
    enum Healed {
        /** The generation is current. */
        CURRENT,
        /** A newer one is current, or was; the generation is kept as a former one. */
        FORMER,
        /** The generation has ended and was not put back. */
        ENDED
    }

    /** How an invalidation ended; the first that applies, in this order. */
    sealed interface Invalidation {
        /** The generation had ended before. */
        record Already() implements Invalidation {}

        /** Another generation is current, or none. */
        record NotCurrent() implements Invalidation {}

        /** The key's last invalidation is too recent: the generation stays current; ask again after {@code pause}. */
        record TooSoon(Duration pause) implements Invalidation {}

        /** The generation was current and has ended now. */
        record Done() implements Invalidation {}
    }
}

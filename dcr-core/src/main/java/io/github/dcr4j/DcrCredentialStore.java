package io.github.dcr4j;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps client credentials between calls and, on a shared backend, between processes.
 *
 * <p>Under each key one generation is <em>current</em>. A generation that was replaced before its end is
 * <em>former</em>: it stays findable by name until its secret expires plus 15 minutes (24 hours if it never expires),
 * so that a login which began with it can finish. A generation that was invalidated or removed has <em>ended</em> and
 * never comes back.
 *
 * <p>Implementations are safe for concurrent use, return what was last saved under an equal key, never register and
 * never judge whether a secret is still good. Absence is {@code null}; a backend that they cannot reach or read is a
 * {@link DcrStoreException}. Every method is atomic for its key and may be repeated after a lost reply with the same
 * effect. Extend {@code DcrCredentialStoreContract} from {@code dcr-testkit} to check one.
 */
public interface DcrCredentialStore extends AutoCloseable {
    /**
     * Returns the current generation, whatever its age, or {@code null} if there is none. Called for every
     * {@code resolve}: a store that holds it in memory returns it without a lock and without allocating.
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
     * generation, and ends the key's lease and back-off, whoever holds them, and the intent of {@code lease}.
     *
     * @param next a generation of the key that was registered or renewed; its version is ignored
     * @param base the generation it replaces, {@code null} if there was none
     * @param lease the lease under which it was obtained, {@code null} if none is held any more
     */
    SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease);

    /**
     * Replaces the management data of a generation, current, former or ended, if they still are {@code from}.
     *
     * @return whether they were {@code from}, or are {@code to} already
     */
    boolean amend(DcrKey key, String generation, DcrManagement from, DcrManagement to);

    /**
     * Ends the current generation if it is {@code generation}, so that nobody is given it any more.
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
     * Puts back a generation that this store had acknowledged and lost. It is put back if it is newer, by version, than
     * what is current, and has not ended; the generation it displaces becomes former. The caller makes sure that its
     * secret has not expired.
     *
     * @return whether {@code known} is current now
     */
    boolean heal(DcrCredentials known);

    /** Ends every generation of the key, on purpose: no replica heals one back. The next registration starts anew. */
    void remove(DcrKey key);

    /**
     * Returns the current generations, for operators, in no particular order. Entries that change meanwhile may be
     * missing or be seen as they were. Close the stream.
     */
    Stream<DcrCredentials> stream();

    /**
     * Returns what gives one caller at a time the right to register a key. Asked for once per resolver. By default it
     * works inside this process only; a store that several processes share brings its own.
     *
     * @param clock the resolver's clock
     */
    default DcrCoordination coordination(DcrClock clock) {
        return new InProcessCoordination(this, clock);
    }

    /** Gives back what this store opened; what it was handed stays open. Calling it again does nothing. */
    @Override
    void close();

    /** How a save ended. */
    sealed interface SaveResult {
        /** The generation is current, or was saved earlier and has ended since: {@code stored}, with its version. */
        record Saved(DcrCredentials stored) implements SaveResult {}

        /** The generation had been saved, and was then replaced by {@code winner}. */
        record Superseded(DcrCredentials winner) implements SaveResult {}

        /** Another generation, {@code winner}, was saved first on this base. Nothing was changed. */
        record Lost(DcrCredentials winner) implements SaveResult {}
    }

    /** How an invalidation ended. */
    sealed interface Invalidation {
        /** The generation was current and has ended now. */
        record Done() implements Invalidation {}

        /** The generation had been invalidated before. */
        record Already() implements Invalidation {}

        /** Another generation is current, or none. */
        record NotCurrent() implements Invalidation {}

        /** The key's last invalidation is too recent; the generation stays current until asked again then. */
        record TooSoon(Instant until) implements Invalidation {}
    }
}

package io.github.dcr4j.state.store;

import static io.github.dcr4j.state.codec.EntryNames.RECORD;
import static io.github.dcr4j.state.codec.EntryNames.STATE;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.state.ClockReading;
import io.github.dcr4j.state.Generation;
import io.github.dcr4j.state.codec.EntryNames;
import io.github.dcr4j.state.codec.RecordCodec;
import io.github.dcr4j.state.codec.StateCodec;
import io.github.dcr4j.state.codec.StateCodec.Stored;
import io.github.dcr4j.state.codec.UnreadableEntryException;
import io.github.dcr4j.state.codec.WriteId;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.StoredEntry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DcrCredentialStore} on any {@link StateStore}: every rule is applied here, to the state of the key, and the
 * backend compares and sets. Thread-safe.
 *
 * <p>What a read finds unusable is set aside for a day under another name, and reported. A call waits no longer than
 * the {@code patience} for the store to agree, beyond what the store's own calls take.
 */
public final class StateBackedStore implements DcrCredentialStore {
    /** How long credentials are kept after their secret's end if nothing else is said. */
    public static final Duration RETENTION = ClockReading.RETENTION;

    private static final List<String> ONLY_RECORD = List.of(RECORD);

    private final StateStore store;
    private final DcrClock clock;
    private final StateLoop loop;
    private final StoreCommands commands;
    private final DecodedRecords decoded = new DecodedRecords();
    private final ForgottenClients forgotten = new ForgottenClients();

    /**
     * Creates a store.
     *
     * @param store the backend; closed with this
     * @param clock the clock in which the ends of secrets are judged
     * @param patience how long a call waits at most for other writers, more than zero
     * @param reports gets what was set aside, lost or put back
     */
    public StateBackedStore(StateStore store, DcrClock clock, Duration patience, StoreReports reports) {
        this(store, clock, patience, ClockReading.RETENTION, reports);
    }

    /**
     * Creates a store that keeps credentials for {@code retention} after their secret's end, instead of 15 minutes; see
     * the other constructor.
     */
    public StateBackedStore(
            StateStore store, DcrClock clock, Duration patience, Duration retention, StoreReports reports) {
        if (patience.isZero() || patience.isNegative()) {
            throw new IllegalArgumentException("patience must be more than zero: " + patience);
        }
        this.store = Objects.requireNonNull(store, "store");
        this.clock = Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(reports, "reports");
        loop = new StateLoop(store, patience, retention, new StateLoop.KeyEvents() {
            @Override
            public void found(DcrKey key, Finding finding) {
                reports.found(key, finding);
            }

            @Override
            public void healed(DcrKey key, String generation) {
                reports.healed(key, generation);
            }

            @Override
            public void forgotten(DcrKey key, Generation generation) {
                forgotten.add(key, generation);
            }
        });
        commands = new StoreCommands(loop, clock);
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        Found found = found(key, ONLY_RECORD);
        StoredEntry record = found.entry(RECORD);
        return record == null ? null : current(key, found.writeId(), record);
    }

    /** A record that cannot be used is set aside. */
    private @Nullable DcrCredentials current(DcrKey key, @Nullable String writeId, StoredEntry record) {
        DcrCredentials known = decoded.find(key, writeId, record);
        if (known != null) {
            return known;
        }
        decoded.drop(key);
        String digest = WriteId.recordDigest(writeId);
        DcrCredentials named = named(digest, record);
        if (digest != null && named != null && named.key().equals(key)) {
            decoded.keep(digest, record, named);
            return named;
        }
        return loop.run(key, ReadCommands.CURRENT, clock, DcrStoreException::reading)
                .orElse(null);
    }

    /** Returns what a record holds if it has that digest. */
    private static @Nullable DcrCredentials named(@Nullable String digest, StoredEntry record) {
        try {
            DcrCredentials read = RecordCodec.decode(StoredKey.readable(record)).credentials();
            return EntryNames.digest(record.bytes()).equals(digest) ? read : null;
        } catch (UnreadableEntryException e) {
            return null;
        }
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        String former = EntryNames.former(generation);
        Found found = found(key, List.of(STATE, RECORD, former));
        StoredEntry state = found.entry(STATE);
        StoredEntry record = found.entry(RECORD);
        DcrCredentials current = record == null ? null : current(key, found.writeId(), record);
        if (current != null && current.generation().equals(generation)) {
            return current;
        }
        StoredEntry row = found.entry(former);
        if (state == null || row == null) {
            return null;
        }
        try {
            Stored stored = StateCodec.decode(key, StoredKey.readable(state));
            if (!stored.writeId().equals(found.writeId())) {
                throw new UnreadableEntryException("it is not of the last write");
            }
            Generation known = stored.state().generations().known(generation);
            return known == null || !known.isFormer() ? null : former(row, known, key);
        } catch (UnreadableEntryException e) {
            loop.run(key, List.of(STATE, RECORD, former), ReadCommands.CURRENT, clock, DcrStoreException::reading);
            return null;
        }
    }

    /** The management data of a former generation stand in the state alone. */
    private static DcrCredentials former(StoredEntry row, Generation known, DcrKey key) {
        DcrCredentials credentials = StoredKey.former(row, known, key).credentials();
        return credentials.toBuilder().management(known.management()).build();
    }

    private Found found(DcrKey key, List<String> names) {
        return StateLoop.calling(() -> store.find(key, names), DcrStoreException::reading);
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        return commands.save(next, base, lease);
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        return commands.amend(key, from, to);
    }

    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        return commands.invalidate(key, generation, reason, atMostEvery);
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        return commands.refersTo(key, clientId);
    }

    @Override
    public Healed heal(DcrCredentials known) {
        return commands.heal(known);
    }

    @Override
    public void remove(DcrKey key) {
        commands.remove(key);
    }

    @Override
    public Stream<DcrCredentials> stream() {
        return StateLoop.calling(() -> store.stream(ONLY_RECORD), DcrStoreException::reading)
                .<DcrCredentials>mapMulti((found, next) -> {
                    StoredEntry record = found.entry(RECORD);
                    DcrCredentials named = record == null ? null : named(WriteId.recordDigest(found.writeId()), record);
                    if (named != null) {
                        next.accept(named);
                    }
                });
    }

    @Override
    public DcrCoordination coordination(DcrClock clock) {
        return commands.coordination(clock);
    }

    /** Returns the clients for which the state of their key had no room, if no generation in use has them. */
    @Override
    public List<Evicted> takeEvicted() {
        return commands.settleUnused(forgotten.take());
    }

    /** Ends the calls that wait for other writers, and closes the backend. */
    @Override
    public void close() {
        loop.close();
        store.close();
    }
}

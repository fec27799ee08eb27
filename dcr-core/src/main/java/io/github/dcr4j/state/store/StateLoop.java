package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.state.ClockReading;
import io.github.dcr4j.state.Command;
import io.github.dcr4j.state.Generation;
import io.github.dcr4j.state.HealGeneration;
import io.github.dcr4j.state.KeyState;
import io.github.dcr4j.state.Step;
import io.github.dcr4j.state.codec.EntryNames;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.StateStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies commands to stored keys: reads, applies, replaces, and does it again with the same command when another
 * writer was faster or the outcome of the replace is not known. A command that changes nothing writes nothing.
 * Thread-safe.
 */
final class StateLoop implements CommandRunner {
    private static final DcrClock WAITING = DcrClock.system();
    private static final int LONGEST_PAUSE_MILLIS = 25;

    private final StateStore store;
    private final Duration patience;
    private final long retentionMillis;
    private final KeyEvents events;
    private final KeyTurns turns = new KeyTurns();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What became of a command apart from its answer. Called on the caller's thread, after the write. */
    interface KeyEvents extends StoreReports {
        /** There was no room for a generation whose client may still exist. */
        void forgotten(DcrKey key, Generation generation);
    }

    /** Creates a loop whose calls wait no longer than {@code patience} for the store to agree. */
    StateLoop(StateStore store, Duration patience, Duration retention, KeyEvents events) {
        this.store = store;
        this.patience = patience;
        retentionMillis = retention.toMillis();
        this.events = events;
    }

    /** Makes every loop end at its next pause. */
    void close() {
        closed.countDown();
    }

    @Override
    public <A> A run(DcrKey key, Command<A> command, DcrClock clock, Failure failure) {
        return run(key, EntryNames.STATE_AND_RECORD, command, clock, failure);
    }

    /**
     * Applies {@code command} and returns its answer.
     *
     * @param names the entries that are read
     * @param clock the caller's
     */
    <A> A run(DcrKey key, List<String> names, Command<A> command, DcrClock clock, Failure failure) {
        long end = WAITING.nanos() + patience.toNanos();
        try {
            if (!turns.take(key, patience.toNanos())) {
                throw failure.apply("other calls have been at work on " + key + " for " + patience, null);
            }
            try {
                return agree(key, names, command, clock, failure, end);
            } finally {
                turns.end(key);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure.apply("interrupted at work on " + key, e);
        }
    }

    private <A> A agree(DcrKey key, List<String> names, Command<A> command, DcrClock clock, Failure failure, long end)
            throws InterruptedException {
        RuntimeException unknown = null;
        for (int tries = 1; ; tries++) {
            long nanos = clock.nanos();
            StoredKey stored = StoredKey.of(read(key, names, failure));
            ClockReading at =
                    new ClockReading(stored.snapshot().now().toEpochMilli(), clock.millis(), nanos, retentionMillis);
            KeyState limited = stored.state().limited(at.now());
            KeyState before = limited.forgetPassed(at.now());
            Step<A> step = command.apply(before, at);
            boolean repairs = !stored.findings().isEmpty() || !limited.equals(stored.state());
            if (!step.proven() && !repairs && step.state().equals(before)) {
                return step.answer();
            }
            KeyWrite write = KeyWrite.of(stored, step.state());
            try {
                if (store.replace(stored.snapshot(), write.change(), Instant.ofEpochMilli(step.notAfter()))) {
                    publish(key, stored, write);
                    if (command instanceof HealGeneration heal && !step.state().equals(before)) {
                        events.healed(key, heal.lost().generation());
                    }
                    return step.answer();
                }
                unknown = null;
            } catch (StateStoreException e) {
                throw passOn(e, failure);
            } catch (RuntimeException e) {
                unknown = e;
            }
            pause(key, tries, end, failure, unknown);
        }
    }

    private Snapshot read(DcrKey key, List<String> names, Failure failure) {
        Snapshot snapshot = calling(() -> store.read(key, names), failure);
        if (snapshot == null || !snapshot.key().equals(key)) {
            throw failure.apply("the store answered a read of " + key + " with no snapshot of it", null);
        }
        return snapshot;
    }

    /** Calls the store, and turns what it throws into what its callers may expect. */
    static <T> T calling(Supplier<T> call, Failure failure) {
        try {
            return call.get();
        } catch (StateStoreException e) {
            throw passOn(e, failure);
        } catch (DcrException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failure.apply("the store failed", e);
        }
    }

    /** Returns the failure that the store describes, at the step of the caller. */
    private static DcrStoreException passOn(StateStoreException described, Failure failure) {
        String message = String.valueOf(described.getMessage());
        return new DcrStoreException(
                failure.apply(message, described.getCause()).details().retryable(described.retryable()));
    }

    private void pause(DcrKey key, int tries, long end, Failure failure, @Nullable RuntimeException unknown)
            throws InterruptedException {
        long left = end - WAITING.nanos();
        if (left <= 0) {
            if (unknown instanceof DcrException) {
                throw unknown; // it names the server and what it said
            }
            throw unknown != null
                    ? failure.apply("the store failed to write " + key + ", and whether it did is not known", unknown)
                    : failure.apply(
                            "the store refused " + tries + " writes of " + key + " within " + patience
                                    + ": other writers were faster each time, or writes arrive too late; see whether"
                                    + " the store is overloaded",
                            null);
        }
        long millis = ThreadLocalRandom.current().nextLong(1, LONGEST_PAUSE_MILLIS + 1L);
        if (closed.await(Math.min(left, TimeUnit.MILLISECONDS.toNanos(millis)), TimeUnit.NANOSECONDS)) {
            throw failure.apply("the store was closed", unknown);
        }
    }

    private void publish(DcrKey key, StoredKey stored, KeyWrite write) {
        stored.findings().forEach(finding -> events.found(key, finding));
        write.forgotten().forEach(generation -> events.forgotten(key, generation));
    }
}

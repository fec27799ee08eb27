package io.github.dcr4j.store.memory.near;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.memory.NearCache;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a {@link NearCache} knows against the shared store: one check at a time for each key, on the executor,
 * those that a caller waits for first. A caller who has to wait for one waits until it ends or its time is up, and is
 * then served what is known by then. Thread-safe.
 */
public final class Rechecks {
    private final CheckSettings settings;
    private final NearEntries entries;
    private final Outage outage;
    private final CheckQueue queue;
    private final DcrClock clock;
    private final SharedLook look;
    private final NearEvents events;
    private final ConcurrentHashMap<DcrKey, Check> running = new ConcurrentHashMap<>();
    private final Set<Check> overdue = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public Rechecks(CheckSettings settings, NearEntries entries, Outage outage, Executor executor) {
        this.settings = settings;
        this.entries = entries;
        this.outage = outage;
        queue = new CheckQueue(executor);
        clock = settings.clock();
        look = new SharedLook(settings.shared(), clock);
        events = settings.events();
    }

    /** Returns what to serve of {@code due}, which is fresh no more: {@code null} if the shared store has nothing. */
    @Nullable
    public NearEntry usable(NearEntry due) {
        long now = clock.nanos();
        boolean away = outage.isOn();
        if (!outage.mayAskAt(now)) {
            unanswered(due);
            return due;
        }
        Check check = join(due, away);
        if (away || !due.needsCheckBeforeUseAt(now)) {
            return due;
        }
        check.await();
        return closed ? due : entries.get(due.credentials().key());
    }

    /** Lets all go who wait for a check, and those who come later. */
    public void close() {
        closed = true;
        running.values().forEach(Check::end);
    }

    private Check join(NearEntry due, boolean probe) {
        DcrKey key = due.credentials().key();
        Check present = running.get(key);
        if (present != null) {
            return present;
        }
        Check own = new Check(due, probe);
        present = running.putIfAbsent(key, own);
        if (present != null) {
            return present;
        }
        own.begin();
        if (closed) {
            own.end();
        }
        return own;
    }

    private void unanswered(NearEntry known) {
        if (entries.unanswered(known)) {
            events.servedWithoutStore(known.credentials());
        }
    }

    private void check(NearEntry known) {
        long askedAt = clock.nanos();
        try {
            SharedLook.Found found = look.from(known);
            outage.answered();
            DcrCredentials current = found.current();
            if (found.knownHasEnded()) {
                entries.ended(known.credentials(), "ended elsewhere");
            }
            if (entries.checked(known, found, askedAt) && current != null && !known.is(current.generation())) {
                events.adopted(current);
            }
        } catch (RuntimeException e) {
            // Whatever it was: the last known good is served, and the next check tries again.
            outage.failedAt(clock.nanos());
            unanswered(known);
        }
    }

    /**
     * One check, waiting for a thread or under way. The store's time begins when the check does: what it waits for a
     * thread says nothing about the store. Its waiters are let go when it ends or its time is up, whichever is first.
     */
    private final class Check implements Runnable {
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private final CompletableFuture<Void> begun = new CompletableFuture<>();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final boolean probe;
        private NearEntry known;
        private volatile CheckQueue.@Nullable Waiting place;
        private volatile boolean awaited;
        private final AtomicBoolean blamed = new AtomicBoolean();

        Check(NearEntry known, boolean probe) {
            this.known = known;
            this.probe = probe;
        }

        /** Looks again first: who saw something due may have been overtaken by a check that has ended since. */
        void begin() {
            NearEntry present = entries.get(known.credentials().key());
            if (present == null || present.isFreshAt(clock.nanos())) {
                end();
                return;
            }
            known = present;
            try {
                place = queue.add(this);
                if (awaited) {
                    hurry();
                }
            } catch (RejectedExecutionException e) {
                unanswered(known);
                end();
            }
        }

        @Override
        public void run() {
            if (outage.isOn() && !probe) {
                unanswered(known);
                end();
                return;
            }
            CompletableFuture<Void> timer = clock.after(settings.timeout());
            CompletableFuture<Void> alarm = timer.thenRun(this::timeIsUp);
            begun.complete(null);
            try {
                check(known);
            } finally {
                alarm.cancel(false);
                timer.cancel(false);
                end();
            }
        }

        private void hurry() {
            CheckQueue.Waiting waiting = place;
            if (waiting != null) {
                queue.hurry(waiting);
            }
        }

        private void timeIsUp() {
            if (ended.get()) {
                return;
            }
            overdue.add(this);
            outage.failedAt(clock.nanos());
            unanswered(known);
            over.complete(null);
            if (ended.get()) {
                overdue.remove(this);
            }
        }

        /** Removed first, then completed: a later caller begins anew. */
        private void end() {
            ended.set(true);
            overdue.remove(this);
            running.remove(known.credentials().key(), this);
            begun.complete(null);
            over.complete(null);
        }

        /**
         * Waits for its turn no longer than the time-out, and then until the check is over or its time is up. A caller
         * who is interrupted does not wait on, and is served all the same.
         */
        void await() {
            awaited = true;
            hurry();
            try {
                if (begun.isDone() || turnCame()) {
                    over.get();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a check is never completed by a failure", e);
            }
        }

        /** Where every answer is outstanding for too long, what waits behind it waits for the store. */
        private boolean turnCame() throws InterruptedException, ExecutionException {
            long answers = outage.answers();
            CompletableFuture<Void> timer = clock.after(settings.timeout());
            CompletableFuture.anyOf(begun, timer).get();
            timer.cancel(false);
            if (begun.isDone()) {
                return true;
            }
            if (!overdue.isEmpty() && outage.answers() == answers && blamed.compareAndSet(false, true)) {
                outage.failedAt(clock.nanos());
                unanswered(known);
            }
            return false;
        }
    }
}

package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a {@link NearCache} knows against the shared store: one check at a time for each key, on the executor. A
 * caller who has to wait for one waits until it ends or its time is up, and is then served what is known by then.
 * Thread-safe.
 */
final class Rechecks {
    private final CheckSettings settings;
    private final NearEntries entries;
    private final Outage outage;
    private final Executor executor;
    private final DcrClock clock;
    private final SharedLook look;
    private final NearEvents events;
    private final ConcurrentHashMap<DcrKey, Check> running = new ConcurrentHashMap<>();

    Rechecks(CheckSettings settings, NearEntries entries, Outage outage, Executor executor) {
        this.settings = settings;
        this.entries = entries;
        this.outage = outage;
        this.executor = executor;
        clock = settings.clock();
        look = new SharedLook(settings.shared(), clock);
        events = settings.events();
    }

    /** Returns what to serve of {@code due}, which is fresh no more: {@code null} if the shared store has nothing. */
    @Nullable
    NearEntry usable(NearEntry due) {
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
        return entries.get(due.credentials().key());
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
            if (entries.checked(known, found, askedAt) && current != null && !known.is(current.generation())) {
                events.adopted(current);
            }
        } catch (RuntimeException e) {
            // Whatever it was: the last known good is served, and the next check tries again.
            outage.failedAt(clock.nanos());
            unanswered(known);
        }
    }

    /** One check under way. Its waiters are let go when it ends or its time is up, whichever is first. */
    private final class Check implements Runnable {
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private final boolean probe;
        private NearEntry known;
        private CompletableFuture<Void> timer = new CompletableFuture<>();
        private CompletableFuture<Void> alarm = new CompletableFuture<>();

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
            timer = clock.after(settings.timeout());
            alarm = timer.thenRun(this::timeIsUp);
            try {
                executor.execute(this);
            } catch (RejectedExecutionException e) {
                unanswered(known);
                end();
            }
        }

        @Override
        public void run() {
            try {
                if (outage.isOn() && !probe) {
                    unanswered(known);
                } else {
                    check(known);
                }
            } finally {
                end();
            }
        }

        private void timeIsUp() {
            outage.failedAt(clock.nanos());
            unanswered(known);
            over.complete(null);
        }

        /** Removed first, then completed: whoever comes later begins anew. */
        private void end() {
            alarm.cancel(false);
            timer.cancel(false);
            running.remove(known.credentials().key(), this);
            over.complete(null);
        }

        /** A caller who is interrupted does not wait on, and is served all the same. */
        void await() {
            try {
                over.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a check is never completed by a failure", e);
            }
        }
    }
}

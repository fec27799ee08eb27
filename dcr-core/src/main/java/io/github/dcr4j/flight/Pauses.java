package io.github.dcr4j.flight;

import io.github.dcr4j.DcrClock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** What goes on after a pause, without a thread until then; {@link #close} ends all pauses. Thread-safe. */
final class Pauses {
    private final DcrClock clock;
    private final Set<Pause> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private static final class Pause {
        private final CompletableFuture<Void> time;
        private final Runnable ended;

        Pause(CompletableFuture<Void> time, Runnable ended) {
            this.time = time;
            this.ended = ended;
        }
    }

    Pauses(DcrClock clock) {
        this.clock = clock;
    }

    /**
     * Runs {@code next} once {@code time} has passed, on the clock's thread, or {@code ended} if this is closed before.
     */
    void start(Duration time, Runnable next, Runnable ended) {
        Pause pause = new Pause(clock.after(time), ended);
        running.add(pause);
        CompletableFuture<Void> unused = pause.time.thenRun(() -> {
            if (running.remove(pause)) {
                next.run();
            }
        });
        if (closed) {
            end(pause);
        }
    }

    private void end(Pause pause) {
        if (running.remove(pause)) {
            pause.time.cancel(false);
            pause.ended.run();
        }
    }

    /** Ends what pauses, now and from now on. */
    void close() {
        closed = true;
        running.forEach(this::end);
    }
}

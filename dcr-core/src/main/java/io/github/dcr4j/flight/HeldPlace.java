package io.github.dcr4j.flight;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A piece of work and its place at a server, which it may give up for a while. */
abstract class HeldPlace implements Place {
    final Work work;
    final String server;
    private final DcrClock clock;
    /** Where it has a place; {@code null} while it has none. Written under the lock of the lines. */
    @Nullable
    Line line;

    HeldPlace(DcrClock clock, Line line, Work work) {
        this.clock = clock;
        this.line = line;
        this.work = work;
        server = line.server();
    }

    /** Waits for a place from now on, first in line. */
    abstract void lineUp(Return back);

    /** Waits for none from now on. */
    abstract void withdraw(Return back);

    @Override
    public final boolean takeAgain(Duration atMost) throws InterruptedException {
        if (line != null) {
            return true;
        }
        Return back = new Return(this);
        lineUp(back);
        try {
            back.await(clock, atMost);
        } finally {
            withdraw(back);
        }
        return line != null;
    }

    /** Waits in line for the place that was given up, on the thread of the work. */
    static final class Return implements Work {
        final HeldPlace place;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        private Return(HeldPlace place) {
            this.place = place;
        }

        /** Notes, under the lock of the lines, that there is a place again. */
        void granted(Line line) {
            place.line = line;
            ended.complete(null);
        }

        private void await(DcrClock clock, Duration atMost) throws InterruptedException {
            CompletableFuture<Void> timeout = ended.isDone() ? ended : clock.after(atMost);
            try {
                CompletableFuture.anyOf(ended, timeout).get();
            } catch (ExecutionException e) {
                throw new DcrClosedException();
            } finally {
                timeout.cancel(false);
            }
        }

        @Override
        public @Nullable Duration run(Place again) {
            throw new IllegalStateException("what returns has a thread already");
        }

        @Override
        public void notStarted(Throwable why) {
            ended.completeExceptionally(why);
        }
    }
}

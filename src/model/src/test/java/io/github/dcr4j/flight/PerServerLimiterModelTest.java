package io.github.dcr4j.flight;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.model.Interleavings;
import io.github.dcr4j.model.Promises;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PerServerLimiterModelTest {
    @Test
    void execute_roomForOne_oneAtATimeAndWhoeverLinedUpRuns() {
        Interleavings.explore(RoomForOne.class, 3, 400);
    }

    @Test
    void execute_roomForTwo_twoAtATimeAndWhoeverLinedUpRuns() {
        Interleavings.explore(RoomForTwo.class, 3, 400);
    }

    @Test
    void execute_executorRefusesOnce_everybodyRunsOrIsTold() {
        Interleavings.explore(Refused.class, 3, 400);
    }

    /** Three pieces of work for one server, each run by whoever brings it unless it has to wait. */
    public abstract static class Model {
        private final Promises promises = new Promises();
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger dealtWith = new AtomicInteger();
        private final int most;
        private final PerServerLimiter lines;

        Model(int most, Executor executor) {
            this.most = most;
            lines = new PerServerLimiter(executor, DcrClock.system(), most, 64, 100);
        }

        @Operation(runOnce = true)
        public void first() {
            bring();
        }

        @Operation(runOnce = true)
        public void second() {
            bring();
        }

        @Operation(runOnce = true)
        public void third() {
            bring();
        }

        /** Everything was run or told, once, and the line is gone. */
        @Validate
        public void end() {
            promises.require(dealtWith.get() == 3, dealtWith.get() + " of 3 were run or told");
            promises.require(lines.size() == 0, "a line was left behind");
            promises.kept();
        }

        private void bring() {
            lines.execute("idp.example.com", new Work() {
                @Override
                public @Nullable Duration run(Place place) {
                    promises.require(running.incrementAndGet() <= most, "more than " + most + " at a time");
                    running.decrementAndGet();
                    dealtWith.incrementAndGet();
                    return null;
                }

                @Override
                public void notStarted(Throwable why) {
                    dealtWith.incrementAndGet();
                }
            });
        }
    }

    /** What the checker creates. */
    public static final class RoomForOne extends Model {
        public RoomForOne() {
            super(1, Runnable::run);
        }
    }

    /** What the checker creates. */
    public static final class RoomForTwo extends Model {
        public RoomForTwo() {
            super(2, Runnable::run);
        }
    }

    /** What the checker creates. */
    public static final class Refused extends Model {
        public Refused() {
            super(1, new RefusesOnce());
        }
    }

    private static final class RefusesOnce implements Executor {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public void execute(Runnable task) {
            if (asked.getAndIncrement() == 0) {
                throw new RejectedExecutionException("for the check");
            }
            task.run();
        }
    }
}

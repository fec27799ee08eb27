package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flow.Refreshes;
import io.github.dcr4j.model.Clients;
import io.github.dcr4j.model.Interleavings;
import io.github.dcr4j.model.Promises;
import io.github.dcr4j.model.StandingClock;
import io.github.dcr4j.model.Tasks;
import io.github.dcr4j.request.RequestSpec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

class RefreshesModelTest {
    private static final EventPublisher QUIET = new EventPublisher(null, DcrClock.system());
    private static final RequestSpec REQUEST = DcrRequest.builder("gateway")
            .upstreamIssuer("https://idp.example.com")
            .redirectUri("https://gateway.example.com/callback")
            .build()
            .spec();

    @Test
    void due_foundByTwoWhileOneEnds_oneRefreshAtATimeAndAnotherAfterIt() {
        Interleavings.explore(Succeeding.class, 3, 400);
    }

    @Test
    void due_foundByTwoWhileOneFails_oneRefreshAndAnotherAfterThePause() {
        Interleavings.explore(Failing.class, 3, 400);
    }

    @Test
    void due_foundByTwoAfterThePauseThatAFailureLeft_oneRefreshAtATime() {
        Interleavings.explore(AfterThePause.class, 3, 400);
    }

    /** Two callers who find credentials due, and a thread that ends what they start. */
    public abstract static class Model {
        private static final int PAUSE_SECONDS = 30;

        private final Promises promises = new Promises();
        private final Tasks tasks = new Tasks();
        private final StandingClock clock = new StandingClock();
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger started = new AtomicInteger();
        private final Refreshes refreshes = new Refreshes((request, due) -> start(), QUIET, clock);
        private final boolean fails;

        Model(boolean fails) {
            this.fails = fails;
        }

        @Operation(runOnce = true)
        public void first() {
            find();
        }

        @Operation(runOnce = true)
        public void second() {
            find();
        }

        @Operation(runOnce = true)
        public void ends() {
            tasks.runOne();
        }

        /** The key is free again: at once, or after the pause that follows a failure. */
        @Validate
        public void end() {
            tasks.runAll();
            promises.require(started.get() == 1 || (started.get() == 2 && !fails), started.get() + " refreshes");
            if (fails) {
                findAnd(0, "a failure was not waited out");
                waitOut();
            }
            findAnd(1, "the key was left behind");
            promises.kept();
        }

        final void failOnceAndWaitItOut() {
            find();
            tasks.runAll();
            waitOut();
            started.set(0);
        }

        private void waitOut() {
            for (int i = 0; i < PAUSE_SECONDS; i++) {
                clock.tick();
            }
        }

        private void find() {
            refreshes.due(REQUEST, Clients.GENERATIONS.get(0), clock.millis());
        }

        private void findAnd(int starts, String broken) {
            int before = started.get();
            find();
            promises.require(started.get() == before + starts, broken);
        }

        private CompletableFuture<DcrCredentials> start() {
            promises.require(running.incrementAndGet() == 1, "two refreshes at a time");
            started.incrementAndGet();
            CompletableFuture<DcrCredentials> outcome = new CompletableFuture<>();
            tasks.execute(() -> {
                running.decrementAndGet();
                if (fails) {
                    outcome.completeExceptionally(new IllegalStateException("for the check"));
                } else {
                    outcome.complete(Clients.GENERATIONS.get(1));
                }
            });
            return outcome;
        }
    }

    /** What the checker creates. */
    public static final class Succeeding extends Model {
        public Succeeding() {
            super(false);
        }
    }

    /** What the checker creates. */
    public static final class Failing extends Model {
        public Failing() {
            super(true);
        }
    }

    /** What the checker creates. */
    public static final class AfterThePause extends Model {
        public AfterThePause() {
            super(true);
            failOnceAndWaitItOut();
        }
    }
}

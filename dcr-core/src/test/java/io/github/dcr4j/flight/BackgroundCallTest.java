package io.github.dcr4j.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClosedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Work that a caller waits for. */
class BackgroundCallTest extends BackgroundWorkFixture {
    @Test
    void call_workEnds_returnsWhatItDoes() {
        BackgroundWork background = new BackgroundWork(Runnable::run, clock);
        IllegalStateException failure = new IllegalStateException("for the test");

        assertThat(background.call(() -> "done")).isCompletedWithValue("done");
        assertThat(background.call(() -> {
                    throw failure;
                }))
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCause(failure);
    }

    @Test
    void close_whoeverCalledStillWaits_isToldSo() {
        BackgroundWork background = new BackgroundWork(queued::add, clock);
        CompletableFuture<String> before = background.call(() -> "too late");

        background.close();
        CompletableFuture<String> after = background.call(() -> "too late");
        queued.forEach(Runnable::run);

        for (CompletableFuture<String> waiting : List.of(before, after)) {
            assertThat(waiting)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(DcrClosedException.class);
        }
    }

    /** Each interrupt would begin the wait anew otherwise. */
    @Test
    void awaitEnd_interruptedAgainAndAgain_waitsNoLongerThanOnce() throws Exception {
        BackgroundWork background = new BackgroundWork(queued::add, clock);
        background.run(runs::incrementAndGet);
        Thread closing = new Thread(() -> background.awaitEnd(List.of(), Duration.ofMillis(200)), "closing");

        closing.start();
        for (int i = 0; i < 10_000 && closing.isAlive(); i++) {
            closing.interrupt();
            closing.join(10);
        }

        assertThat(closing.isAlive()).isFalse();
        assertThat(runs).hasValue(0);
    }

    @Test
    void awaitEnd_workRuns_waitsForIt() throws Exception {
        BackgroundWork background = new BackgroundWork(threads, clock);
        CountDownLatch go = new CountDownLatch(1);
        background.run(() -> {
            try {
                if (go.await(3, TimeUnit.MINUTES)) {
                    runs.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> background.awaitEnd(List.of(), Duration.ofSeconds(10)), threads);

        assertThat(waiting).isNotDone();
        go.countDown();
        waiting.get(3, TimeUnit.MINUTES);

        assertThat(runs).hasValue(1);
    }

    @Test
    void awaitEnd_workFails_isNoFailureOfTheWait() {
        BackgroundWork background = new BackgroundWork(Runnable::run, clock);
        background.run(() -> {
            throw new IllegalStateException("for the test");
        });

        background.awaitEnd(
                List.of(CompletableFuture.failedFuture(new IllegalStateException("for the test"))),
                Duration.ofSeconds(10));

        assertThat(clock.pending()).isZero();
    }

    @Test
    void awaitEnd_takesTooLong_givesUp() {
        BackgroundWork background = new BackgroundWork(queued::add, clock);
        background.run(runs::incrementAndGet);

        background.awaitEnd(List.of(), Duration.ofMillis(1));

        assertThat(runs).hasValue(0);
    }

    @Test
    void awaitEnd_interrupted_keepsTheInterrupt() {
        BackgroundWork background = new BackgroundWork(queued::add, clock);
        background.run(runs::incrementAndGet);

        Thread.currentThread().interrupt();
        background.awaitEnd(List.of(), Duration.ofMillis(50));

        assertThat(Thread.interrupted()).isTrue();
    }
}

package io.github.dcr4j.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.attempt.TestClock;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallersCodeTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final TestClock clock = TestClock.standing();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final CallersCode code = new CallersCode(threads, clock, closing);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void stop() {
        never.countDown();
        threads.shutdownNow();
    }

    private String hang() {
        begun.countDown();
        try {
            never.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
        return "late";
    }

    private void awaitUninterruptibly() {
        while (never.getCount() > 0) {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown(); // and goes on
            }
        }
    }

    private CompletableFuture<String> waiting(CallersCode code, Supplier<String> supplier, Duration atMost) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return code.await(Step.REGISTER, "the supplier", supplier, atMost);
                    } catch (TimeoutException e) {
                        throw new CompletionException(e);
                    }
                },
                threads);
    }

    private CompletableFuture<String> waiting() {
        return waiting(code, this::hang, TEN_SECONDS);
    }

    private static void reached(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void await_codeReturns_isItsValueAndNoTimerIsLeft() throws Exception {
        assertThat(code.await(Step.REGISTER, "the supplier", () -> "value", TEN_SECONDS))
                .isEqualTo("value");

        assertThat(clock.pending()).isZero();
    }

    @Test
    void await_codeThrows_throwsTheSame() {
        assertThatThrownBy(() -> code.await(
                        Step.REGISTER,
                        "the supplier",
                        () -> {
                            throw new IllegalArgumentException("its own");
                        },
                        TEN_SECONDS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("its own");
    }

    @Test
    void await_codeHangs_endsWhenItsTimeIsUpAndInterruptsTheCode() throws Exception {
        CompletableFuture<String> waiting = waiting();
        reached(begun);

        Awaitility.await().atMost(BOUND).until(() -> {
            clock.advance(TEN_SECONDS);
            return waiting.isDone();
        });

        assertThatThrownBy(() -> waiting.get(5, TimeUnit.MINUTES))
                .cause()
                .isInstanceOf(TimeoutException.class)
                .hasMessage("the supplier did not return within 10000 ms");
        reached(interrupted);
    }

    @Test
    void await_codeHangsAndTheResolverCloses_endsAndInterruptsTheCode() throws Exception {
        CompletableFuture<String> waiting = waiting();
        reached(begun);

        closing.complete(null);
        code.close();

        assertThatThrownBy(() -> waiting.get(5, TimeUnit.MINUTES)).hasCauseInstanceOf(DcrClosedException.class);
        reached(interrupted);
    }

    @Test
    void await_waiterIsInterrupted_leavesWithTheInterruptKept() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> code.await(Step.REGISTER, "the supplier", this::hang, TEN_SECONDS))
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("interrupted");

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void start_codeIsDeafToInterrupts_keepsAtMostSixtyFourThreads() {
        for (int i = 0; i < CallersCode.MOST; i++) {
            code.start(this::awaitUninterruptibly);
        }

        assertThatThrownBy(() -> code.start(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> code.await(Step.REGISTER, "the supplier", () -> "value", TEN_SECONDS))
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("64 calls of this program's own code");
        never.countDown();
        Awaitility.await()
                .atMost(BOUND)
                .untilAsserted(() -> assertThat(code.await(Step.REGISTER, "the supplier", () -> "value", TEN_SECONDS))
                        .isEqualTo("value"));
    }

    @Test
    void start_executorThrowsSomethingElseAHundredTimes_takesNoPlaceForGood() {
        AtomicBoolean broken = new AtomicBoolean(true);
        CallersCode code = new CallersCode(
                work -> {
                    if (broken.get()) {
                        throw new IllegalStateException("broken");
                    }
                    work.run();
                },
                clock,
                closing);
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> code.start(() -> {})).isInstanceOf(IllegalStateException.class);
        }
        broken.set(false);

        code.start(begun::countDown);

        assertThat(begun.getCount()).isZero();
    }

    @Test
    void await_executorHasNoThreadFree_runsOnTheThreadThatWaits() {
        Queue<Runnable> queued = new ConcurrentLinkedQueue<>();
        CallersCode behind = new CallersCode(queued::add, clock, closing);

        CompletableFuture<String> waiting = waiting(behind, () -> "value", Duration.ofHours(1));
        Awaitility.await().atMost(BOUND).until(() -> {
            clock.advance(Duration.ofSeconds(1));
            return waiting.isDone();
        });

        assertThat(waiting.join()).isEqualTo("value");
        assertThat(queued).hasSize(1);
        queued.remove().run();
        assertThat(clock.pending()).isZero();
    }
}

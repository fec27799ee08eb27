package io.github.dcr4j.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.attempt.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Code of the caller's is bounded by an interrupt, which is over when the code is. */
class InterruptedCallTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestClock clock = TestClock.standing();

    @Test
    void call_returns_isItsAnswerOnTheCallersThread() throws Exception {
        Thread thread = InterruptedCall.call(clock, SECOND, Thread::currentThread);
        clock.advance(SECOND);

        assertThat(thread).isSameAs(Thread.currentThread());
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void call_throws_isThrownAsItIs() {
        IOException failure = new IOException("broken");

        assertThatThrownBy(() -> InterruptedCall.call(clock, SECOND, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void call_hangs_isInterruptedAndTheInterruptIsOver() {
        CountDownLatch never = new CountDownLatch(1);

        assertThatThrownBy(() -> InterruptedCall.call(clock, SECOND, () -> {
                    clock.advance(SECOND);
                    never.await();
                    return "";
                }))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no answer within 1000 ms");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void call_answersThoughInterrupted_isItsAnswer() throws Exception {
        String answer = InterruptedCall.call(clock, SECOND, () -> {
            clock.advance(SECOND);
            return "late";
        });

        assertThat(answer).isEqualTo("late");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void call_interruptedByOthers_keepsTheInterrupt() {
        assertThatThrownBy(() -> InterruptedCall.call(clock, SECOND, () -> {
                    Thread.currentThread().interrupt();
                    throw new IOException("stopped");
                }))
                .isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}

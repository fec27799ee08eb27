package io.github.dcr4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FakeGateTest {
    private final FakeGate gate = FakeGate.closed();

    private CompletableFuture<Void> passing() {
        return CompletableFuture.runAsync(() -> {
            try {
                gate.pass();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void open_closedGate_letsThroughWhatWaitsAndWhatComes() {
        CompletableFuture<Void> waiting = passing();
        gate.awaitArrivals(1);
        boolean passedBefore = waiting.isDone();

        gate.open();

        assertThat(passedBefore).isFalse();
        assertThat(waiting).succeedsWithin(Duration.ofMinutes(3));
        assertThat(passing()).succeedsWithin(Duration.ofMinutes(3));
        assertThat(gate.arrivals()).isEqualTo(2);
    }

    @Test
    void awaitArrivals_interrupted_saysSoAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertThatIllegalStateException()
                .isThrownBy(() -> gate.awaitArrivals(1))
                .withMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }
}

package io.github.dcr4j.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.logs.RecordingLogger;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class RefreshesTest {
    private final TestClock clock = TestClock.standing();
    private final List<CompletableFuture<DcrCredentials>> started = new ArrayList<>();
    private final DcrCredentials due = Samples.credentials().build();
    private final RequestSpec request = Samples.spec(Samples.request());
    private final RecordingLogger log = new RecordingLogger(Level.WARN);
    private final EventPublisher publisher = new EventPublisher(null, log, clock);

    private final Refreshes refreshes = new Refreshes(
            (asked, credentials) -> {
                CompletableFuture<DcrCredentials> outcome = new CompletableFuture<>();
                started.add(outcome);
                return outcome;
            },
            publisher,
            clock);

    private void hit() {
        refreshes.due(request, due, clock.millis());
    }

    private static DcrException failure(Duration retryAfter) {
        return DcrException.at(Step.DISCOVER, "away").retryAfter(retryAfter).exception();
    }

    @Test
    void due_whileOneRuns_startsNoOther() {
        hit();
        clock.advance(Duration.ofDays(1));
        hit();

        assertThat(started).hasSize(1);
    }

    @Test
    void due_afterOneSucceeded_startsAnother() {
        hit();
        started.get(0).complete(due);
        hit();

        assertThat(started).hasSize(2);
    }

    @Test
    void due_afterOneFailed_waitsAsLongAsTheFailureSays() {
        hit();
        started.get(0).completeExceptionally(failure(Duration.ofMinutes(2)));

        clock.advance(Duration.ofMinutes(2).minusMillis(1));
        hit();
        assertThat(started).hasSize(1);

        clock.advance(Duration.ofMillis(1));
        hit();
        assertThat(started).hasSize(2);
    }

    @Test
    void due_afterAFailureThatSaysNothing_waitsHalfAMinute() {
        hit();
        started.get(0).completeExceptionally(new IllegalStateException("died"));

        clock.advance(Duration.ofSeconds(29));
        hit();
        assertThat(started).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        hit();
        assertThat(started).hasSize(2);
    }

    @Test
    void due_refreshCannotBeStarted_operatorIsToldAndCallerSeesNothing() {
        Refreshes broken = new Refreshes(
                (asked, credentials) -> {
                    throw new OutOfMemoryError("no thread");
                },
                publisher,
                clock);

        assertThatCode(() -> broken.due(request, due, clock.millis())).doesNotThrowAnyException();
        assertThat(log.lines)
                .singleElement()
                .asString()
                .contains("OutOfMemoryError", request.key().toString());
    }
}

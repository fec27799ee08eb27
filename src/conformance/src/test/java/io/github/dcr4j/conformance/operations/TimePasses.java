package io.github.dcr4j.conformance.operations;

import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;

/** Time that passes while somebody waits for it. */
final class TimePasses {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private TimePasses() {}

    /** Advances {@code clock} by whatever is waited for, until {@code work} has ended, and returns its outcome. */
    static <T> T until(ManualClock clock, CompletableFuture<T> work) {
        Awaitility.await().atMost(LONGEST).until(() -> {
            if (!work.isDone()) {
                clock.pendingWaits().stream().min(Comparator.naturalOrder()).ifPresent(clock::advance);
            }
            return work.isDone();
        });
        try {
            return work.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}

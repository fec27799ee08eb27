package io.github.dcr4j.flight;

import io.github.dcr4j.attempt.TestClock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** Background work on an executor that can be full. */
abstract class BackgroundWorkFixture {
    final TestClock clock = TestClock.standing();
    final ExecutorService threads = Executors.newCachedThreadPool();
    final Queue<Runnable> queued = new ArrayDeque<>();
    final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }
}

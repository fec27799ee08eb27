package io.github.dcr4j.conformance.redis;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Somebody who asks a replica for one key after another until he is told to stop. Thread-safe. */
final class Load {
    /** Between two questions, so that those who ask leave something of the machine to those who answer. */
    private static final long PACE_MILLIS = 5;

    private final Replica replica;
    private final List<DcrRequest> requests;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** What came of one question: credentials or a failure. */
    record Answer(
            DcrRequest request,
            @Nullable DcrCredentials given,
            @Nullable RuntimeException failure,
            Duration took) {}

    private Load(Replica replica, List<DcrRequest> requests) {
        this.replica = replica;
        this.requests = List.copyOf(requests);
    }

    /** Begins to ask. */
    static Load begin(Callers callers, Replica replica, List<DcrRequest> requests) {
        Load load = new Load(replica, requests);
        Future<?> unused = callers.begin(load::run);
        return load;
    }

    private boolean run() throws InterruptedException {
        for (int i = 0; !stop.await(PACE_MILLIS, TimeUnit.MILLISECONDS); i++) {
            answers.add(ask(requests.get(i % requests.size())));
        }
        ended.countDown();
        return true;
    }

    private Answer ask(DcrRequest request) {
        long asked = System.nanoTime();
        DcrCredentials given = null;
        RuntimeException failure = null;
        try {
            given = replica.resolver().resolve(request);
        } catch (RuntimeException e) {
            failure = e;
        }
        return new Answer(request, given, failure, Duration.ofNanos(System.nanoTime() - asked));
    }

    /** Returns what came of it so far. */
    List<Answer> answers() {
        return List.copyOf(answers);
    }

    List<RuntimeException> failures() {
        return answers.stream()
                .filter(answer -> answer.failure() != null)
                .map(answer -> Objects.requireNonNull(answer.failure()))
                .toList();
    }

    /** Asks no more; what was asked last may still be under way. */
    void stop() {
        stop.countDown();
    }

    /** Returns whether all that was asked was answered in time. */
    boolean awaitEnd() {
        try {
            return ended.await(Callers.BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

package io.github.dcr4j.conformance.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.rejection.RejectionProbe.Verdict;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A probe of the caller's that does not answer holds nobody: who reports may leave, and the resolver can be closed. */
class HangingProbeTest {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final Duration FOREVER = Duration.ofDays(1);

    private final DcrTestKit kit = DcrTestKit.start();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final DcrRequest request = kit.request("openid");
    private final DcrCredentials reported = kit.resolver().resolve(request);
    private final AtomicInteger probes = new AtomicInteger();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void close() {
        answer.countDown();
        threads.shutdownNow();
        kit.close();
    }

    private DcrResolver hanging(Duration maxWait) {
        return kit.newResolver(settings -> settings.executor(threads)
                .maxWait(maxWait)
                .confirmRejections(client -> {
                    probes.incrementAndGet();
                    asked.countDown();
                    try {
                        boolean unused = answer.await(BOUND.toSeconds(), TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Verdict.GONE;
                }));
    }

    private CompletableFuture<DcrCredentials> report(DcrResolver to) {
        return CompletableFuture.supplyAsync(() -> to.reportRejected(request, reported), threads);
    }

    @Test
    void reportRejected_probeHangs_eachReporterLeavesWhenItsTimeIsUp() {
        DcrResolver resolver = hanging(Duration.ofMillis(20));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> resolver.reportRejected(request, reported))
                    .isInstanceOfSatisfying(DcrException.class, e -> {
                        assertThat(e.step()).isEqualTo(Step.WAIT);
                        assertThat(e.retryable()).isTrue();
                    });
        }

        assertThat(resolver.resolve(request)).isEqualTo(reported);
        Awaitility.await().atMost(BOUND).untilAsserted(() -> assertThat(probes).hasValue(1));
        answer.countDown();
        Awaitility.await().atMost(BOUND).until(() -> kit.store().find(request.key()) == null);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void reportRejected_probeHangsAndTheReporterIsInterrupted_leavesWithTheInterruptKept() {
        DcrResolver resolver = hanging(FOREVER);
        CompletableFuture<DcrCredentials> other = report(resolver);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> resolver.reportRejected(request, reported))
                .isInstanceOfSatisfying(
                        DcrException.class, e -> assertThat(e.step()).isEqualTo(Step.WAIT));

        assertThat(Thread.interrupted()).isTrue();
        answer.countDown();
        assertThat(other)
                .succeedsWithin(BOUND)
                .satisfies(given -> assertThat(given.clientId()).isNotEqualTo(reported.clientId()));
    }

    @Test
    void close_probeHangs_letsAllReportersGoAndDoesNotWaitForTheProbe() throws Exception {
        DcrResolver resolver = hanging(FOREVER);
        CompletableFuture<DcrCredentials> first = report(resolver);
        assertThat(asked.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        CompletableFuture<DcrCredentials> second = report(resolver);

        resolver.close();

        for (CompletableFuture<DcrCredentials> waiting : List.of(first, second)) {
            assertThat(waiting)
                    .failsWithin(BOUND)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(DcrClosedException.class);
        }
        answer.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(BOUND.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(kit.store().find(request.key())).isEqualTo(reported); // its late answer ends nothing
        assertThat(probes).hasValue(1);
    }
}

package io.github.dcr4j.conformance.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A supplier of initial access tokens that does not answer holds an attempt for a few leases, and no longer than until
 * the end.
 */
class HangingSupplierTest {
    private static final Duration BOUND = Duration.ofMinutes(3);

    private final DcrTestKit kit = DcrTestKit.start();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final DcrRequest request =
            kit.requestBuilder().initialAccessToken(this::hang).build();

    @AfterEach
    void close() {
        never.countDown();
        kit.close();
    }

    private Secret hang() {
        asked.countDown();
        try {
            never.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
        return Secret.of("initial-token-that-came-late");
    }

    private static void reached(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void resolve_supplierHangs_failsAfterAFewLeasesAndSendsNothing() throws Exception {
        CompletableFuture<DcrCredentials> waiting = kit.resolver().resolveAsync(request);
        reached(asked);

        Awaitility.await().atMost(BOUND).until(() -> {
            kit.clock().advance(Duration.ofSeconds(1));
            return waiting.isDone();
        });

        assertThatThrownBy(() -> waiting.get(BOUND.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        DcrException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessageContaining(
                        "a supplier of the initial access token or the software statement, slower than leaseDuration");
        reached(interrupted);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    @Test
    void close_supplierHangs_endsTheAttemptAndInterruptsTheSupplier() throws Exception {
        DcrResolver resolver = kit.newResolver(settings -> settings.callTimeout(Duration.ofHours(1)));
        CompletableFuture<DcrCredentials> waiting = resolver.resolveAsync(request);
        reached(asked);

        resolver.close();

        assertThatThrownBy(() -> waiting.get(BOUND.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(DcrClosedException.class);
        reached(interrupted);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    /** A place at a server is held only while something is sent there. */
    @Test
    void resolve_suppliersHangForAsManyKeysAsThereArePlaces_anotherKeyAtThatServerIsServed() throws Exception {
        DcrResolver resolver = kit.newResolver(settings -> settings.maxAttemptsPerServer(2));
        CountDownLatch both = new CountDownLatch(2);
        List<CompletableFuture<DcrCredentials>> hanging = Stream.of("first", "second")
                .map(name -> resolver.resolveAsync(kit.requestBuilder()
                        .clientName(name)
                        .scopes(name)
                        .initialAccessToken(() -> {
                            both.countDown();
                            return hang();
                        })
                        .build()))
                .toList();
        reached(both);

        DcrCredentials served = resolver.resolveAsync(kit.request()).get(BOUND.toSeconds(), TimeUnit.SECONDS);

        assertThat(kit.server().client(served.clientId())).isPresent();
        assertThat(hanging).noneMatch(CompletableFuture::isDone);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    /** The place that it had is taken meanwhile: it goes on as soon as another one is free, and is sent once. */
    @Test
    void resolve_supplierAnswersWhileAnotherHasThePlace_registersAfterIt() throws Exception {
        DcrResolver resolver = kit.newResolver(settings -> settings.maxAttemptsPerServer(1));
        CountDownLatch registering = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        kit.server().at(FakeEndpoint.REGISTRATION).rewriteRequests(metadata -> {
            registering.countDown();
            awaitUninterrupted(answers);
        });
        CompletableFuture<DcrCredentials> waiting = resolver.resolveAsync(request);
        reached(asked);
        CompletableFuture<DcrCredentials> other = resolver.resolveAsync(kit.request("other"));
        reached(registering);

        never.countDown();
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
        answers.countDown();

        DcrCredentials first = other.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        DcrCredentials second = waiting.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(first.clientId()).isNotEqualTo(second.clientId());
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            reached(latch);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Closing tells everybody clearly, loses no registration, and leaves the key usable by others. */
class CloseTest {
    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void resolve_closed_saysSo() {
        kit.resolver().close();

        assertThatThrownBy(() -> kit.resolver().resolve(kit.request("openid")))
                .isInstanceOf(DcrClosedException.class)
                .hasMessageContaining("closed");
        assertThat(kit.resolver().resolveAsync(kit.request("openid")))
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(DcrClosedException.class);
        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void close_twice_doesNothingMore() {
        kit.resolver().close();
        kit.resolver().close();

        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void close_registrationIsUnderWay_itIsFinishedAndKept() {
        FakeGate gate = kit.server().at(FakeEndpoint.REGISTRATION).holdAnswers();
        CompletableFuture<DcrCredentials> waiting = kit.resolver().resolveAsync(kit.request("openid"));
        gate.awaitArrivals(1);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(kit.resolver()::close);

        gate.open();

        assertThat(closing).succeedsWithin(Duration.ofMinutes(3));
        assertThat(waiting)
                .succeedsWithin(Duration.ofMinutes(3))
                .satisfies(client -> assertThat(kit.store().find(client.key())).isEqualTo(client));
    }

    @Test
    void close_nothingSentYet_theCallerLearnsOfItAndNothingIsRegistered() {
        FakeGate gate = kit.server().at(FakeEndpoint.METADATA).holdAnswers();
        CompletableFuture<DcrCredentials> waiting = kit.resolver().resolveAsync(kit.request("openid"));
        gate.awaitArrivals(1);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(kit.resolver()::close);
        Awaitility.await()
                .until(() -> kit.resolver().resolveAsync(kit.request("openid")).isCompletedExceptionally());

        gate.open();

        assertThat(closing).succeedsWithin(Duration.ofMinutes(3));
        assertThat(waiting)
                .failsWithin(Duration.ofMinutes(3))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(DcrClosedException.class)
                .withMessageContaining("closed");
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    @Test
    void close_closerIsInterruptedWhileARegistrationIsUnderWay_itIsKeptAndSoIsTheInterrupt() throws Exception {
        FakeGate gate = kit.server().at(FakeEndpoint.REGISTRATION).holdAnswers();
        CompletableFuture<DcrCredentials> waiting = kit.resolver().resolveAsync(kit.request("openid"));
        gate.awaitArrivals(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread closer = new Thread(() -> {
            Thread.currentThread().interrupt();
            kit.resolver().close();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        closer.start();
        Awaitility.await().until(() -> closer.getState() == Thread.State.TIMED_WAITING || !closer.isAlive());

        gate.open();

        assertThat(interrupted).succeedsWithin(Duration.ofMinutes(3)).isEqualTo(true);
        assertThat(waiting).succeedsWithin(Duration.ofMinutes(3));
        assertThat(kit.store().find(kit.request("openid").key())).isNotNull();
    }

    @Test
    void close_waitsForAnotherReplicasLease_endsAtOnceAndTheOtherGoesOn() {
        FakeGate gate = kit.server().at(FakeEndpoint.REGISTRATION).hold();
        CompletableFuture<DcrCredentials> leader = kit.resolver().resolveAsync(kit.request("openid"));
        gate.awaitArrivals(1);
        DcrResolver follower = kit.newResolver(settings -> settings);
        CompletableFuture<DcrCredentials> waiting = follower.resolveAsync(kit.request("openid"));
        Awaitility.await().until(() -> !kit.clock().pendingWaits().isEmpty());

        follower.close();

        assertThat(waiting)
                .failsWithin(Duration.ofMinutes(3))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("closed");
        gate.open();
        assertThat(leader).succeedsWithin(Duration.ofMinutes(3));
    }

    @Test
    void close_afterAFailedAttempt_anotherResolverIsServed() {
        kit.resolver().close();

        assertThat(kit.newResolver(settings -> settings).resolve(kit.request("openid")))
                .isNotNull();
    }
}

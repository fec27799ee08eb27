package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever asks for one key at the same time shares one attempt, and leaves it alone when leaving. */
class ResolveConcurrencyTest {
    private static final int CALLERS = 64;

    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void stopCallers() {
        callers.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void resolve_manyCallersOnAColdKey_registersOnce(StoreKind kind) throws Exception {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            FakeGate gate = fleet.server().at(FakeEndpoint.REGISTRATION).hold();
            CountDownLatch started = new CountDownLatch(CALLERS);
            List<Future<DcrCredentials>> answers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                answers.add(callers.submit(() -> {
                    started.countDown();
                    return resolver.resolve(fleet.request("openid"));
                }));
            }

            started.await();
            gate.awaitArrivals(1);
            gate.open();

            HashSet<String> generations = new HashSet<>();
            for (Future<DcrCredentials> answer : answers) {
                generations.add(answer.get().generation());
            }
            assertThat(generations).hasSize(1);
            assertThat(fleet.registrations()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_manyReplicasOnAColdKey_registersOnce(StoreKind kind) throws Exception {
        try (Fleet fleet = new Fleet(kind)) {
            FakeGate gate = fleet.server().at(FakeEndpoint.REGISTRATION).hold();
            List<CompletableFuture<DcrCredentials>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(fleet.newReplica().resolveAsync(fleet.request("openid")));
            }

            gate.awaitArrivals(1);
            await().until(() -> fleet.clock().pendingWaits().size() == 7);
            gate.open();
            await().until(() -> answers.stream().anyMatch(CompletableFuture::isDone));
            fleet.clock().advance(Duration.ofMillis(250));

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer)
                            .succeedsWithin(Duration.ofMinutes(3))
                            .isEqualTo(answers.get(0).join()));
            assertThat(fleet.registrations()).isOne();
            assertThat(fleet.events().of(DcrEvent.Adopted.class)).hasSize(7);
        }
    }

    @Test
    void resolve_oneCallerInterrupted_leavesAloneAndPromptly() throws Exception {
        try (Fleet fleet = new Fleet(StoreKind.MAP)) {
            DcrResolver resolver = fleet.newReplica();
            FakeGate gate = fleet.server().at(FakeEndpoint.REGISTRATION).hold();
            CompletableFuture<DcrCredentials> patient = resolver.resolveAsync(fleet.request("openid"));
            gate.awaitArrivals(1);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicReference<Boolean> interruptKept = new AtomicReference<>();
            Thread impatient = new Thread(() -> {
                try {
                    resolver.resolve(fleet.request("openid"));
                } catch (Throwable t) {
                    thrown.set(t);
                    interruptKept.set(Thread.currentThread().isInterrupted());
                }
            });

            impatient.start();
            await().until(() -> impatient.getState() == Thread.State.TIMED_WAITING);
            impatient.interrupt();
            impatient.join(TimeUnit.SECONDS.toMillis(180));

            assertThat(thrown.get())
                    .isInstanceOfSatisfying(
                            DcrException.class, e -> assertThat(e.step()).isEqualTo(Step.WAIT));
            assertThat(interruptKept.get()).isTrue();
            assertThat(patient).isNotDone();
            gate.open();
            assertThat(patient).succeedsWithin(Duration.ofMinutes(3));
            assertThat(fleet.registrations()).isOne();
        }
    }

    @Test
    void resolveAsync_cancelled_detachesThatCallerOnly() {
        try (Fleet fleet = new Fleet(StoreKind.MAP)) {
            DcrResolver resolver = fleet.newReplica();
            FakeGate gate = fleet.server().at(FakeEndpoint.REGISTRATION).hold();
            CompletableFuture<DcrCredentials> leaving = resolver.resolveAsync(fleet.request("openid"));
            CompletableFuture<DcrCredentials> staying = resolver.resolveAsync(fleet.request("openid"));
            gate.awaitArrivals(1);

            leaving.cancel(true);
            gate.open();

            assertThat(leaving).isCancelled();
            assertThat(staying).succeedsWithin(Duration.ofMinutes(3));
            assertThat(fleet.registrations()).isOne();
        }
    }

    @Test
    void resolve_waitedLongEnough_leavesAloneAndTheAttemptGoesOn() {
        try (Fleet fleet = new Fleet(StoreKind.MAP)) {
            DcrResolver resolver = fleet.newReplica(settings -> settings.maxWait(Duration.ofMillis(50)));
            FakeGate gate = fleet.server().at(FakeEndpoint.REGISTRATION).hold();

            assertThatThrownBy(() -> resolver.resolve(fleet.request("openid")))
                    .isInstanceOfSatisfying(DcrException.class, e -> {
                        assertThat(e.step()).isEqualTo(Step.WAIT);
                        assertThat(e.retryable()).isTrue();
                    });

            gate.open();
            await().until(() -> fleet.store().find(fleet.request("openid").key()) != null);
            assertThat(resolver.resolve(fleet.request("openid"))).isNotNull();
            assertThat(fleet.registrations()).isOne();
        }
    }

    @Test
    void resolve_attemptFails_everyWaiterHasAFailureOfItsOwn() throws Exception {
        try (Fleet fleet = new Fleet(StoreKind.MAP)) {
            DcrResolver resolver = fleet.newReplica();
            FakeGate gate = fleet.server().at(FakeEndpoint.REGISTRATION).hold();
            fleet.server().at(FakeEndpoint.REGISTRATION).refuseNext("invalid_client_metadata");
            CompletableFuture<DcrCredentials> one = resolver.resolveAsync(fleet.request("openid"));
            CompletableFuture<DcrCredentials> other = resolver.resolveAsync(fleet.request("openid"));
            gate.awaitArrivals(1);

            gate.open();

            Throwable first = Objects.requireNonNull(failureOf(one));
            Throwable second = Objects.requireNonNull(failureOf(other));
            assertThat(first).isInstanceOf(DcrRefusedException.class).isNotSameAs(second);
            assertThat(second).isInstanceOf(DcrRefusedException.class);
            assertThat(first.getCause()).isSameAs(second.getCause());
            assertThat(fleet.registrations()).isOne();
        }
    }

    @Test
    void resolve_attemptDiesOfAnError_reachesTheCallersAndTheKeyWorksAgain() {
        try (Fleet fleet = new Fleet(StoreKind.MAP)) {
            DcrResolver resolver = fleet.newReplica();
            OutOfMemoryError error = new OutOfMemoryError("a test's doing");
            DcrRequest dying = fleet.requestBuilder()
                    .scopes("openid")
                    .initialAccessToken(() -> {
                        throw error;
                    })
                    .build();

            assertThatThrownBy(() -> resolver.resolve(dying))
                    .isInstanceOf(DcrException.class)
                    .hasMessageContaining("OutOfMemoryError")
                    .hasRootCause(error);

            fleet.clock().advance(Duration.ofSeconds(1));
            assertThat(resolver.resolve(fleet.request("openid"))).isNotNull();
            assertThat(fleet.registrations()).isOne();
        }
    }

    @Test
    void resolve_tooManyWaiters_failsAtOnce() {
        try (Fleet fleet = new Fleet(StoreKind.MAP)) {
            DcrResolver resolver = fleet.newReplica(settings -> settings.maxWaiters(1));
            FakeGate gate = fleet.server().at(FakeEndpoint.REGISTRATION).hold();
            CompletableFuture<DcrCredentials> waiting = resolver.resolveAsync(fleet.request("openid"));
            gate.awaitArrivals(1);

            CompletableFuture<DcrCredentials> refused = resolver.resolveAsync(fleet.request("openid"));

            assertThat(refused)
                    .failsWithin(Duration.ZERO)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("maxWaiters");
            gate.open();
            assertThat(waiting).succeedsWithin(Duration.ofMinutes(3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_leaderStallsPastItsLease_itsClientIsDeletedAndTheWinnerReturned(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind, FakeAuthorizationServer.builder().secretLife(Fleet.SECRET_LIFE))) {
            DcrResolver slow = fleet.newReplica();
            DcrResolver fast = fleet.newReplica();
            FakeGate gate = FakeGate.closed();
            fleet.server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(io.github.dcr4j.testkit.FakeAnswer.asUsual().heldBy(gate));
            CompletableFuture<DcrCredentials> late = slow.resolveAsync(fleet.request("openid"));
            gate.awaitArrivals(1);
            fleet.clock().advance(Duration.ofSeconds(21));

            DcrCredentials winner = fast.resolve(fleet.request("openid"));
            gate.open();

            assertThat(late).succeedsWithin(Duration.ofMinutes(3)).isEqualTo(winner);
            await().until(() -> !fleet.events().of(DcrEvent.ClientDeleted.class).isEmpty());
            assertThat(fleet.registrations()).isEqualTo(2);
            assertThat(fleet.server().clients())
                    .extracting(client -> client.clientId())
                    .containsExactly(winner.clientId());
            assertThat(fleet.events().of(DcrEvent.OrphanSuspected.class)).hasSize(1);
        }
    }

    @Test
    void resolve_leaderStallsAndTheServerHandsOutOneClient_itIsNotDeleted() {
        try (Fleet fleet = new Fleet(StoreKind.MAP, FakeAuthorizationServer.builder())) {
            fleet.server()
                    .at(FakeEndpoint.REGISTRATION)
                    .rewriteAnswers(answer -> answer.put("client_id", "the-only-one"));
            FakeGate gate = FakeGate.closed();
            fleet.server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(io.github.dcr4j.testkit.FakeAnswer.asUsual().heldBy(gate));
            CompletableFuture<DcrCredentials> late = fleet.newReplica().resolveAsync(fleet.request("openid"));
            gate.awaitArrivals(1);
            fleet.clock().advance(Duration.ofSeconds(21));
            DcrCredentials winner = fleet.newReplica().resolve(fleet.request("openid"));

            gate.open();

            assertThat(late).succeedsWithin(Duration.ofMinutes(3)).isEqualTo(winner);
            fleet.newReplica().close();
            assertThat(fleet.server().at(FakeEndpoint.MANAGEMENT).count()).isZero();
        }
    }

    private static @Nullable Throwable failureOf(CompletableFuture<DcrCredentials> answer) {
        return catchThrowableOfType(ExecutionException.class, () -> answer.get(3, TimeUnit.MINUTES))
                .getCause();
    }
}

package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A secret that runs out is replaced while it is still used, and nobody waits for that. */
class RefreshTest {
    /** Within the window of a secret that lives for an hour, whatever chance says. */
    private static final Duration DUE = Duration.ofMinutes(50);

    private static void awaitReplacement(Fleet fleet, DcrResolver resolver, DcrRequest request, DcrCredentials former) {
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> !resolver.resolve(request).generation().equals(former.generation()));
        // published when the attempt has ended its lease: another replica may read what it saved before
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(fleet.events().of(DcrEvent.Registered.class)).hasSize(2));
    }

    @ParameterizedTest
    @EnumSource
    void resolve_due_givesWhatThereIsAndReplacesItBehindTheCaller(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials first = resolver.resolve(request);
            fleet.clock().advance(DUE);
            FakeGate gate = fleet.server().at(FakeEndpoint.REGISTRATION).hold();

            for (int i = 0; i < 100; i++) {
                assertThat(resolver.resolve(request)).isEqualTo(first);
            }

            gate.awaitArrivals(1);
            assertThat(resolver.resolve(request)).isEqualTo(first);
            assertThat(gate.arrivals()).isOne();
            gate.open();
            awaitReplacement(fleet, resolver, request, first);
            assertThat(resolver.resolve(request).version()).isEqualTo(2);
            assertThat(resolver.find(request, first.generation())).hasValue(first);
            assertThat(fleet.registrations()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_beforeItIsDue_replacesNothing(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrCredentials first = resolver.resolve(fleet.request("openid"));
            fleet.clock().advance(Duration.ofMinutes(46));

            assertThat(resolver.resolve(fleet.request("openid"))).isEqualTo(first);
            resolver.close(); // waits for what was begun

            assertThat(fleet.registrations()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_dueOnFourReplicas_isReplacedOnceForAll(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            List<DcrResolver> replicas = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                replicas.add(fleet.newReplica());
            }
            DcrRequest request = fleet.request("openid");
            DcrCredentials first = replicas.get(0).resolve(request);
            fleet.clock().advance(DUE);
            FakeGate gate = fleet.server().at(FakeEndpoint.REGISTRATION).hold();

            replicas.forEach(replica -> assertThat(replica.resolve(request)).isEqualTo(first));

            gate.awaitArrivals(1);
            gate.open();
            awaitReplacement(fleet, replicas.get(3), request, first);
            DcrCredentials second = replicas.get(0).resolve(request);
            replicas.forEach(replica -> assertThat(replica.resolve(request)).isEqualTo(second));
            replicas.forEach(DcrResolver::close);
            assertThat(fleet.registrations()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_refreshFails_goesOnWithWhatThereIsAndTriesAgainAfterAWhile(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials first = resolver.resolve(request);
            fleet.clock().advance(DUE);
            fleet.server().at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.status(503));

            assertThat(resolver.resolve(request)).isEqualTo(first);
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() ->
                            !fleet.events().of(DcrEvent.RefreshFailed.class).isEmpty());
            for (int i = 0; i < 100; i++) {
                assertThat(resolver.resolve(request)).isEqualTo(first);
            }
            DcrEvent.RefreshFailed failed =
                    fleet.events().of(DcrEvent.RefreshFailed.class).get(0);
            assertThat(failed.clientId()).hasToString(first.clientId());
            assertThat(failed.clientSecretExpiresAt())
                    .isEqualTo(first.clientSecretExpiresAt().orElseThrow());
            assertThat(fleet.registrations()).isEqualTo(2);
            assertThat(fleet.events().of(DcrEvent.Failed.class)).isEmpty();

            fleet.clock().advance(Duration.ofSeconds(30));

            awaitReplacement(fleet, resolver, request, first);
            assertThat(fleet.registrations()).isEqualTo(3);
        }
    }

    /** Whoever comes after the end waits for the refresh that is running, and starts none of his own. */
    @Test
    void resolve_expiresWhileItIsReplaced_waitsForThatReplacement() throws Exception {
        ExecutorService callers = Executors.newCachedThreadPool();
        try (Fleet fleet = new Fleet(StoreKind.MEMORY)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials first = resolver.resolve(request);
            fleet.clock().advance(DUE);
            FakeGate gate = fleet.server().at(FakeEndpoint.REGISTRATION).hold();
            resolver.resolve(request);
            gate.awaitArrivals(1);
            // by the wall clock alone: the lease and the call's time-out go on
            fleet.clock().setWallClock(fleet.clock().now().plus(Duration.ofMinutes(20)));

            List<Future<DcrCredentials>> late = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                late.add(callers.submit(() -> resolver.resolve(request)));
            }
            CompletableFuture<DcrCredentials> async = resolver.resolveAsync(request);
            assertThat(async).isNotDone();
            gate.open();

            DcrCredentials second = async.get(3, TimeUnit.MINUTES);
            assertThat(second.generation()).isNotEqualTo(first.generation());
            for (Future<DcrCredentials> each : late) {
                assertThat(each.get(3, TimeUnit.MINUTES)).isEqualTo(second);
            }
            assertThat(fleet.registrations()).isEqualTo(2);
        } finally {
            callers.shutdownNow();
        }
    }
}

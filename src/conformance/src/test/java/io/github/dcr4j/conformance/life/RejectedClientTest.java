package io.github.dcr4j.conformance.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.RejectionProbe.Verdict;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that the server rejects: replaced once, not too often, and not without need. */
class RejectedClientTest {
    private static ClientRejection rejection(DcrCredentials client) {
        return ClientRejection.inTokenResponse(client, 401, "{\"error\":\"invalid_client\"}")
                .orElseThrow();
    }

    private static int registrations(DcrTestKit kit) {
        return kit.server().at(FakeEndpoint.REGISTRATION).count();
    }

    @Test
    void reportRejected_byThirtyTwoCallersOnFourReplicas_replacesExactlyOnceARound() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(32);
        List<DcrResolver> replicas = new ArrayList<>();
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start();
                MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create()) {
            for (int i = 0; i < 4; i++) {
                replicas.add(DcrResolver.builder(store)
                        .minReplacementInterval(Duration.ZERO)
                        .registrationCeiling(1_000, Duration.ofHours(1))
                        .build());
            }
            DcrRequest request = DcrRequest.builder("https://app.example.com")
                    .upstreamIssuer(server.issuer())
                    .build();
            DcrCredentials client = replicas.get(0).resolve(request);
            for (int round = 1; round <= 100; round++) {
                DcrCredentials dead = client;
                CyclicBarrier start = new CyclicBarrier(32);
                List<Future<DcrCredentials>> reports = new ArrayList<>();
                for (int i = 0; i < 32; i++) {
                    DcrResolver replica = replicas.get(i % 4);
                    reports.add(callers.submit(() -> {
                        start.await();
                        return replica.reportRejected(request, dead, rejection(dead));
                    }));
                }
                client = reports.get(0).get(3, TimeUnit.MINUTES);
                for (Future<DcrCredentials> report : reports) {
                    assertThat(report.get(3, TimeUnit.MINUTES)).isEqualTo(client);
                }

                assertThat(client.clientId()).isNotEqualTo(dead.clientId());
                assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(round + 1);
            }
        } finally {
            callers.shutdownNow();
            replicas.forEach(DcrResolver::close);
        }
    }

    @Test
    void reportRejected_serverRejectsEveryNewClient_replacesOneAMinute() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = kit.request("openid");
            DcrCredentials client = kit.resolver().resolve(request);
            int refused = 0;
            for (int second = 0; second < 600; second += 5) {
                try {
                    client = kit.resolver().reportRejected(request, client, rejection(client));
                } catch (DcrException e) {
                    refused++;
                    assertThat(e.retryAfter().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
                    assertThat(e)
                            .hasMessageContaining(client.clientId())
                            .hasMessageContaining("invalid_client")
                            .hasMessageContaining("since 2026-01-01T00:");
                }
                kit.clock().advance(Duration.ofSeconds(5));
            }

            assertThat(registrations(kit)).as("the first, and one a minute").isEqualTo(11);
            assertThat(refused).isEqualTo(110);
        }
    }

    @Test
    void reportRejected_lateAndAboutAFormerGeneration_isIgnored() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = kit.request("openid");
            DcrCredentials former = kit.resolver().resolve(request);
            kit.clock().advance(Duration.ofMinutes(50));
            kit.resolver().resolve(request);
            kit.settle();
            DcrCredentials current = kit.resolver().resolve(request);

            DcrCredentials given = kit.resolver().reportRejected(request, former, rejection(former));

            assertThat(given).isEqualTo(current);
            assertThat(current.generation()).isNotEqualTo(former.generation());
            assertThat(registrations(kit)).isEqualTo(2);
            assertThat(kit.events().of(DcrEvent.Invalidated.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportRejected_confirmed_replacesOnlyWhatIsGone(Verdict verdict) {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrResolver resolver = kit.newResolver(settings -> settings.confirmRejections(client -> verdict));
            DcrRequest request = kit.request("openid");
            DcrCredentials reported = resolver.resolve(request);

            DcrCredentials given = resolver.reportRejected(request, reported, rejection(reported));

            assertThat(given.equals(reported)).isEqualTo(verdict != Verdict.GONE);
            assertThat(registrations(kit)).isEqualTo(verdict == Verdict.GONE ? 2 : 1);
            assertThat(kit.events().of(DcrEvent.RejectionNotConfirmed.class))
                    .extracting(DcrEvent.RejectionNotConfirmed::alive)
                    .isEqualTo(verdict == Verdict.GONE ? List.of() : List.of(verdict == Verdict.ALIVE));
        }
    }

    @Test
    void reportRejected_byManyAtOnce_isConfirmedOnce() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(16);
        AtomicInteger probes = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrResolver resolver = kit.newResolver(settings -> settings.confirmRejections(client -> {
                probes.incrementAndGet();
                asked.countDown();
                try {
                    assertThat(answer.await(3, TimeUnit.MINUTES)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Verdict.GONE;
            }));
            DcrRequest request = kit.request("openid");
            DcrCredentials reported = resolver.resolve(request);
            List<Future<DcrCredentials>> reports = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                reports.add(callers.submit(() -> resolver.reportRejected(request, reported, rejection(reported))));
            }
            assertThat(asked.await(3, TimeUnit.MINUTES)).isTrue();
            answer.countDown();

            for (Future<DcrCredentials> report : reports) {
                assertThat(report.get(3, TimeUnit.MINUTES).clientId()).isNotEqualTo(reported.clientId());
            }
            assertThat(registrations(kit)).isEqualTo(2);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void reportRejected_probeThrows_keepsTheClientAndTellsNothingOfTheFailure() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrResolver resolver = kit.newResolver(settings -> settings.confirmRejections(client -> {
                throw new IllegalStateException("the probe broke");
            }));
            DcrRequest request = kit.request("openid");
            DcrCredentials reported = resolver.resolve(request);

            assertThat(resolver.reportRejected(request, reported)).isEqualTo(reported);
            assertThat(registrations(kit)).isOne();
        }
    }
}

package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.Secret;
import io.github.dcr4j.conformance.TestScope;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.RecordedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Secrets of a few seconds at a server that rotates tokens, by the machine's time: each life ends in one renewal, or in
 * one replacement, for all replicas. The tests mostly wait for an end, so they run side by side, each with a service of
 * its own.
 */
@ExtendWith(RedisExtension.class)
class SharedRenewalTest {
    private static final int REPLICAS = 3;
    private static final int CALLERS_EACH = 4;
    private static final int LIVES = TestScope.pick(4, 12);
    /** Due after half of it; never on arrival, however busy the machine is. */
    private static final Duration SECRET_LIFE = Pace.stretched(Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** Without a retention Redis forgets what could be renewed when its secret ends. */
    private static final ReplicaSettings RETAINING = ReplicaSettings.usual().retention(Duration.ofHours(1));

    private final Callers callers = new Callers();
    private final Service service;

    SharedRenewalTest(RedisStandalone redis) {
        service = Service.on(
                redis,
                FakeAuthorizationServer.builder()
                        .secretLife(SECRET_LIFE)
                        .renewingSecretOnUpdate()
                        .rotatingRegistrationAccessToken());
    }

    @AfterEach
    void close() {
        callers.close();
        service.close();
    }

    private DcrRequest request(RenewalStrategy strategy) {
        return service.requestBuilder("openid").renewal(strategy).build();
    }

    /** Returns the methods of the calls about clients, registrations included. */
    private List<String> sent() {
        return service.server().calls().stream()
                .filter(call ->
                        call.endpoint() == FakeEndpoint.MANAGEMENT || call.endpoint() == FakeEndpoint.REGISTRATION)
                .map(RecordedCall::method)
                .toList();
    }

    private int sent(String method) {
        return Collections.frequency(sent(), method);
    }

    private static DcrCredentials stored(Replica replica, DcrRequest request) {
        return Objects.requireNonNull(replica.store().find(request.key()), "nothing is stored");
    }

    private FakeClient atServer(DcrCredentials client) {
        return service.server().client(client.clientId()).orElseThrow();
    }

    /** Has callers use a client on every replica through some lives, and returns what they were given. */
    private List<DcrCredentials> useThroughLives(List<Replica> replicas, DcrRequest request) {
        List<Load> loads = replicas.stream()
                .flatMap(replica -> Collections.nCopies(CALLERS_EACH, replica).stream())
                .map(replica -> Load.begin(callers, replica, List.of(request)))
                .toList();
        await().atMost(Callers.BOUND).until(() -> loads.stream().allMatch(SharedRenewalTest::hasSeenAllLives));
        loads.forEach(Load::stop);
        assertThat(loads)
                .allMatch(Load::awaitEnd)
                .allSatisfy(load -> assertThat(load.failures()).isEmpty());
        return loads.stream().flatMap(SharedRenewalTest::given).toList();
    }

    private static Stream<DcrCredentials> given(Load load) {
        return load.answers().stream().map(Load.Answer::given).filter(Objects::nonNull);
    }

    private static boolean hasSeenAllLives(Load load) {
        return given(load).anyMatch(given -> given.version() >= LIVES);
    }

    /** Asserts that a generation is the same client with the same secret, whoever was given it; returns one of each. */
    private static Map<String, DcrCredentials> generations(List<DcrCredentials> given) {
        Map<String, DcrCredentials> generations = new HashMap<>();
        for (DcrCredentials each : given) {
            DcrCredentials other = generations.putIfAbsent(each.generation(), each);
            if (other != null) {
                assertThat(each.clientId()).isEqualTo(other.clientId());
                assertThat(each.clientSecret()).isEqualTo(other.clientSecret());
            }
        }
        return generations;
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_secretsThatEndAgainAndAgain_theClientStaysAndIsRenewedOnceALife() throws Exception {
        DcrRequest request = request(RenewalStrategy.RENEW);
        List<Replica> replicas = service.replicas(REPLICAS, RETAINING);
        DcrCredentials first = replicas.get(0).resolver().resolve(request);
        Queue<Boolean> newestWasStored = new ConcurrentLinkedQueue<>();
        service.server()
                .at(FakeEndpoint.MANAGEMENT)
                .rewriteRequests(update -> newestWasStored.add(stored(replicas.get(0), request)
                        .management()
                        .equals(Optional.ofNullable(atServer(first).management()))));

        Map<String, DcrCredentials> generations = generations(useThroughLives(replicas, request));

        // what was begun last may still be under way
        await().atMost(Callers.BOUND).untilAsserted(() -> {
            DcrCredentials stored = stored(replicas.get(1), request);
            assertThat(stored.management().orElse(null))
                    .isEqualTo(atServer(first).management());
            assertThat(stored.clientSecret().orElse(null))
                    .isEqualTo(atServer(first).clientSecret());
            assertThat(stored.version() - 1).isEqualTo(sent("GET")).isEqualTo(sent("PUT"));
        });
        assertThat(sent("POST")).isOne();
        assertThat(newestWasStored).hasSizeGreaterThanOrEqualTo(LIVES - 1).containsOnly(true);
        assertThat(generations.values()).extracting(DcrCredentials::clientId).containsOnly(first.clientId());
        assertThat(generations.values())
                .extracting(DcrCredentials::clientSecret)
                .doesNotHaveDuplicates();
        assertThat(service.events().of(DcrEvent.NotRenewed.class)).isEmpty();
        assertThat(service.events().of(DcrEvent.RefreshFailed.class)).isEmpty();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_secretsThatEndAgainAndAgain_oneClientIsRegisteredALifeAndFormerOnesAreFoundByAll() throws Exception {
        DcrRequest request = request(RenewalStrategy.REPLACE);
        List<Replica> replicas = service.replicas(REPLICAS, RETAINING);

        Map<String, DcrCredentials> generations = generations(useThroughLives(replicas, request));

        await().atMost(Callers.BOUND)
                .untilAsserted(() ->
                        assertThat(stored(replicas.get(1), request).version()).isEqualTo(service.registrations()));
        assertThat(sent()).containsOnly("POST");
        assertThat(generations.values()).extracting(DcrCredentials::clientId).doesNotHaveDuplicates();
        assertThat(replicas)
                .allSatisfy(replica -> assertThat(generations.keySet())
                        .allSatisfy(generation -> assertThat(replica.resolver().find(request, generation))
                                .isPresent()));
        assertThat(service.events().of(DcrEvent.Orphaned.class)).isEmpty();
    }

    /** All ask after the end, and nobody did before: one works, and all the others wait for it, on each replica. */
    @ParameterizedTest
    @EnumSource(names = {"RENEW", "REPLACE"})
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_everybodyAsksAfterTheEnd_oneWorksForAll(RenewalStrategy strategy) throws Exception {
        DcrRequest request = request(strategy);
        List<PausesNoted> clocks = new ArrayList<>();
        List<Replica> replicas = service.replicas(REPLICAS, RETAINING, resolver -> {
            clocks.add(new PausesNoted());
            return resolver.clock(clocks.get(clocks.size() - 1));
        });
        DcrCredentials first = replicas.get(0).resolver().resolve(request);
        assertThat(callers.each(replicas, replica -> replica.resolver().resolve(request)))
                .containsOnly(first);
        Instant end = first.clientSecretExpiresAt().orElseThrow();
        await().atMost(Callers.BOUND).until(() -> Instant.now().isAfter(end));
        service.server().forgetCalls();
        boolean renews = strategy == RenewalStrategy.RENEW;
        FakeGate gate = service.server()
                .at(renews ? FakeEndpoint.MANAGEMENT : FakeEndpoint.REGISTRATION)
                .hold();

        List<Replica> asked = replicas.stream()
                .flatMap(replica -> Collections.nCopies(CALLERS_EACH, replica).stream())
                .toList();
        List<Future<DcrCredentials>> answers =
                callers.begin(asked, replica -> replica.resolver().resolve(request));
        gate.awaitArrivals(1);
        await("the others wait for the lease")
                .atMost(Callers.BOUND)
                .until(() -> clocks.stream().filter(clock -> clock.pauses() > 0).count() == REPLICAS - 1);
        gate.open();
        List<Secret> secrets = new ArrayList<>();
        for (Future<DcrCredentials> answer : answers) {
            secrets.add(answer.get(Callers.BOUND.toMillis(), TimeUnit.MILLISECONDS)
                    .clientSecret()
                    .orElseThrow());
        }

        DcrCredentials stored = stored(replicas.get(0), request);
        assertThat(secrets).containsOnly(stored.clientSecret().orElseThrow());
        assertThat(stored.version()).isEqualTo(2);
        assertThat(stored.clientId().equals(first.clientId())).isEqualTo(renews);
        assertThat(stored.management().orElse(null)).isEqualTo(atServer(stored).management());
        assertThat(sent()).isEqualTo(renews ? List.of("GET", "PUT") : List.of("POST"));
    }
}

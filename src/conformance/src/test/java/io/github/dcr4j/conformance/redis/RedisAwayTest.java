package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.conformance.TestScope;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis is away for longer than the patience of the stores. Side by side, each outage on a server of its own. */
class RedisAwayTest {
    private static final Duration AWAY = TestScope.pick(Duration.ofSeconds(5), Duration.ofSeconds(60));
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Checked all the time, so that what is served during the outage is served in spite of failed checks. */
    private static final ReplicaSettings SETTINGS =
            ReplicaSettings.usual().patience(PATIENCE).ages(Duration.ofMillis(50), Duration.ofMillis(100));

    private final Callers callers = new Callers();
    private final RedisStandalone redis = RedisStandalone.start();
    private final Service service = Service.on(redis);
    private final List<DcrRequest> known = requests("known", 10);
    private final List<DcrRequest> unknown = requests("unknown", 3);
    private final Map<DcrRequest, DcrCredentials> clients = new HashMap<>();

    private List<DcrRequest> requests(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> service.request(name + "-" + i))
                .toList();
    }

    @AfterEach
    void close() {
        callers.close();
        service.close();
        redis.close();
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void resolve_redisAway_servesWhatIsKnownAndFailsForTheRest(Outage outage) throws Exception {
        List<Replica> replicas = service.replicas(4, SETTINGS);
        for (DcrRequest request : known) {
            clients.put(request, replicas.get(0).resolver().resolve(request));
            replicas.forEach(replica -> replica.resolver().resolve(request));
        }
        List<Load> served = begin(replicas, known);

        outage.begin(redis);
        List<Load> failing = begin(replicas, unknown);
        DcrClock.system().after(AWAY).get();
        // while the circuit is open none waits for the patience
        awaitMoreAnswers(failing, 10, answer -> answer.took().compareTo(PATIENCE) < 0);
        failing.forEach(Load::stop);
        assertThat(service.registrations()).isEqualTo(known.size());
        assertThat(callers.each(failing, Load::awaitEnd)).containsOnly(true);
        redis.restore();

        Duration longest = PATIENCE.plus(Pace.stretched(Duration.ofSeconds(6)));
        failing.forEach(load -> assertFailed(load, longest));
        for (Replica replica : replicas) {
            unknown.forEach(request -> awaitUsable(replica, request));
        }
        Replica fresh = service.replica();
        known.forEach(request -> awaitPutBack(request, fresh));
        awaitMoreAnswers(served, 100, answer -> true);
        served.forEach(Load::stop);
        assertThat(callers.each(served, Load::awaitEnd)).containsOnly(true);
        assertThat(served).allSatisfy(this::assertServed);
        assertOneClientForEachKey(replicas, fresh);
    }

    private List<Load> begin(List<Replica> replicas, List<DcrRequest> requests) {
        return replicas.stream()
                .map(replica -> Load.begin(callers, replica, requests))
                .toList();
    }

    private static void awaitMoreAnswers(List<Load> loads, int count, Predicate<Load.Answer> counted) {
        await().atMost(Callers.BOUND)
                .until(() -> loads.stream()
                        .allMatch(
                                load -> load.answers().stream().filter(counted).count() > count));
    }

    private static void assertFailed(Load load, Duration longest) {
        assertThat(load.answers()).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.failure())
                    .isInstanceOfSatisfying(
                            DcrStoreException.class,
                            e -> assertThat(e.retryable()).as(e.getMessage()).isTrue());
            assertThat(answer.took()).isLessThan(longest);
        });
        assertThat(load.failures()).anySatisfy(failure -> assertThat(failure).hasMessageContaining("left alone"));
    }

    private void assertServed(Load load) {
        assertThat(load.answers())
                .allSatisfy(answer -> assertThat(answer.given()).isEqualTo(clients.get(answer.request())));
    }

    private static void awaitUsable(Replica replica, DcrRequest request) {
        await().atMost(Callers.BOUND)
                .ignoreExceptionsInstanceOf(DcrStoreException.class)
                .until(() -> replica.resolver().resolve(request) != null);
    }

    /** Asked of Redis itself: who asks through a near cache or a resolver changes what is there. */
    private void awaitPutBack(DcrRequest request, Replica fresh) {
        await().atMost(Callers.BOUND)
                .until(() -> Objects.equals(fresh.store().find(request.key()), clients.get(request)));
    }

    private void assertOneClientForEachKey(List<Replica> replicas, Replica fresh) {
        List<String> held = new ArrayList<>();
        List<DcrRequest> all = new ArrayList<>(known);
        all.addAll(unknown);
        for (DcrRequest request : all) {
            DcrCredentials current = fresh.resolver().resolve(request);
            held.add(current.clientId());
            assertThat(replicas)
                    .allSatisfy(replica ->
                            assertThat(replica.resolver().resolve(request)).isEqualTo(current));
        }
        assertThat(service.registrations()).isEqualTo(all.size());
        assertThat(service.server().orphans(held)).isEmpty();
        assertThat(service.events().of(DcrEvent.Orphaned.class)).isEmpty();
    }
}

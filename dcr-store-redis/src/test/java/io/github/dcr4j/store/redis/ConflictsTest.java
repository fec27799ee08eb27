package io.github.dcr4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrCredentialStoreBuilder;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sixteen replicas with 64 callers each do the same at once: how often writers of one key are in each other's way. */
class ConflictsTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final int REPLICAS = 16;
    private static final int CALLERS = 64;
    private static final int MOST_CONFLICTS_A_SAVE = 8;
    private static final Duration LONG = Duration.ofMinutes(5);

    private final CountingStateStore.Counts counts = new CountingStateStore.Counts();
    private final FakeAuthorizationServer server =
            FakeAuthorizationServer.builder().clock(DcrClock.system()).start();
    private final DcrRequest request = DcrRequest.builder("https://gateway.example.com")
            .upstreamIssuer(server.issuer())
            .build();
    private final List<DcrCredentialStore> stores = new ArrayList<>();
    private final List<DcrResolver> replicas = new ArrayList<>();
    private final ExecutorService callers = Executors.newFixedThreadPool(REPLICAS * CALLERS);

    @BeforeEach
    void open(RedisStandalone redis) {
        String prefix = "dcr4j-test-" + UUID.randomUUID();
        for (int i = 0; i < REPLICAS; i++) {
            RedisStateStore backend = RedisDcrCredentialStore.builder(
                            Addresses.of(redis, "", "?timeout=60000"), KeyRing.of(Keys.FIRST))
                    .prefix(prefix)
                    .patience(LONG)
                    .buildStateStore();
            DcrCredentialStore store = DcrCredentialStoreBuilder.on(new CountingStateStore(backend, counts))
                    .patience(LONG)
                    .build();
            stores.add(store);
            replicas.add(DcrResolver.builder(store)
                    .leaseDuration(LONG)
                    .maxWait(LONG)
                    .callTimeout(LONG)
                    .build());
        }
    }

    @AfterEach
    void close() {
        callers.shutdownNow();
        replicas.forEach(DcrResolver::close);
        stores.forEach(DcrCredentialStore::close);
        server.close();
    }

    @Test
    void resolve_everyReplicaOnAColdKey_fewConflictsForTheOneSave() throws Exception {
        Set<DcrCredentials> answers = atOnce(replica -> replica.resolve(request));

        System.out.println("one cold key, " + REPLICAS + " replicas, " + CALLERS + " callers each: " + counts);
        assertThat(answers).hasSize(1);
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
        assertThat(counts.conflicts()).isLessThanOrEqualTo(MOST_CONFLICTS_A_SAVE);
    }

    @Test
    void reportRejected_everyReplicaReportsTheSame_fewConflictsForTheTwoSaves() throws Exception {
        DcrCredentials rejected = replicas.get(0).resolve(request);

        Set<DcrCredentials> answers = atOnce(replica -> replica.reportRejected(request, rejected));

        System.out.println("one rejection, " + REPLICAS + " replicas, " + CALLERS + " callers each: " + counts);
        assertThat(answers).hasSize(1).doesNotContain(rejected);
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
        assertThat(counts.conflicts()).isLessThanOrEqualTo(2 * MOST_CONFLICTS_A_SAVE);
    }

    private Set<DcrCredentials> atOnce(Function<DcrResolver, DcrCredentials> call) throws Exception {
        CountDownLatch ready = new CountDownLatch(REPLICAS * CALLERS);
        List<Future<DcrCredentials>> calls = new ArrayList<>();
        for (DcrResolver replica : replicas) {
            for (int i = 0; i < CALLERS; i++) {
                calls.add(callers.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return call.apply(replica);
                }));
            }
        }
        Set<DcrCredentials> answers = new HashSet<>();
        for (Future<DcrCredentials> each : calls) {
            answers.add(each.get(LONG.toMinutes(), TimeUnit.MINUTES));
        }
        return answers;
    }
}

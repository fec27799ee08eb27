package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.redis.servers.TestKey;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.NearCache;
import io.github.dcr4j.store.redis.KeyRing;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Replicas on one real Redis, each with a near cache of its own, share one client. By the machine's clock. */
@ExtendWith(RedisExtension.class)
class RedisReplicasTest {
    @TempDir
    private Path secrets;

    private final FakeAuthorizationServer server =
            FakeAuthorizationServer.builder().clock(DcrClock.system()).start();
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(server));
    private final DcrRequest request = DcrRequest.builder("https://app.example.com/" + UUID.randomUUID())
            .upstreamIssuer(server.issuer())
            .build();

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private DcrResolver replica(RedisStandalone redis) throws IOException {
        String key = Base64.getEncoder().encodeToString(TestKey.bytes());
        Path keyFile = Files.writeString(secrets.resolve("dcr-key"), key + System.lineSeparator());
        KeyRing keyRing = KeyRing.ofBase64(Secret.of(Files.readString(keyFile)));
        URI redisUri = URI.create("redis://127.0.0.1:" + redis.node().address().getPort());
        NearCache store =
                NearCache.over(RedisDcrCredentialStore.open(redisUri, keyRing)); // "rediss://redis.internal:6379"
        DcrResolver resolver = DcrResolver.builder(store).build();
        opened.add(store);
        opened.add(resolver);
        return resolver;
    }

    @Test
    void resolve_manyReplicasOnAColdKey_registersOnce(RedisStandalone redis) throws IOException {
        FakeGate gate = server.at(FakeEndpoint.REGISTRATION).hold();
        List<CompletableFuture<DcrCredentials>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(replica(redis).resolveAsync(request));
        }

        gate.awaitArrivals(1);
        gate.open();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer)
                        .succeedsWithin(Duration.ofMinutes(3))
                        .isEqualTo(answers.get(0).join()));
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void resolve_bootedAgain_registersNothing(RedisStandalone redis) throws IOException {
        DcrResolver firstBoot = replica(redis);
        DcrCredentials client = firstBoot.resolve(request);
        firstBoot.close();

        DcrCredentials again = replica(redis).resolve(request);

        assertThat(again).isEqualTo(client);
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void reportRejected_onOneReplica_isReplacedForTheOthers(RedisStandalone redis) throws IOException {
        DcrResolver one = replica(redis);
        DcrResolver other = replica(redis);
        DcrCredentials begun = one.resolve(request);
        DcrCredentials replacement = one.reportRejected(request, begun);

        assertThat(other.resolve(request)).isEqualTo(replacement);
        assertThat(other.find(request, begun.generation())).isEmpty();
        assertThat(other.find(request, replacement.generation())).hasValue(replacement);
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }

    @Test
    void resolve_redisFrozen_isServedFromTheNearCache(RedisStandalone redis) throws IOException {
        DcrResolver resolver = replica(redis);
        DcrCredentials client = resolver.resolve(request);

        redis.node().freeze();
        try {
            assertThat(resolver.resolve(request)).isEqualTo(client);
        } finally {
            redis.node().thaw();
        }
    }
}

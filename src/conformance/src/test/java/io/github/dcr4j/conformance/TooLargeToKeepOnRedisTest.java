package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.redis.servers.TestKey;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.redis.KeyRing;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Redis has taken, every replica can read: whatever the server answers, no key is registered at each call. */
@ExtendWith(RedisExtension.class)
class TooLargeToKeepOnRedisTest {
    private final KeyRing keyRing = KeyRing.of(TestKey.bytes());
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

    private DcrResolver replica(RedisStandalone redis) {
        RedisDcrCredentialStore store = RedisDcrCredentialStore.open(
                URI.create("redis://127.0.0.1:" + redis.node().address().getPort()), keyRing);
        opened.add(store);
        DcrResolver resolver = DcrResolver.builder(store).build();
        opened.add(resolver);
        return resolver;
    }

    private void answersScopes(String prefix) {
        List<String> scopes = IntStream.range(0, 19_000)
                .mapToObj(number -> String.format("%s%05d", prefix, number))
                .toList();
        server.at(FakeEndpoint.REGISTRATION).rewriteAnswers(client -> client.put("scope", scopes));
    }

    @Test
    void resolve_nineteenThousandScopesIn210KibAnswered_isRegisteredOnceForTwoReplicas(RedisStandalone redis) {
        answersScopes("sc-");

        DcrCredentials client = replica(redis).resolve(request);

        assertThat(client.scopes()).hasSize(19_000);
        assertThat(replica(redis).resolve(request)).isEqualTo(client);
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void resolve_moreScopesThanCanBeKeptAnswered_isDeletedAndHeldBackOnEveryReplica(RedisStandalone redis) {
        answersScopes("scop-");

        DcrException failure =
                catchThrowableOfType(DcrException.class, () -> replica(redis).resolve(request));
        DcrException again =
                catchThrowableOfType(DcrException.class, () -> replica(redis).resolve(request));

        assertThat(failure).hasMessageContaining("what it registered cannot be kept");
        assertThat(again).isNotNull();
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
        assertThat(server.clients()).isEmpty();
    }
}

package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult.Superseded;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redis goes away between a registration and its save: callers use the client by the time that it can be saved. */
class HeldClientTest {
    private static final ReplicaSettings SETTINGS = ReplicaSettings.usual().patience(Duration.ofSeconds(1));

    private final RedisStandalone redis = RedisStandalone.start();
    private final Service service = Service.on(redis);
    /** What the replica does in the background waits for it. */
    private final ManualClock clock = new ManualClock();

    private final Replica holder =
            service.replicas(1, SETTINGS, resolver -> resolver.clock(clock)).get(0);
    private final Replica other = service.replica(SETTINGS);
    private final DcrRequest request = service.request("openid");

    @AfterEach
    void close() {
        service.close();
        redis.close();
    }

    /**
     * Returns the client of a registration that was answered while Redis was away; Redis is back, and empty, by then.
     */
    private DcrCredentials registeredWithoutRedis() throws Exception {
        clock.setWallClock(Instant.now());
        FakeGate gate = service.server().at(FakeEndpoint.REGISTRATION).holdAnswers();
        CompletableFuture<DcrCredentials> resolving = holder.resolver().resolveAsync(request);
        gate.awaitArrivals(1);
        redis.node().kill();
        gate.open();
        DcrCredentials held = resolving.get(Callers.BOUND.toSeconds(), TimeUnit.SECONDS);
        redis.restore();
        return held;
    }

    private static DcrCredentials resolved(Replica replica, DcrRequest request) {
        await().atMost(Callers.BOUND)
                .ignoreExceptionsInstanceOf(DcrStoreException.class)
                .until(() -> replica.resolver().resolve(request) != null);
        return replica.resolver().resolve(request);
    }

    private void untilItIsSaved() {
        await().atMost(Callers.BOUND).until(() -> {
            clock.advance(Duration.ofSeconds(1));
            return service.events().of(DcrEvent.Published.class).size() == 1;
        });
    }

    @Test
    void resolve_redisAwayWhenItWasRegisteredAndAnotherReplicaSavedMeanwhile_isKeptForItsLogins() throws Exception {
        DcrCredentials held = registeredWithoutRedis();
        DcrCredentials theirs = resolved(other, request);

        untilItIsSaved();

        assertThat(theirs.clientId()).isNotEqualTo(held.clientId());
        assertThat(holder.resolver().resolve(request)).isEqualTo(theirs);
        assertThat(service.server().client(held.clientId())).isPresent();
        assertThat(other.resolver().find(request, held.generation())).hasValue(held);
        assertThat(service.replica(SETTINGS).resolver().find(request, held.generation()))
                .hasValue(held);
        assertThat(service.events().of(DcrEvent.ClientDeleted.class)).isEmpty();
        assertThat(service.events().of(DcrEvent.Orphaned.class)).isEmpty();
    }

    @Test
    void reportRejected_redisAwayWhenItWasRegistered_isBornEndedInRedis() throws Exception {
        DcrCredentials held = registeredWithoutRedis();
        service.server().forget(held.clientId());
        await().atMost(Callers.BOUND)
                .ignoreExceptionsInstanceOf(DcrStoreException.class)
                .until(() -> holder.resolver().reportRejected(request, held) != null);

        DcrCredentials replacement = resolved(holder, request);

        assertThat(replacement.clientId()).isNotEqualTo(held.clientId());
        assertThat(other.store().save(held, replacement.generation(), null)).isInstanceOf(Superseded.class);
        assertThat(resolved(other, request)).isEqualTo(replacement);
        assertThat(other.resolver().find(request, held.generation())).isEmpty();
    }
}

package io.github.dcr4j.conformance.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.redis.servers.TestKey;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.store.redis.KeyRing;
import io.github.dcr4j.store.redis.RedisSecrets;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/** What Redis holds is not used because it is there: only what a replica of this service wrote under this very key. */
@ExtendWith(RedisExtension.class)
class UntrustedRowsTest {
    private final RedisStandalone redis;
    private final Service service;
    private final DcrRequest request;
    private final DcrRequest other;

    UntrustedRowsTest(RedisStandalone redis) {
        this.redis = redis;
        service = Service.on(redis);
        request = service.request("openid");
        other = service.request("profile");
    }

    @AfterEach
    void close() {
        service.close();
    }

    private byte[] name(DcrRequest of, String entry) {
        return service.name(of, entry).getBytes(UTF_8);
    }

    private void change(Consumer<Jedis> change) {
        redis.node().ask(jedis -> {
            change.accept(jedis);
            return true;
        });
    }

    private byte[] record() {
        return redis.node().ask(jedis -> jedis.get(name(request, "record")));
    }

    /** Registers a client for each key, and another in the place of the first one's. */
    private Tampering.Rows written(Replica replica) {
        replica.resolver().resolve(other);
        DcrCredentials former = replica.resolver().resolve(request);
        byte[] old = record();
        service.replace(replica, request, former);
        return new Tampering.Rows(
                name(request, "record"), name(request, "state"), name(other, "record"), name(other, "state"), old);
    }

    private void assertSetAsideOnce(String... entries) {
        assertThat(service.events().of(DcrEvent.RowSetAside.class))
                .extracting(DcrEvent.RowSetAside::row)
                .containsExactlyInAnyOrder(entries);
        Set<String> aside = redis.node().ask(jedis -> jedis.keys(service.name(request, "aside") + "*"));
        assertThat(aside).hasSizeGreaterThanOrEqualTo(entries.length);
    }

    @ParameterizedTest
    @EnumSource
    void resolve_tamperedAndNobodyKnowsBetter_isSetAsideAndRegisteredAnew(Tampering tampering) throws Exception {
        Replica writer = service.replica();
        Tampering.Rows rows = written(writer);
        DcrCredentials last = writer.resolver().resolve(request);
        DcrCredentials others = writer.resolver().resolve(other);
        writer.close();
        int before = service.registrations();

        change(jedis -> tampering.on(jedis, rows));
        DcrCredentials given = service.replica().resolver().resolve(request);

        assertThat(given.key()).isEqualTo(request.key());
        assertThat(given.clientId()).isNotEqualTo(last.clientId()).isNotEqualTo(others.clientId());
        assertThat(Login.tokens(given).statusCode()).isEqualTo(200);
        assertThat(service.registrations()).isEqualTo(before + 1);
        assertSetAsideOnce(tampering.unusable());
        assertThat(service.replica().resolver().resolve(request)).isEqualTo(given);
        assertThat(service.replica().resolver().resolve(other)).isEqualTo(others);
    }

    @ParameterizedTest
    @EnumSource
    void resolve_tamperedAndAReplicaKnowsBetter_isPutRightAndRegistersNothing(Tampering tampering) {
        Replica knowing = service.replica(ReplicaSettings.usual().ages(Duration.ZERO, Duration.ZERO));
        Tampering.Rows rows = written(knowing);
        DcrCredentials last = knowing.resolver().resolve(request);
        int before = service.registrations();

        change(jedis -> tampering.on(jedis, rows));
        DcrCredentials given = knowing.resolver().resolve(request);

        assertThat(given).isEqualTo(last);
        assertSetAsideOnce(tampering.unusable());
        assertThat(service.replica().resolver().resolve(request)).isEqualTo(last);
        assertThat(service.registrations()).isEqualTo(before);
    }

    /** In clear the state alone tells; whoever rewrites that too can make up anything. */
    @Test
    void resolve_endpointEditedInClearWhileTheStateIsIntact_isNotUsed() {
        ReplicaSettings inClear = ReplicaSettings.usual().secrets(RedisSecrets.inClear());
        Replica writer = service.replica(inClear);
        DcrCredentials last = writer.resolver().resolve(request);
        String token = last.tokenEndpoint().toString();
        change(jedis -> {
            String row = new String(jedis.get(name(request, "record")), UTF_8);
            assertThat(row).contains(token);
            jedis.set(
                    name(request, "record"),
                    row.replace(token, "http://127.0.0.1:9/token").getBytes(UTF_8));
        });

        DcrCredentials given = service.replica(inClear).resolver().resolve(request);

        assertThat(given.tokenEndpoint()).isEqualTo(last.tokenEndpoint());
        assertSetAsideOnce("record");
    }

    @Test
    void resolve_rowOfANewerRelease_isAnErrorThatNamesItAndTouchesNothing() {
        Replica writer = service.replica();
        writer.resolver().resolve(request);
        byte[] newer = "3e something".getBytes(UTF_8);
        change(jedis -> {
            jedis.set(name(request, "record"), newer);
            jedis.set(name(request, "state"), newer);
        });

        assertRefused(service.replica(), "format 3");

        assertThat(record()).isEqualTo(newer);
    }

    /** The others have changed keys, and this replica was forgotten. */
    @Test
    void resolve_encryptedWithAKeyThisReplicaLacks_isAnErrorThatNamesItAndTouchesNothing() {
        byte[] key = TestKey.bytes();
        key[0] ^= 1;
        KeyRing changed = KeyRing.of(key, TestKey.bytes());
        Replica forgotten = service.replica();
        Replica other = service.replica(ReplicaSettings.usual().secrets(changed));
        DcrCredentials current = other.resolver().resolve(request);
        byte[] row = record();

        assertRefused(forgotten, "key " + changed.primaryId());

        assertThatThrownBy(service::replica)
                .isInstanceOf(DcrStoreException.class)
                .hasMessageContaining("key " + changed.primaryId());
        assertThat(record()).isEqualTo(row);
        assertThat(other.store().find(request.key())).isEqualTo(current);
    }

    private void assertRefused(Replica replica, String cause) {
        int before = service.registrations();
        assertThatThrownBy(() -> replica.resolver().resolve(request))
                .isInstanceOfSatisfying(
                        DcrStoreException.class, e -> assertThat(e.retryable()).isFalse())
                .hasMessageContaining(cause);
        assertThat(service.registrations()).isEqualTo(before);
        assertThat(service.events().of(DcrEvent.RowSetAside.class)).isEmpty();
    }
}

package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.conformance.TestScope;
import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisNode;
import io.github.dcr4j.redis.servers.RedisSentinelSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The master dies while eight replicas register for forty keys: no caller notices. */
@ExtendWith(RedisExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SentinelFailoverIT {
    private final RedisSentinelSet redis;
    private final Crowd crowd;

    SentinelFailoverIT(RedisSentinelSet redis) throws Exception {
        this.redis = redis;
        crowd = new Crowd(RedisUris.of(redis));
    }

    @AfterAll
    void close() {
        crowd.close();
    }

    /** The master dies at another registration in each run: early, in the midst, late. */
    static IntStream diesAt() {
        return IntStream.range(0, TestScope.pick(3, 20)).map(run -> 1 + (run * 17 + 5) % Crowd.KEYS);
    }

    @ParameterizedTest
    @MethodSource("diesAt")
    void resolve_masterDiesUnderLoad_noneFailsAndAllAgree(int registration) throws Exception {
        RedisNode master = redis.master();
        List<String> keys = crowd.keys("at-" + registration);
        crowd.allowOneMore(keys);
        crowd.duringRegistration(registration, master::kill);

        List<CompletableFuture<List<ReplicaAnswer>>> cold = crowd.ask(keys);
        redis.awaitFailover(master);
        List<CompletableFuture<List<ReplicaAnswer>>> warm = crowd.ask(keys);

        assertThat(crowd.answered(cold)).hasSameSizeAs(warm);
        crowd.answered(warm);
        crowd.awaitAgreement(keys);
        assertThat(crowd.registrations(keys)).isBetween(Crowd.KEYS, 2 * Crowd.KEYS);
        redis.restore();
    }
}

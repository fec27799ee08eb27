package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.conformance.TestScope;
import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisSentinelSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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

    @AfterEach
    void restore() {
        redis.restore();
    }

    @AfterAll
    void close() {
        crowd.close();
    }

    static IntStream runs() {
        return IntStream.range(0, TestScope.pick(3, 20));
    }

    /** In each run it dies at another registration, and in every other run it has lost its replicas before. */
    @ParameterizedTest
    @MethodSource("runs")
    void resolve_masterDiesUnderLoad_noneFailsAndAllAgree(int run) throws Exception {
        List<String> keys = crowd.keys("run-" + run);
        int lastWords = Crowd.KEYS / 4 + (run * 7) % (Crowd.KEYS / 2);
        int unheard = run % 2 == 1 ? Crowd.KEYS / 4 : 0;
        crowd.allowOneMore(keys);

        List<CompletableFuture<List<ReplicaAnswer>>> cold;
        List<CompletableFuture<List<ReplicaAnswer>>> warm;
        try (MasterDeath death = MasterDeath.of(redis, redis.master())) {
            crowd.duringRegistrations(death.at(lastWords, unheard));
            cold = crowd.ask(keys);
            death.awaitSuccessor();
            warm = crowd.ask(keys);
            crowd.answered(cold);
            crowd.answered(warm);
        }

        crowd.awaitAgreement(keys);
        assertThat(crowd.registrations(keys)).isBetween(Crowd.KEYS, 2 * Crowd.KEYS);
    }
}

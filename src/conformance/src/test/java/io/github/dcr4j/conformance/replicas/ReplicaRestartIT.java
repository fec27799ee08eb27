package io.github.dcr4j.conformance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisSentinelSet;
import io.github.dcr4j.redis.servers.RedisStandalone;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A service that boots again uses the client of its last life. */
@ExtendWith(RedisExtension.class)
class ReplicaRestartIT {
    private static ReplicaAnswer bootOnce(Deployment deployment) throws Exception {
        try (ReplicaJvm replica = deployment.start(deployment.spec().withNearCache(Duration.ofSeconds(30)))) {
            List<ReplicaAnswer> answers = replica.resolve("gateway", 1).get(60, TimeUnit.SECONDS);
            replica.closeResolver().get(30, TimeUnit.SECONDS);
            return answers.get(0);
        }
    }

    @Test
    void resolve_bootedAgain_registersNothing(RedisStandalone redis) throws Exception {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            ReplicaAnswer first = bootOnce(deployment);
            ReplicaAnswer second = bootOnce(deployment);

            assertThat(second.generation()).isNotNull().isEqualTo(first.generation());
            assertThat(deployment.posts("gateway")).isOne();
            deployment.audit();
        }
    }

    @Test
    void resolve_bootedAgainAfterAFailover_registersNothing(RedisSentinelSet redis) throws Exception {
        URI uri = RedisUris.of(redis);
        try (Deployment deployment = new Deployment(uri)) {
            ReplicaAnswer first = bootOnce(deployment);
            redis.failOver("any");
            ReplicaAnswer second = bootOnce(deployment);

            assertThat(second.generation()).isNotNull().isEqualTo(first.generation());
            assertThat(deployment.posts("gateway")).isOne();
            deployment.audit();
        }
    }
}

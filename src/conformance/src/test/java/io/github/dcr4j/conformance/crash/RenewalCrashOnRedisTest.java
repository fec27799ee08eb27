package io.github.dcr4j.conformance.crash;

import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a real Redis. */
@ExtendWith(RedisExtension.class)
class RenewalCrashOnRedisTest extends RenewalCrashContract {
    private final RedisStandalone redis;

    RenewalCrashOnRedisTest(RedisStandalone redis) {
        this.redis = redis;
    }

    @Override
    CrashWorld open(FakeAuthorizationServerBuilder server, UnaryOperator<DcrRequestBuilder> request) {
        return CrashWorld.onRedis(redis, server, request);
    }
}

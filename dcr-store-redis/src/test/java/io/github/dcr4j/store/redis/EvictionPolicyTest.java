package io.github.dcr4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.redis.servers.RedisOptions;
import io.github.dcr4j.redis.servers.RedisStandalone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import redis.clients.jedis.Jedis;

/**
 * The warning of a server that drops entries when its memory is full. It looks at what is logged, so nothing runs
 * beside it.
 */
@Isolated
class EvictionPolicyTest {
    private final RedisStandalone redis = RedisStandalone.start(RedisOptions.plain());

    @AfterEach
    void close() {
        redis.close();
    }

    private String warningsWhileOpening(String userInfo) {
        PrintStream before = System.err;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        System.setErr(new PrintStream(all, true, StandardCharsets.UTF_8));
        try {
            RedisDcrCredentialStore.open(Addresses.of(redis, userInfo, ""), RedisSecrets.inClear())
                    .close();
        } finally {
            System.setErr(before);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private void policy(String policy) {
        redis.node().ask(jedis -> jedis.configSet("maxmemory-policy", policy));
    }

    @Test
    void open_serverEvicts_warnsAndNamesTheSetting() {
        policy("allkeys-lru");

        assertThat(warningsWhileOpening(""))
                .containsOnlyOnce("maxmemory-policy allkeys-lru")
                .contains("noeviction");
    }

    @Test
    void open_serverEvictsNothing_doesNotWarn() {
        policy("noeviction");

        assertThat(warningsWhileOpening("")).doesNotContain("maxmemory-policy");
    }

    @Test
    void open_mayNotAskForThePolicy_worksAndDoesNotWarn() {
        policy("allkeys-lru");
        OperationsManual.createUser(redis);

        assertThat(warningsWhileOpening(OperationsManual.USER_INFO)).doesNotContain("maxmemory-policy");
        redis.node().ask(Jedis::ping);
    }

    @Test
    void open_mayAskForThePolicy_warns() {
        policy("volatile-ttl");
        OperationsManual.createUser(redis);
        redis.node().ask(jedis -> jedis.aclSetUser(OperationsManual.USER, "+info"));

        assertThat(warningsWhileOpening(OperationsManual.USER_INFO)).contains("maxmemory-policy volatile-ttl");
    }
}

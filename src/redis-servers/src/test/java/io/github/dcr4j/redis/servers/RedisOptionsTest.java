package io.github.dcr4j.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;

class RedisOptionsTest {
    private static final RedisUser READER = new RedisUser("reader", "reader-word", "~dcr:* +get +ping +hello +client");

    @Test
    void password_set_isAskedFor() {
        RedisOptions options = RedisOptions.builder()
                .password("open-sesame")
                .setting("maxmemory-policy noeviction")
                .build();
        try (RedisStandalone redis = RedisStandalone.start(options);
                UnifiedJedis client = redis.open();
                UnifiedJedis stranger =
                        redis.open(redis.access().client().password(null).build())) {
            assertThat(client.set("key", "value")).isEqualTo("OK");
            assertThat(redis.node().setting("maxmemory-policy")).isEqualTo("noeviction");
            assertThatThrownBy(() -> stranger.get("key"))
                    .isInstanceOf(JedisException.class)
                    .hasMessageContaining("NOAUTH");
        }
    }

    @Test
    void user_limited_mayDoThatAndNoMore() {
        RedisOptions options = RedisOptions.builder().user(READER).build();
        try (RedisStandalone redis = RedisStandalone.start(options);
                UnifiedJedis client = redis.open();
                UnifiedJedis reader = redis.open(redis.access().client(READER).build())) {
            client.set("dcr:1", "value");

            assertThat(reader.get("dcr:1")).isEqualTo("value");
            assertThatThrownBy(() -> reader.get("other")).isInstanceOf(JedisAccessControlException.class);
            assertThatThrownBy(() -> reader.set("dcr:1", "x")).isInstanceOf(JedisAccessControlException.class);
        }
    }

    @Test
    void tls_set_trustedByItsOwnClientsOnly() {
        RedisOptions options = RedisOptions.builder().tls().user(READER).build();
        try (RedisStandalone redis = RedisStandalone.start(options);
                RedisStandalone other = RedisStandalone.start(options);
                UnifiedJedis client = redis.open()) {
            assertThat(client.set("key", "value")).isEqualTo("OK");
            assertThat(redis.describe()).endsWith(", TLS");
            assertThatThrownBy(() -> redis.open(other.access().client().build()).ping())
                    .isInstanceOf(JedisException.class);
            assertThatThrownBy(
                            () -> redis.open(DefaultJedisClientConfig.builder().build())
                                    .ping())
                    .isInstanceOf(JedisException.class);
            assertThat(redis.access().tls().trustStore()).isRegularFile();
        }
    }

    @Test
    void appendOnly_restarted_keepsData() {
        try (RedisStandalone redis = RedisStandalone.start(
                        RedisOptions.builder().appendOnly().build());
                UnifiedJedis client = redis.open()) {
            client.set("key", "value");

            redis.node().kill();
            redis.restore();

            assertThat(redis.node().value("key")).isEqualTo("value");
        }
    }

    @Test
    void start_badSetting_failsWithTheServersWords() {
        RedisOptions options =
                RedisOptions.builder().setting("no-such-setting 1").build();

        assertThatThrownBy(() -> RedisStandalone.start(options))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("no-such-setting");
    }
}

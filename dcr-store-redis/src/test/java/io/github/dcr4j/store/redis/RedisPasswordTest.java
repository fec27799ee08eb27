package io.github.dcr4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisOptions;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.store.redis.connection.PrintableText;
import io.github.dcr4j.store.redis.connection.RedisUri;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** No part of a password in what a failure prints, with its causes and what they suppress. */
class RedisPasswordTest {
    private static RedisStandalone withoutAuth;
    private static RedisStandalone withHelloAlone;

    @BeforeAll
    static void start() {
        withoutAuth = RedisStandalone.start(RedisOptions.builder()
                .withoutAuth()
                .setting("rename-command HELLO \"\"")
                .build());
        withHelloAlone =
                RedisStandalone.start(RedisOptions.builder().withoutAuth().build());
    }

    @AfterAll
    static void stop() {
        withoutAuth.close();
        withHelloAlone.close();
    }

    private static DcrStoreException refused(RedisDcrCredentialStoreBuilder builder) {
        DcrStoreException e = Objects.requireNonNull(
                catchThrowableOfType(DcrStoreException.class, builder.patience(Duration.ofMillis(300))::build));
        assertThat(printed(e)).doesNotContain("sesame").doesNotContain("tahini").doesNotContain("halva");
        return e;
    }

    private static String printed(Throwable e) {
        StringWriter all = new StringWriter();
        e.printStackTrace(new PrintWriter(all, true));
        return all.toString();
    }

    private static String host() {
        return withoutAuth.address().toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:sesame%23tahini%3Fhalva%2F@HOST",
                "redis://user:sesame%23tahini@HOST",
                "redis-cluster://user:sesame@HOST",
                "redis-sentinel://user:sesame@HOST?master=mine&sentinelUser=watch&sentinelPassword=halva"
            })
    void open_authDisabledAtTheServer_saysSoWithoutThePassword(String uri) {
        DcrStoreException e =
                refused(RedisDcrCredentialStore.builder(uri.replace("HOST", host()), RedisSecrets.inClear()));

        assertThat(e).hasMessageContaining("AUTH is disabled or renamed");
        assertThat(e.retryable()).isFalse();
    }

    @Test
    void open_authDisabledAndClientOfTheCaller_saysSoWithoutThePassword() {
        DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
                .user("user")
                .password("sesame 'tahini' halva")
                .build();
        try (RedisClient client = RedisClient.builder()
                .hostAndPort(withoutAuth.address())
                .clientConfig(config)
                .build()) {
            assertThat(refused(RedisDcrCredentialStore.builder(client, RedisSecrets.inClear())))
                    .hasMessageContaining("with args beginning with …")
                    .hasMessageContaining("AUTH is disabled or renamed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://user:sesame%23tahini@HOST",
                "redis-cluster://user:sesame@HOST",
                "redis-sentinel://user:sesame@HOST?master=mine&sentinelUser=watch&sentinelPassword=halva"
            })
    void open_authDisabledAndHelloAllowed_isRefusedWithoutThePassword(String uri) {
        refused(RedisDcrCredentialStore.builder(
                uri.replace("HOST", withHelloAlone.address().toString()), RedisSecrets.inClear()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://user:sesame#tahini@h",
                "redis://user:sesame#tahini#halva@h",
                "redis://user:sesame?tahini@h",
                "redis://user:sesame/tahini@h",
                "redis://user:6379/tahini?halva@h",
                "redis://user:sesame tahini@h",
                "redis://user:sesame^tahini@h",
                "redis://user:sesame[tahini@h",
                "redis://user:sesame%tahini@h",
                "redis-sentinel://h?master=m&sentinelPassword=sesame#tahini",
                "redis-sentinel://h?master=m&sentinelPassword=sesame&tahini",
                "redis-cluster://:sesame?tahini@h,halva",
                "sesame tahini"
            })
    void builder_passwordWithReservedCharacters_isRefusedWithoutIt(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisDcrCredentialStore.builder(uri, RedisSecrets.inClear()))
                .satisfies(e -> assertThat(printed(e))
                        .contains("the address of Redis cannot be used")
                        .doesNotContain("sesame")
                        .doesNotContain("tahini")
                        .doesNotContain("halva"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR unknown command 'AUTH', with args beginning with: 'user' 'sesame' ",
                "ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `user`, `sesame`, ",
                "ERR unknown command 'sesame'",
                "ERR Syntax error in HELLO option 'sesame'",
                "ERR unknown subcommand \"sesame\". Try ACL HELP.",
                "ERR never closed 'sesame"
            })
    void of_serverQuotesArguments_leavesThemOut(String message) {
        JedisException e = new JedisException("Could not get a resource", new JedisDataException(message));
        e.addSuppressed(new JedisDataException(message));

        assertThat(PrintableText.WITHOUT_SECRETS.of(message)).doesNotContain("sesame");
        assertThat(printed(PrintableText.WITHOUT_SECRETS.of(e)))
                .doesNotContain("sesame")
                .contains("JedisDataException: ERR");
    }

    @Test
    void of_serverQuotesNoArguments_isAsItWas() {
        String message = "READONLY You can't write against a read only replica, said the 'evalsha' command.";
        JedisException e = new JedisDataException(message);

        assertThat(PrintableText.WITHOUT_SECRETS.of(message)).isEqualTo(message);
        assertThat(PrintableText.WITHOUT_SECRETS.of(e)).isSameAs(e);
    }

    @Test
    void of_passwordUnquotedInTheMessage_isHidden() {
        PrintableText printable =
                new PrintableText(RedisUri.parse("redis-sentinel://u:sesame@h?master=m&sentinelPassword=halva")
                        .secrets());

        assertThat(printable.of("DENIED user u:sesame and halva")).isEqualTo("DENIED user u:… and …");
    }
}

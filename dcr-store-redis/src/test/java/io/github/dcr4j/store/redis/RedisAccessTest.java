package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisOptions;
import io.github.dcr4j.redis.servers.RedisStandalone;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that cannot be used: each is a clear error at start, in bounded time, without credentials. */
@Timeout(600)
class RedisAccessTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private final RedisStandalone redis;

    RedisAccessTest(RedisStandalone redis) {
        this.redis = redis;
    }

    private URI address(String userInfo, String path) {
        return Addresses.of(redis, userInfo, path);
    }

    private static DcrStoreException refused(URI uri) {
        RedisDcrCredentialStoreBuilder builder =
                RedisDcrCredentialStore.builder(uri, KeyRing.of(Keys.FIRST)).patience(Duration.ofMillis(300));

        DcrStoreException thrown =
                Objects.requireNonNull(catchThrowableOfType(DcrStoreException.class, builder::build));
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            assertThat(String.valueOf(e)).doesNotContain("sesame");
        }
        return thrown;
    }

    private void user(String... rules) {
        String[] all = Stream.concat(Stream.of("reset", "on"), Stream.of(rules)).toArray(String[]::new);
        redis.node().ask(jedis -> jedis.aclSetUser("limited", all));
    }

    @Test
    void open_allIsWell_works() {
        try (RedisDcrCredentialStore store = RedisDcrCredentialStore.open(address("", "/3"), RedisSecrets.inClear())) {
            assertThat(store.stream()).isEmpty();
        }
    }

    @Test
    void open_wrongPassword_namesHostAndCause() {
        user(">right", "+@all", "~*");

        DcrStoreException e = refused(address("limited:sesame@", ""));

        assertThat(e)
                .hasMessageStartingWith("redis://127.0.0.1:" + redis.address().getPort() + " failed: ")
                .hasMessageContaining("refuses this user and password");
        assertThat(e.retryable()).isFalse();
    }

    @Test
    void open_mayNotEval_namesTheRight() {
        user(">sesame", "+@all", "-eval", "-evalsha", "~*");

        assertThat(refused(address("limited:sesame@", "")))
                .hasMessageContaining("EVAL")
                .hasMessageContaining("lacks a right");
    }

    @Test
    void open_mayNotTouchTheNames_namesTheRight() {
        user(">sesame", "+@all", "~other:*");

        assertThat(refused(address("limited:sesame@", ""))).hasMessageContaining("lacks a right");
    }

    @Test
    void open_replicaGivenAsMaster_saysSo() {
        RedisOptions following = RedisOptions.builder()
                .setting("replicaof 127.0.0.1 " + redis.address().getPort())
                .build();

        try (RedisStandalone replica = RedisStandalone.start(following)) {
            assertThat(refused(Addresses.of(replica))).hasMessageContaining("this server is a replica");
        }
    }

    @Test
    void open_nobodyListens_namesHostAndCause() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        for (String scheme : new String[] {"redis", "rediss", "redis-cluster"}) {
            assertThat(refused(URI.create(scheme + "://u:sesame@127.0.0.1:" + port)))
                    .hasMessageStartingWith(scheme + "://127.0.0.1:" + port + " failed: ");
        }
        assertThat(refused(URI.create("redis-sentinel://:sesame@127.0.0.1:" + port + "?master=mine")))
                .hasMessageContaining("master mine");
    }

    @Test
    void open_notRedis_isAnError() throws Exception {
        Thread web;
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            web = new Thread(() -> answerAsAWebServer(server));
            web.start();

            refused(URI.create("redis://u:sesame@127.0.0.1:" + server.getLocalPort()));
        }
        web.join(5_000);
    }

    private static void answerAsAWebServer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                    OutputStream out = socket.getOutputStream()) {
                out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
            } catch (IOException e) {
                // closed: the test is over
            }
        }
    }

    @Test
    void open_neverAnswers_endsInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            DcrStoreException e = refused(URI.create("redis://127.0.0.1:" + silent.getLocalPort() + "?timeout=200"));

            assertThat(e.retryable()).isTrue();
        }
    }

    @Test
    void open_notACluster_isAnError() {
        refused(URI.create(
                "redis-cluster://:sesame@127.0.0.1:" + redis.address().getPort()));
    }
}

package io.github.dcr4j.store.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis on a free port of the loopback interface, for one test class. */
final class RedisProcess implements BeforeAllCallback, AfterAllCallback {
    private final List<String> settings = new ArrayList<>();
    private @Nullable RedisServer server;
    private @Nullable UnifiedJedis operator;
    private int port;
    private long processId;

    RedisProcess setting(String setting) {
        settings.add(setting);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        start();
    }

    void start() throws IOException {
        port = port == 0 ? freePort() : port;
        RedisServerBuilder builder =
                RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"");
        settings.forEach(builder::setting);
        RedisServer built = builder.build();
        built.start();
        server = built;
        operator = RedisClient.builder()
                .hostAndPort(new HostAndPort("127.0.0.1", port))
                .clientConfig(
                        DefaultJedisClientConfig.builder().timeoutMillis(5_000).build())
                .build();
        processId = askForProcessId();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        stop();
    }

    void stop() throws IOException {
        operator().close();
        Objects.requireNonNull(server).stop();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    URI uri(String userInfo, String rest) {
        return URI.create("redis://" + userInfo + "127.0.0.1:" + port + rest);
    }

    /** Returns a client with all rights. */
    UnifiedJedis operator() {
        return Objects.requireNonNull(operator, "the server was not started");
    }

    private long askForProcessId() {
        for (String line : operator().info("server").split("\r\n", -1)) {
            if (line.startsWith("process_id:")) {
                return Long.parseLong(line.substring("process_id:".length()));
            }
        }
        throw new IllegalStateException("the server does not say its process id");
    }

    /** Stops the process from running, without ending it, or lets it run on. */
    void freeze(boolean frozen) throws IOException, InterruptedException {
        new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(processId))
                .inheritIO()
                .start()
                .waitFor();
    }
}

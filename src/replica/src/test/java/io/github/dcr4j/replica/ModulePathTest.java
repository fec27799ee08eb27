package io.github.dcr4j.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.canary.Canary;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisSentinelSet;
import io.github.dcr4j.redis.servers.RedisShards;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.redis.servers.TestKey;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;

/**
 * Starts replicas on a module path, each kind of Redis in turn. Surefire puts what nobody requires on the class path,
 * where it is found all the same; here it is missing.
 */
@ExtendWith(RedisExtension.class)
class ModulePathTest {
    private static final Path BUILD = Path.of("target");
    private static final String KEY = TestKey.BASE64;

    private final FakeAuthorizationServer server =
            FakeAuthorizationServer.builder().clock(DcrClock.system()).start();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private void replicasShareAClient(String redis) throws Exception {
        String first = replica(redis);
        String second = replica(redis);

        assertThat(first).matches("\\S+ \\S+\\R");
        assertThat(second).isEqualTo(first);
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    /** Runs a replica in a JVM of its own, which has no class path, and returns what it prints. */
    private String replica(String redis) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command(redis)).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("REPLICA_KEY", KEY);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as("the replica ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(err)).isEmpty();
        assertThat(process.exitValue()).isZero();
        Canary.text("output of a replica", Files.readString(out));
        return Files.readString(out);
    }

    private List<String> command(String redis) throws IOException {
        String dependencies = Files.readString(BUILD.resolve("runtime.modulepath"), UTF_8);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // a short life: what the optimising compiler would cost is never earned back
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-p", BUILD.resolve("classes") + File.pathSeparator + dependencies));
        command.addAll(List.of("-m", "io.github.dcr4j.replica/io.github.dcr4j.replica.Replica"));
        command.addAll(List.of(redis, server.issuer()));
        return command;
    }

    private static String hosts(Set<HostAndPort> addresses) {
        return addresses.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
    }

    @Test
    void main_standalone_sharesAClient(RedisStandalone redis) throws Exception {
        replicasShareAClient("redis://" + redis.address());
    }

    @Test
    void main_sentinel_sharesAClient(RedisSentinelSet redis) throws Exception {
        replicasShareAClient("redis-sentinel://" + hosts(redis.sentinelAddresses()) + "?master=" + redis.masterName());
    }

    @Test
    void main_cluster_sharesAClient(RedisShards redis) throws Exception {
        replicasShareAClient("redis-cluster://" + hosts(redis.addresses()));
    }
}

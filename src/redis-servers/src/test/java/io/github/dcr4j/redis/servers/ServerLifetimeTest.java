package io.github.dcr4j.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of the servers when the JVM that started them ends, in child JVMs with a temporary folder of their own.
 */
class ServerLifetimeTest {
    private static final Duration BOUND = Duration.ofMinutes(3);

    @TempDir
    private Path temporary;

    private Process jvm;
    private ProcessIdentity server;

    @BeforeEach
    void startServer() throws IOException {
        jvm = startJvm();
        server = serverOf(jvm);
    }

    @AfterEach
    void endAll() {
        jvm.destroyForcibly();
        server.find().ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void jvm_endsNormally_leavesNothing() throws Exception {
        jvm.getOutputStream().close();

        assertThat(jvm.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(server.find()).isEmpty();
        assertThat(serverFolders()).isEmpty();
    }

    @Test
    void jvm_terminated_leavesNothing() throws Exception {
        jvm.destroy();

        assertThat(jvm.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(server.find()).isEmpty();
        assertThat(serverFolders()).isEmpty();
    }

    @Test
    void jvm_killed_theNextStartEndsWhatItLeft() throws Exception {
        jvm.destroyForcibly().waitFor();
        assertThat(server.find()).isPresent();

        Process next = startJvm();
        ProcessIdentity nextServer = serverOf(next);

        await().atMost(BOUND).until(() -> server.find().isEmpty());
        assertThat(nextServer.find()).isPresent();
        next.getOutputStream().close();
        assertThat(next.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(serverFolders()).isEmpty();
    }

    @Test
    void jvm_running_theNextStartLeavesItsServerAlone() throws Exception {
        Process next = startJvm();
        serverOf(next);

        assertThat(server.find()).isPresent();
        next.getOutputStream().close();
        assertThat(next.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(server.find()).isPresent();
    }

    private Process startJvm() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + temporary,
                        "-D" + RedisBinary.PROPERTY + "=" + RedisBinary.chosen().program(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProgram.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static ProcessIdentity serverOf(Process jvm) throws IOException {
        BufferedReader out = jvm.inputReader(StandardCharsets.UTF_8);
        long pid = Long.parseLong(out.readLine());
        return ProcessHandle.of(pid).flatMap(ProcessIdentity::of).orElseThrow();
    }

    private List<Path> serverFolders() throws IOException {
        Path root = temporary.resolve("dcr4j-redis-" + System.getProperty("user.name"));
        try (Stream<Path> folders = Files.list(root.resolve("servers"))) {
            return folders.toList();
        }
    }
}

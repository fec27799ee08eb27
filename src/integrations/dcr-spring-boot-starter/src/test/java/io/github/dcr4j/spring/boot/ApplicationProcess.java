package io.github.dcr4j.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.spring.boot.app.OrdersApplication;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The application in a JVM of its own, until it is closed. Used by one thread. */
final class ApplicationProcess implements AutoCloseable {
    private static final long PATIENCE_MINUTES = 5;

    private final Process process;
    private final int port;
    private final Queue<String> output = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();

    private ApplicationProcess(Process process, int port) {
        this.process = process;
        this.port = port;
        Thread reader = new Thread(this::read, "application " + port);
        reader.setDaemon(true);
        reader.start();
    }

    /** Returns a port of loopback that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts it, and does not wait for it. */
    static ApplicationProcess start(Path yaml, int port, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(classPath(), yaml, port, environment, arguments);
    }

    /** Starts it without those files of the class path that {@code left} is found in. */
    static ApplicationProcess startWithout(String left, Path yaml, int port, Map<String, String> environment)
            throws IOException {
        Pattern pattern = Pattern.compile(left);
        String rest = Arrays.stream(classPath().split(File.pathSeparator, -1))
                .filter(entry -> !pattern.matcher(entry).find())
                .collect(Collectors.joining(File.pathSeparator));
        return start(rest, yaml, port, environment);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static ApplicationProcess start(
            String classPath, Path yaml, int port, Map<String, String> environment, String... arguments)
            throws IOException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "application")), "run");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // a short life: what the optimising compiler would cost is never earned back
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + directory.toAbsolutePath(),
                "-cp",
                classPath,
                OrdersApplication.class.getName(),
                "--spring.config.location=" + yaml.toUri(),
                "--logging.level.root=info", // the tests of this module are quieter
                "--server.address=127.0.0.1",
                "--server.port=" + port));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new ApplicationProcess(builder.start(), port);
    }

    private void read() {
        try (var lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                if (line.contains("Started OrdersApplication")) {
                    started.complete(true);
                }
            }
        } catch (IOException e) {
            output.add("its output is closed: " + e.getMessage());
        } finally {
            started.complete(false);
        }
    }

    /** Returns it when it has started. */
    ApplicationProcess started() throws IOException, InterruptedException {
        try {
            if (started.get(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                return this;
            }
        } catch (ExecutionException | TimeoutException e) {
            close();
        }
        throw new IOException("the application has not started:\n" + output());
    }

    /** Returns its exit code, when it has ended by itself. */
    int ended() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            close();
            throw new IOException("the application has not ended:\n" + output());
        }
        return process.exitValue();
    }

    /** Asks it to end, as an orchestrator does. */
    void terminate() {
        process.destroy();
    }

    String output() {
        return String.join("\n", output);
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

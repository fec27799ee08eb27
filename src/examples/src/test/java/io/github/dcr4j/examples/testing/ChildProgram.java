package io.github.dcr4j.examples.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.canary.Canary;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program in a JVM of its own, and what it prints. Thread-safe. */
public final class ChildProgram implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMinutes(3);

    private final Process process;
    private final Path out;
    private final Path err;

    private ChildProgram(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code java} with these arguments; what it prints stands in {@code directory}. */
    public static ChildProgram start(Path directory, List<String> arguments) throws IOException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx128m"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new ChildProgram(process, out, err);
    }

    /** Sends the byte that it waits for. */
    public void begin() throws IOException {
        OutputStream input = process.getOutputStream();
        input.write('\n');
        input.flush();
    }

    /** Returns the first group of {@code pattern} in what it prints, once it is there. */
    public String awaitPrinted(String pattern) {
        Pattern compiled = Pattern.compile(pattern, Pattern.MULTILINE);
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || compiled.matcher(out()).find());
        Matcher printed = compiled.matcher(out());
        if (!printed.find()) {
            throw new IllegalStateException("the program ended with " + out() + err());
        }
        return printed.group(1);
    }

    /** Tells it to end (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the program does not end: " + out() + err());
        }
        Canary.text("output of a program", out().replaceAll("(?m)^http\\S+$", ""));
        Canary.text("errors of a program", err());
        return process.exitValue();
    }

    public String out() {
        return text(out);
    }

    public String err() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package io.github.dcr4j.conformance.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.conformance.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A small program in a JVM of its own, which says something line by line. Not thread-safe. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    ChildJvm(Class<?> program, Object... arguments) throws IOException {
        List<String> texts = Stream.of(arguments).map(Object::toString).toList();
        process = new ProcessBuilder(JavaCommand.of(program, texts))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        lines = process.inputReader(UTF_8);
    }

    /** Returns the next lines. */
    List<String> lines(int count) throws IOException {
        List<String> read = new ArrayList<>();
        while (read.size() < count) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the program ended after " + read);
            }
            read.add(line);
        }
        return read;
    }

    /** Gives it a line to read. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /** Kills it (SIGKILL) and returns what it had said; a last line may be cut off. */
    List<String> kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly(); // the process itself would also close what there is still to read
        List<String> rest = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            rest.add(line);
        }
        awaitEnd();
        return rest;
    }

    /** Ends its input, and with it the program. */
    void end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        awaitEnd();
    }

    private void awaitEnd() throws InterruptedException {
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the program does not end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

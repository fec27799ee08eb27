package io.github.dcr4j.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * An authorization server on loopback, in a process of its own, that answers canned JSON ({@link CannedAnswers}): what
 * is measured is the client, and what the server costs is none of it. Thread-safe.
 */
final class CannedServer implements AutoCloseable {
    private final Answering answering;
    private final int number;
    private final String origin;
    private final AtomicInteger tenants = new AtomicInteger();

    /**
     * What a server has received.
     *
     * @param atOnce how many requests it had received and not yet begun to answer, at most, since that was asked last
     */
    record Counts(long gets, long posts, int atOnce) {}

    private CannedServer(Answering answering, int number) {
        this.answering = answering;
        this.number = number;
        origin = "http://127.0.0.1:" + answering.read();
    }

    /** Starts a server for the registrations of {@code consumer}, which answers at once. */
    static CannedServer of(String consumer) {
        return several(consumer, 0, 1).get(0);
    }

    /**
     * Starts servers for the registrations of {@code consumer}, on ports of their own, in one process that ends with
     * the first of them.
     *
     * @param millis how long each answer takes
     */
    static List<CannedServer> several(String consumer, int millis, int count) {
        Answering answering = new Answering(consumer, millis, count);
        return IntStream.range(0, count)
                .mapToObj(i -> new CannedServer(answering, i))
                .toList();
    }

    /** Returns an issuer that was not asked about before. */
    String newIssuer() {
        return origin + "/tenants/" + tenants.incrementAndGet();
    }

    /** Returns a protected resource (RFC 9728) that {@code issuer} gives tokens for. */
    String resourceOf(String issuer) {
        return origin + "/mcp" + issuer.substring(origin.length());
    }

    /** Returns where the metadata of {@code issuer} is (RFC 8414, section 3.1). */
    static String metadataUrl(String issuer) {
        int path = issuer.indexOf('/', "http://".length());
        return issuer.substring(0, path) + CannedAnswers.WELL_KNOWN + issuer.substring(path);
    }

    /** Lets no registration be answered until {@code gate} is open. */
    void answerRegistrationsAfter(CountDownLatch gate) {
        answering.ask("hold", number);
        Thread opener = new Thread(
                () -> {
                    try {
                        gate.await();
                        answering.ask("release", number);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "gate");
        opener.setDaemon(true);
        opener.start();
    }

    /** Returns what it has received so far. */
    Counts counts() {
        String[] counts = answering.ask("counts", number).split(" ", -1);
        return new Counts(Long.parseLong(counts[0]), Long.parseLong(counts[1]), Integer.parseInt(counts[2]));
    }

    @Override
    public void close() {
        answering.close();
    }

    /** The process, and the way to ask it for something: a line for a line. */
    private static final class Answering implements AutoCloseable {
        private final Process process;
        private final Writer asked;
        private final BufferedReader answers;

        Answering(String consumer, int millis, int count) {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            try {
                process = new ProcessBuilder(
                                java,
                                "-cp",
                                System.getProperty("java.class.path"),
                                CannedAnswers.class.getName(),
                                consumer,
                                Integer.toString(millis),
                                Integer.toString(count))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            asked = new OutputStreamWriter(process.getOutputStream(), UTF_8);
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        }

        synchronized String ask(String command, int number) {
            try {
                asked.write(command + " " + number + "\n");
                asked.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return read();
        }

        synchronized String read() {
            try {
                String line = answers.readLine();
                if (line == null) {
                    throw new IllegalStateException("the server has ended");
                }
                return line;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** It ends with its input. */
        @Override
        public synchronized void close() {
            try {
                asked.close();
                process.waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                process.destroy();
                Thread.currentThread().interrupt();
            }
        }
    }
}

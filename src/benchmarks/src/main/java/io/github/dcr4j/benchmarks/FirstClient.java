package io.github.dcr4j.benchmarks;

import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes from the start of a JVM until it has a client and ends, beside a JVM that sends the same two calls
 * by a bare OkHttp client and Jackson: first as they are, then each with an archive of the classes that it loads
 * ({@code -XX:SharedArchiveFile}). {@code -Drounds=21} sets how often each is started; 11 by default. Both are
 * started in turn, and every second round begins with the other one. Takes no arguments.
 */
public final class FirstClient {
    private static final double LIMIT_MILLIS = 150;

    private FirstClient() {}

    /** Measures, and prints the difference with its limit beside it. */
    public static void main(String[] none) throws IOException, InterruptedException {
        int count = Integer.getInteger("rounds", 11);
        Path archives = Files.createTempDirectory("archives");
        try (CannedServer server = CannedServer.of(Gateway.CONSUMER)) {
            measure("first client", count, server, List.of(), List.of());
            List<String> library = archived(Library.class, server, archives.resolve("library.jsa"));
            List<String> bare = archived(Bare.class, server, archives.resolve("bare.jsa"));
            measure("first client, classes archived", count, server, library, bare);
        } finally {
            for (String name : List.of("library.jsa", "bare.jsa")) {
                Files.deleteIfExists(archives.resolve(name));
            }
            Files.delete(archives);
        }
    }

    private static void measure(
            String name, int count, CannedServer server, List<String> libraryOptions, List<String> bareOptions)
            throws IOException, InterruptedException {
        Turns turns = Turns.of(
                count,
                () -> Turns.millis(program(Library.class, server, libraryOptions)),
                () -> Turns.millis(program(Bare.class, server, bareOptions)));
        double more = turns.subject().median() - turns.baseline().median();
        System.out.printf(
                Locale.ROOT,
                "%s, %d starts each: %s ms, two bare calls %s ms; %.0f ms more, limit %.0f  %s%n",
                name,
                count,
                turns.subject().printed(0),
                turns.baseline().printed(0),
                more,
                LIMIT_MILLIS,
                more <= LIMIT_MILLIS ? "KEPT" : "MISSED");
    }

    /** Has {@code program} write an archive of its classes, and returns what makes a JVM use that. */
    private static List<String> archived(Class<?> program, CannedServer server, Path archive)
            throws IOException, InterruptedException {
        Turns.millis(program(program, server, List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off")));
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:on");
    }

    private static List<String> program(Class<?> program, CannedServer server, List<String> options) {
        List<String> command = new ArrayList<>(List.of(Turns.java()));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                program.getName(),
                server.newIssuer()));
        return command;
    }

    /** Obtains a client by the library. */
    static final class Library {
        private Library() {}

        public static void main(String[] issuer) {
            try (MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
                    DcrResolver resolver = DcrResolver.builder(store).build()) {
                resolver.resolve(Gateway.at(issuer[0]));
            }
        }
    }

    /** Sends the two calls. */
    static final class Bare {
        private Bare() {}

        public static void main(String[] issuer) throws IOException {
            try (BareCalls bare = new BareCalls()) {
                bare.register(issuer[0]);
            }
        }
    }
}

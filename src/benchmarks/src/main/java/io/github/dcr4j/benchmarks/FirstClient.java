package io.github.dcr4j.benchmarks;

import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes from the start of a JVM until it has a client and ends, beside a JVM that sends the same two calls
 * by a bare OkHttp client and Jackson. {@code -Drounds=21} sets how often each is started; 11 by default. Both are
 * started in turn, and every second round begins with the other one. Takes no arguments.
 */
public final class FirstClient {
    private static final double LIMIT_MILLIS = 150;

    private FirstClient() {}

    /** Measures, and prints the difference with its limit beside it. */
    public static void main(String[] none) throws IOException, InterruptedException {
        int count = Integer.getInteger("rounds", 11);
        try (CannedServer server = CannedServer.of(Gateway.CONSUMER)) {
            Turns turns = Turns.of(
                    count,
                    () -> Turns.millis(program(Library.class, server)),
                    () -> Turns.millis(program(Bare.class, server)));
            double more = turns.subject().median() - turns.baseline().median();
            System.out.printf(
                    Locale.ROOT,
                    "first client, %d starts each: %s ms, two bare calls %s ms; %.0f ms more, limit %.0f  %s%n",
                    count,
                    turns.subject().printed(0),
                    turns.baseline().printed(0),
                    more,
                    LIMIT_MILLIS,
                    more <= LIMIT_MILLIS ? "KEPT" : "MISSED");
        }
    }

    private static List<String> program(Class<?> program, CannedServer server) {
        return List.of(
                Turns.java(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                program.getName(),
                server.newIssuer());
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

package io.github.dcr4j.benchmarks;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the file store takes for a save, for what a registration does with it (claim, mark, save), for the first hit
 * after another process has written, and for other hits, with few and with many clients in the file; beside appending a
 * line to a file and forcing it to the disk. Each after some hundred saves and hits: code that runs for the first time
 * costs more. Arguments: how many clients; 100 and 10,000 by default. {@code -Drounds=21}
 * sets how often; 11 by default.
 */
public final class FileCost {
    private static final int WARM_UP = 300;

    private final int clients;
    private int registered;
    private int replaced;

    private FileCost(int clients) {
        this.clients = clients;
        registered = clients;
    }

    /** Measures, and prints. */
    public static void main(String[] sizes) throws IOException, InterruptedException {
        for (String size : sizes.length == 0 ? new String[] {"100", "10000"} : sizes) {
            new FileCost(Integer.parseInt(size)).measure(Integer.getInteger("rounds", 11));
        }
    }

    private void measure(int rounds) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("file-cost");
        Path file = directory.resolve("clients.json");
        Path beside = directory.resolve("beside");
        try (FileDcrCredentialStore ours = FileDcrCredentialStore.open(file);
                FileDcrCredentialStore others = FileDcrCredentialStore.open(file)) {
            for (int i = 0; i < clients; i++) {
                ours.save(client(i), null, null);
            }
            long length = Files.size(file);
            for (int i = 0; i < WARM_UP; i++) {
                replace(others);
                ours.find(key(0));
            }
            byte[] line = new byte[Math.toIntExact(length / clients)];
            Turns saves =
                    Turns.of(rounds, () -> millis(() -> replace(others)), () -> millis(() -> append(beside, line)));
            Turns registrations =
                    Turns.of(rounds, () -> millis(() -> register(others)), () -> millis(() -> append(beside, line)));
            Turns hits = Turns.of(
                    rounds,
                    () -> {
                        replace(others);
                        return millis(() -> ours.find(key(0)));
                    },
                    () -> {
                        Thread.sleep(150); // a file that was written just now is looked into again
                        ours.find(key(0));
                        return millis(() -> ours.find(key(0)));
                    });
            System.out.printf(
                    Locale.ROOT,
                    "%d clients, %d kB: a save %s ms, claim, mark and save %s ms, appending as much as one save %s ms;"
                            + " a hit after a write %s ms, others %s ms%n",
                    clients,
                    length / 1000,
                    saves.subject().printed(1),
                    registrations.subject().printed(1),
                    saves.baseline().printed(1),
                    hits.subject().printed(2),
                    hits.baseline().printed(3));
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path any : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(any);
                }
            }
        }
    }

    /** Replaces a client, each time another: a key keeps what it had before. */
    private void replace(FileDcrCredentialStore store) {
        int number = 1 + replaced++ % (clients - 1);
        DcrCredentials current = store.find(key(number));
        store.save(client(number), current == null ? null : current.generation(), null);
    }

    /** Does what a registration of a new client does. */
    private void register(FileDcrCredentialStore store) {
        int number = registered++;
        DcrCoordination coordination = store.coordination(DcrClock.system());
        ClaimRequest request = new ClaimRequest(
                key(number), "us", Duration.ofSeconds(20), null, "digest", Ceiling.NONE, Purpose.REGISTER);
        if (coordination.claim(request) instanceof Claim.Granted granted
                && coordination.mark(
                        granted.lease(),
                        new Intent(
                                Intent.Call.REGISTER,
                                Instant.ofEpochMilli(DcrClock.system().millis()),
                                null))) {
            store.save(client(number), null, granted.lease());
            return;
        }
        throw new IllegalStateException("the claim was not granted");
    }

    private static void append(Path beside, byte[] line) throws IOException {
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (ByteBuffer rest = ByteBuffer.wrap(line); rest.hasRemaining(); ) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static double millis(Step step) throws IOException {
        long start = System.nanoTime();
        step.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static DcrKey key(int number) {
        return DcrKey.builder(Gateway.CONSUMER, "https://idp.example.com/tenant-" + number)
                .build();
    }

    private static DcrCredentials client(int number) {
        return DcrCredentials.builder(key(number))
                .newGeneration()
                .clientId("client-" + number)
                .clientSecret(Secret.of("secret-of-0123456789-" + number))
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .tokenEndpoint(URI.create("https://idp.example.com/tenant-" + number + "/token"))
                .createdAt(Instant.EPOCH)
                .build();
    }
}

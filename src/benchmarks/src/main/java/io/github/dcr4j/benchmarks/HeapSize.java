package io.github.dcr4j.benchmarks;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;

/**
 * Prints how much heap a key takes in the memory store, with everything that is known of it: a client whose six longest
 * texts have 100 characters each, under a key of its own, a hundred thousand times.
 */
public final class HeapSize {
    private static final int KEYS = 100_000;
    private static final int LENGTH = 100;

    private HeapSize() {}

    /** Takes no arguments. */
    public static void main(String[] none) {
        try (MemoryDcrCredentialStore store =
                MemoryDcrCredentialStore.builder().maximumSize(2L * KEYS).build()) {
            store.save(client(KEYS), null, null);
            long before = used();
            for (int i = 0; i < KEYS; i++) {
                store.save(client(i), null, null);
            }
            long after = used();
            if (store.find(key(0)) == null) {
                throw new IllegalStateException("a key was dropped");
            }
            System.out.printf(Locale.ROOT, "%d bytes of heap a key%n", (after - before) / KEYS);
        }
    }

    private static DcrKey key(int number) {
        return DcrKey.builder("https://gateway.example.com", "https://idp.example.com/tenant-" + number)
                .build();
    }

    private static DcrCredentials client(int number) {
        String id = text("client-" + number + "-");
        String address = "https://idp.example.com/";
        return DcrCredentials.builder(key(number))
                .newGeneration()
                .clientId(id)
                .clientSecret(Secret.of(text("secret-" + number + "-")))
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .management(new DcrManagement(
                        id, URI.create(text(address + "m" + number + "/")), Secret.of(text("token-" + number + "-"))))
                .tokenEndpoint(URI.create(text(address + "t" + number + "/")))
                .createdAt(Instant.EPOCH)
                .registeredMetadata("{\"client_name\":\"" + text("").substring(18) + "\"}")
                .build();
    }

    private static String text(String start) {
        return start + "x".repeat(LENGTH - start.length());
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}

package io.github.dcr4j.benchmarks;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrResolver;
import java.util.Locale;

/** Prints how much memory of Redis a key takes: the record and the state of one registered client, a million times. */
public final class RecordSize {
    private static final int KEYS = 1_000_000;

    private RecordSize() {}

    /** Takes no arguments. */
    public static void main(String[] none) {
        try (Shelf shelf = new Shelf();
                DcrResolver resolver =
                        DcrResolver.builder(shelf.store(Shelf.RING)).build()) {
            DcrCredentials client = resolver.resolve(Shelf.register(resolver, 1).get(0));
            long before = used(shelf);
            shelf.copy(client, KEYS);
            System.out.printf(
                    Locale.ROOT,
                    "%d bytes a key; the record alone is %d bytes long%n",
                    (used(shelf) - before) / KEYS,
                    shelf.jedis().get(Shelf.record(client.key())).length);
        }
    }

    private static long used(Shelf shelf) {
        return Long.parseLong(shelf.redis().node().info("memory").get("used_memory"));
    }
}

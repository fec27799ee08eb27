package io.github.dcr4j.store.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.memory.file.FileStateStore;
import io.github.dcr4j.testkit.DcrFixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads that read while others append and write anew. */
@Timeout(600)
class FileThreadsTest extends FileEntriesFixture {
    private static final int READERS = 4;
    private static final int WRITES = 200;
    private static final List<String> BOTH = List.of("state", "record");
    /** Makes the file be written anew from time to time. */
    private static final String MUCH = "x".repeat(1_000);

    private final List<DcrKey> keys = List.of(KEY, OTHER, DcrFixtures.key("third"));
    private final List<AtomicInteger> acknowledged =
            List.of(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
    private final AtomicBoolean done = new AtomicBoolean();

    private static void write(FileStateStore store, DcrKey key, int number) {
        StateChange change = new StateChange(
                "w" + number, List.of(entry("state", number + MUCH), entry("record", number + MUCH)), Set.of());
        assertThat(replace(store, key, change)).isTrue();
    }

    /** Returns the number that all of a key has. */
    private static int number(FileStateStore store, DcrKey key) {
        Found found = store.find(key, BOTH);
        if (found.writeId() == null) {
            return 0;
        }
        int number = Integer.parseInt(found.writeId().substring(1));
        assertThat(found.entries())
                .hasSize(2)
                .allSatisfy(
                        entry -> assertThat(new String(entry.bytes(), UTF_8)).isEqualTo('"' + (number + MUCH) + '"'));
        return number;
    }

    @Test
    void find_whileTwoStoresWrite_isWholeAndNeverOlderThanWhatWasAcknowledged() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 2);
        try {
            CountDownLatch reading = new CountDownLatch(READERS);
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                FileStateStore store = i % 2 == 0 ? entries : peer;
                readers.add(threads.submit(() -> read(store, reading)));
            }
            reading.await();
            List<Future<?>> writers =
                    List.of(threads.submit(() -> write(entries, 0)), threads.submit(() -> write(peer, 1)));
            for (Future<?> writer : writers) {
                writer.get(9, TimeUnit.MINUTES);
            }
            done.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get(1, TimeUnit.MINUTES)).isPositive();
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        for (FileStateStore store : List.of(entries, peer, backend())) {
            assertThat(number(store, keys.get(0))).isEqualTo(WRITES);
            assertThat(number(store, keys.get(1))).isEqualTo(WRITES);
        }
        assertThat(events.all()).isEmpty();
    }

    /** Each writer has keys of its own, so that no write is refused. */
    private void write(FileStateStore store, int key) {
        for (int i = 1; i <= WRITES; i++) {
            write(store, keys.get(key), i);
            acknowledged.get(key).set(i);
        }
    }

    private int read(FileStateStore store, CountDownLatch reading) {
        int[] last = new int[keys.size()];
        int reads = 0;
        while (!done.get()) {
            for (int key = 0; key < last.length; key++) {
                int least = Math.max(last[key], acknowledged.get(key).get());
                last[key] = number(store, keys.get(key));
                assertThat(last[key]).isGreaterThanOrEqualTo(least);
            }
            reads++;
            reading.countDown();
        }
        return reads;
    }
}

package io.github.dcr4j.store.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.store.memory.file.FileStateStore;
import io.github.dcr4j.testkit.DcrFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random changes by three programs, some of which are killed in the middle of a line, with the time passing: the file
 * holds what a plain map would. A failure names its seed.
 */
class FileHistoryTest extends FileEntriesFixture {
    private static final int STEPS = 120;
    private static final List<String> NAMES = List.of("state", "record", "former");

    private final List<DcrKey> keys = List.of(KEY, OTHER, DcrFixtures.key("third"), DcrFixtures.key("fourth"));
    private final Map<DcrKey, Map<String, StoredEntry>> plain = new HashMap<>();
    private final Map<DcrKey, String> writes = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyHistory_isWhatAMapWouldHold(long seed) throws IOException {
        Random random = new Random(seed);
        List<FileStateStore> programs = new ArrayList<>(List.of(entries, peer, backend()));
        for (int step = 0; step < STEPS; step++) {
            FileStateStore program = programs.get(random.nextInt(programs.size()));
            switch (random.nextInt(12)) {
                case 0 -> dieInTheMiddle(random);
                case 1 -> programs.set(random.nextInt(programs.size()), backend());
                case 2 -> clock.advance(Duration.ofMinutes(random.nextInt(70)));
                default -> change(program, random, step);
            }
            FileStateStore reader = programs.get(random.nextInt(programs.size()));
            assertThat(found(reader)).as("seed %d, step %d", seed, step).isEqualTo(expected());
        }
        for (FileStateStore program : programs) {
            assertThat(found(program)).isEqualTo(expected());
        }
        assertThat(found(backend())).as("seed %d, read anew", seed).isEqualTo(expected());
        assertThat(events.all()).isEmpty();
    }

    /** Leaves the start of a line, or zeros. */
    private void dieInTheMiddle(Random random) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        byte[] text = bytes();
        byte[] left = new byte[1 + random.nextInt(200)];
        if (random.nextBoolean() && text.length > left.length) {
            int from = lastLine(text);
            System.arraycopy(text, from, left, 0, Math.min(left.length, text.length - from - 1));
        }
        Files.write(file, left, StandardOpenOption.APPEND);
    }

    private void change(FileStateStore program, Random random, int step) {
        DcrKey key = keys.get(random.nextInt(keys.size()));
        List<StoredEntry> put = new ArrayList<>();
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                String text = "x".repeat(random.nextInt(6_000)) + step;
                Instant end = random.nextInt(4) == 0 ? clock.now().plusSeconds(random.nextInt(5_000)) : null;
                put.add(new StoredEntry(name, (random.nextBoolean() ? '"' + text + '"' : text).getBytes(UTF_8), end));
            }
        }
        Set<String> dropped = put.isEmpty() ? Set.of(NAMES.get(random.nextInt(NAMES.size()))) : Set.of();
        String write = "write-" + step;
        assertThat(replace(program, key, new StateChange(write, put, dropped))).isTrue();
        Map<String, StoredEntry> named = plain.computeIfAbsent(key, none -> new TreeMap<>());
        named.keySet().removeAll(dropped);
        put.forEach(entry -> named.put(entry.name(), entry));
        writes.put(key, write);
    }

    private Map<String, Map<String, String>> expected() {
        Map<String, Map<String, String>> expected = new TreeMap<>();
        plain.forEach((key, named) -> {
            Map<String, String> lasting = new TreeMap<>();
            named.forEach((name, entry) -> {
                if (!entry.hasEnded(clock.now())) {
                    lasting.put(name, printed(entry));
                }
            });
            if (!lasting.isEmpty()) {
                lasting.put("write", String.valueOf(writes.get(key)));
                expected.put(key.fingerprint(), lasting);
            }
        });
        return expected;
    }

    private Map<String, Map<String, String>> found(FileStateStore store) {
        Map<String, Map<String, String>> all = new TreeMap<>();
        for (DcrKey key : keys) {
            Found found = store.find(key, NAMES);
            if (!found.entries().isEmpty()) {
                Map<String, String> named = new TreeMap<>();
                found.entries().forEach(entry -> named.put(entry.name(), printed(entry)));
                named.put("write", String.valueOf(found.writeId()));
                all.put(key.fingerprint(), named);
            }
        }
        return all;
    }

    private static String printed(StoredEntry entry) {
        return entry.end() + " " + new String(entry.bytes(), UTF_8);
    }
}

package io.github.dcr4j.store.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.store.memory.file.FileStateStore;
import io.github.dcr4j.store.memory.file.FileTrust;
import io.github.dcr4j.store.memory.file.StoredFile;
import io.github.dcr4j.testkit.DcrFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** Two backends on one file, as two programs have them, and short names for what is done with them. */
abstract class FileEntriesFixture extends StoreFileFixture {
    static final DcrKey OTHER = DcrFixtures.key("other");
    static final List<String> STATE = List.of("state");

    FileStateStore entries;
    FileStateStore peer;

    @BeforeEach
    void openBackends() throws IOException {
        entries = backend();
        peer = backend();
    }

    /** Returns a backend that opens the file in its own way to append to it. */
    FileStateStore backend(StoredFile.Opening opening) throws IOException {
        StoredFile stored = StoredFile.at(file, FileTrust.ofThisProcess(false));
        return backend(new StoredFile(stored.path(), stored.trust(), opening));
    }

    /** Writes a state of a key, which is also the write's id. */
    static void put(FileStateStore store, DcrKey key, String state) {
        assertThat(replace(store, key, new StateChange(state, List.of(entry("state", state)), Set.of())))
                .isTrue();
    }

    static StoredEntry entry(String name, String text) {
        return new StoredEntry(name, ('"' + text + '"').getBytes(UTF_8), null);
    }

    static boolean replace(FileStateStore store, DcrKey key, StateChange change) {
        return store.replace(store.read(key, STATE), change, Instant.MAX);
    }

    /** Returns the state of a key, {@code null} if it has none. */
    static @Nullable String state(FileStateStore store, DcrKey key) {
        Found found = store.find(key, STATE);
        if (found.entries().isEmpty()) {
            return null;
        }
        String text = new String(found.entries().get(0).bytes(), UTF_8);
        String state = text.substring(1, text.length() - 1);
        assertThat(found.writeId()).isEqualTo(state);
        return state;
    }

    /** Returns the name that the file has as it was last written as a whole. */
    String head() throws IOException {
        return Files.readAllLines(file).get(0);
    }

    byte[] bytes() throws IOException {
        return Files.readAllBytes(file);
    }

    /** Returns where the last line of a text begins. */
    static int lastLine(byte[] text) {
        int at = text.length - 1;
        while (text[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    static byte[] upTo(byte[] text, int end) {
        return Arrays.copyOf(text, end);
    }
}

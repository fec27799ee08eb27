package io.github.dcr4j.store.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStoreException;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.store.memory.file.FileStateStore;
import io.github.dcr4j.store.memory.file.FileTrust;
import io.github.dcr4j.testkit.DcrFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file as a backend: entries go in and come out as they are, and only upon what was read. */
class FileStateStoreTest extends StoreFileFixture {
    private static final List<String> NAMES = List.of("state", "record");
    private static final DcrKey OTHER = DcrFixtures.key("other");

    private FileStateStore entries;
    private FileStateStore peer;

    @BeforeEach
    void openBackends() throws IOException {
        entries = backend();
        peer = backend();
    }

    private static StoredEntry entry(String name, String text) {
        return new StoredEntry(name, text.getBytes(UTF_8), null);
    }

    private boolean replace(Snapshot read, String writeId, StoredEntry... put) {
        return entries.replace(
                read,
                new StateChange(writeId, List.of(put), Set.of()),
                clock.now().plusSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "garbage",
                "{\"a\":\"b\"}",
                "{ \"a\" : 1 }",
                "{\"a\":1.50,\"b\":1e2,\"c\":1E+2,\"d\":-0,\"e\":123456789012345678901234567890}",
                "{\"a\":1,\"a\":2}",
                "\"\u00e9 \ud83d\udd11\"",
                "\"\\u00e9 \\uD83D\\uDD11\"",
                "\"\\ud800\"",
                "\"\\uD800\"",
                "\ufeff{}",
                "{} {}"
            })
    void replace_anyText_isReadAsTheSameBytes(String text) {
        assertThat(replace(entries.read(KEY, NAMES), "w", entry("record", text)))
                .isTrue();
        replace(entries.read(OTHER, NAMES), "x", entry("record", "{}"));

        assertThat(peer.read(KEY, NAMES).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.bytes()).isEqualTo(text.getBytes(UTF_8)));
        assertThat(events.all()).isEmpty();
    }

    @Test
    void replace_bytesThatAreNoText_areReadAsTheSameBytes() {
        byte[] bytes = "\u00ff\u00fe\u0000{".getBytes(ISO_8859_1);

        replace(entries.read(KEY, NAMES), "w", new StoredEntry("record", bytes, null));

        assertThat(Objects.requireNonNull(peer.read(KEY, NAMES).entry("record")).bytes())
                .isEqualTo(bytes);
    }

    @Test
    void replace_jsonObject_standsThereForReaders() throws IOException {
        replace(entries.read(KEY, NAMES), "w", entry("record", "{\"clientId\":\"a\"}"));

        assertThat(Files.readString(file))
                .contains("\"json\":{\"clientId\":\"a\"}")
                .doesNotContain("base64");
    }

    @Test
    void replace_keyWasWrittenSinceTheRead_isRefusedAndTheFileStays() throws IOException {
        Snapshot nothing = entries.read(KEY, NAMES);
        assertThat(replace(nothing, "w1", entry("state", "1"))).isTrue();
        Snapshot first = peer.read(KEY, NAMES);
        assertThat(first.writeId()).isEqualTo("w1");
        assertThat(peer.find(KEY, NAMES).writeId()).isEqualTo("w1");
        assertThat(replace(first, "w2", entry("record", "2"))).isTrue();
        byte[] before = Files.readAllBytes(file);

        assertThat(replace(nothing, "w3", entry("state", "3"))).isFalse();
        assertThat(replace(first, "w3", entry("state", "3"))).isFalse();

        assertThat(file).hasBinaryContent(before);
        assertThat(peer.read(KEY, NAMES).entries()).hasSize(2);
    }

    @Test
    void replace_anotherKeyWasWrittenSinceTheRead_isApplied() {
        Snapshot read = entries.read(KEY, NAMES);
        replace(entries.read(OTHER, NAMES), "w1", entry("state", "1"));

        assertThat(replace(read, "w2", entry("state", "2"))).isTrue();

        assertThat(peer.stream(NAMES)).hasSize(2);
        assertThat(peer.find(OTHER, NAMES).entries()).hasSize(1);
    }

    @Test
    void replace_tooLate_isRefused() {
        Snapshot read = entries.read(KEY, NAMES);
        Instant notAfter = clock.now();
        StateChange change = new StateChange("w", List.of(entry("state", "1")), Set.of());
        clock.advance(Duration.ofMillis(1));

        assertThat(entries.replace(read, change, notAfter)).isFalse();

        assertThat(file).doesNotExist();
        assertThat(entries.replace(read, change, clock.now())).isTrue();
    }

    @Test
    void find_entryHasEnded_isAbsentAndTheNextWriteOfAnyKeyDropsIt() throws IOException {
        Instant end = clock.now().plusSeconds(1);
        replace(entries.read(KEY, NAMES), "w", new StoredEntry("record", "\"ends\"".getBytes(UTF_8), end));
        assertThat(peer.find(KEY, NAMES).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.end()).isEqualTo(end));
        clock.advance(Duration.ofSeconds(1));

        assertThat(peer.find(KEY, NAMES).entries()).isEmpty();
        assertThat(peer.read(KEY, NAMES).entries()).isEmpty();
        assertThat(peer.stream(NAMES)).isEmpty();
        replace(entries.read(OTHER, NAMES), "w", entry("record", "1"));

        assertThat(Files.readString(file)).doesNotContain("ends").doesNotContain(KEY.fingerprint());
    }

    @Test
    void replace_fileIsAlmostFull_leavesRoomForTheClientThatIsRegisteredNext() {
        String most = "\"" + "x".repeat(FileTrust.LONGEST - 512 * 1024) + "\"";
        replace(entries.read(OTHER, NAMES), "w", entry("record", most));
        Snapshot read = entries.read(KEY, NAMES);

        assertThatExceptionOfType(StateStoreException.class)
                .isThrownBy(() -> replace(read, "w", entry("state", "1")))
                .withMessageContaining("bytes, and at most 15728640 are kept")
                .satisfies(e -> assertThat(e.retryable()).isFalse());

        assertThat(replace(read, "w", entry("state", "1"), entry("record", "1")))
                .isTrue();
        Snapshot full = entries.read(OTHER, NAMES);
        assertThat(replace(full, "w2", entry("record", "shorter"))).isTrue();
    }
}

package io.github.dcr4j.store.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStoreException;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.store.memory.file.FileStateStore;
import io.github.dcr4j.testkit.DcrFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the file is written as a whole, and what is not in it any more then. */
class FileAnewTest extends FileEntriesFixture {
    private static final Duration AN_HOUR = Duration.ofHours(1);

    /** Fills the file beyond what is written as a whole for a trifle. */
    private void makeLarge() {
        for (int i = 0; i < 3; i++) {
            put(entries, DcrFixtures.key("large-" + i), i + "x".repeat(400_000));
        }
    }

    private static StoredEntry ending(String text, Instant end) {
        return new StoredEntry("ending", ('"' + text + '"').getBytes(UTF_8), end);
    }

    private static void remove(FileStateStore store, DcrKey key) {
        assertThat(replace(store, key, new StateChange("removed", List.of(), Set.of("state"))))
                .isTrue();
    }

    @Test
    void replace_oneKey_tenThousandTimes_theFileStaysSmall() throws IOException {
        FileStateStore quick = backend(path -> new FailingChannel(path, Integer.MAX_VALUE, true) {
            @Override
            public void force(boolean metaData) {
                // not the disk is tried here
            }
        });
        long longest = 0;
        for (int i = 0; i < 10_000; i++) {
            put(quick, KEY, "state-" + i);
            longest = Math.max(longest, Files.size(file));
        }

        assertThat(longest).isBetween(60_000L, 64 * 1024L);
        assertThat(state(peer, KEY)).isEqualTo("state-9999");
    }

    @Test
    void replace_twiceAsLongAsWhatLives_isWrittenAnewWithTheSameWriteIds() throws IOException {
        put(entries, OTHER, "others");
        put(entries, DcrFixtures.key("third"), "thirds");
        String before = head();
        String much = "x".repeat(30_000);
        put(entries, KEY, much + 1);
        put(peer, KEY, much + 2);
        assertThat(head()).isEqualTo(before);
        assertThat(Files.readString(file)).contains(much + 1);

        put(entries, KEY, much + 3);

        assertThat(head()).isNotEqualTo(before);
        assertThat(Files.readString(file))
                .contains(much + 3)
                .doesNotContain(much + 1)
                .doesNotContain(much + 2);
        assertThat(Files.readAllLines(file)).hasSize(4).first().asString().endsWith("\"keys\":3}");
        assertThat(state(peer, KEY)).isEqualTo(much + 3);
        assertThat(state(peer, OTHER)).isEqualTo("others");
        assertThat(state(peer, DcrFixtures.key("third"))).isEqualTo("thirds");
    }

    @Test
    void replace_takesAnEntryAway_smallFileHasItNoMore() throws IOException {
        put(entries, KEY, "secret-state");
        put(entries, OTHER, "others");

        remove(peer, KEY);

        assertThat(Files.readString(file)).doesNotContain("secret-state").doesNotContain(KEY.fingerprint());
        assertThat(state(entries, KEY)).isNull();
        assertThat(state(entries, OTHER)).isEqualTo("others");
    }

    @Test
    void replace_takesAnEntryAway_largeFileHasItForAnHourAtMost() throws IOException {
        makeLarge();
        put(entries, KEY, "secret-state");
        String before = head();

        remove(peer, KEY);
        assertThat(head()).isEqualTo(before);
        assertThat(state(entries, KEY)).isNull();
        assertThat(entries.find(KEY, STATE).writeId()).isNull();
        clock.advance(AN_HOUR);
        put(entries, OTHER, "others");

        assertThat(head()).isNotEqualTo(before);
        assertThat(Files.readString(file)).doesNotContain("secret-state").doesNotContain(KEY.fingerprint());
    }

    @Test
    void replace_anEntryHasEnded_largeFileHasItForAnHourAtMost() throws IOException {
        makeLarge();
        Instant end = clock.now().plusSeconds(1);
        replace(
                entries,
                KEY,
                new StateChange("w", List.of(entry("state", "state"), ending("secret-state", end)), Set.of()));
        String before = head();
        clock.advance(Duration.ofSeconds(1));

        put(peer, OTHER, "others");
        assertThat(head()).isEqualTo(before);
        assertThat(peer.find(KEY, List.of("ending")).entries()).isEmpty();
        clock.advance(AN_HOUR);
        put(peer, DcrFixtures.key("third"), "thirds");

        assertThat(head()).isNotEqualTo(before);
        assertThat(Files.readString(file)).doesNotContain("secret-state").doesNotContain("ending");
        assertThat(entries.find(KEY, STATE).writeId()).isEqualTo("w");
    }

    @Test
    void replace_writtenByAClockThatIsAhead_hasNothingThatIsOutOfDate() throws IOException {
        makeLarge();
        put(entries, KEY, "secret-state");
        String ahead = "\"written\":" + clock.now().plusSeconds(1).toEpochMilli();
        Files.writeString(file, Files.readString(file).replaceFirst("\"written\":\\d+", ahead));

        remove(peer, KEY);

        assertThat(head()).doesNotContain(ahead);
        assertThat(Files.readString(file)).doesNotContain("secret-state").doesNotContain(KEY.fingerprint());
        assertThat(state(entries, DcrFixtures.key("large-1"))).startsWith("1xxx");
    }

    @Test
    void replace_anHourOld_hasNothingThatIsOutOfDate() throws IOException {
        put(entries, KEY, "first");
        put(entries, OTHER, "others");
        String before = head();
        clock.advance(AN_HOUR);
        put(entries, DcrFixtures.key("third"), "thirds");
        assertThat(head()).isEqualTo(before);

        put(entries, KEY, "second");

        assertThat(head()).isNotEqualTo(before);
        assertThat(Files.readString(file)).doesNotContain("first");
    }

    /** A disk may have no room for a new file, and room for a line in the last block of the one that is there. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 200})
    void replace_dueAndNoRoomForANewFile_isAppendedAndWrittenAnewByTheNextChange(int room) throws IOException {
        put(entries, KEY, "secret-state");
        put(entries, OTHER, "others");
        String before = head();
        AtomicBoolean full = new AtomicBoolean(true);
        FileStateStore onFullDisk = backend(path -> new FailingChannel(
                path, full.get() && path.endsWith("clients.json.tmp") ? room : Integer.MAX_VALUE, true));

        remove(onFullDisk, KEY);
        put(onFullDisk, OTHER, "others again");

        assertThat(head()).isEqualTo(before);
        for (FileStateStore each : List.of(onFullDisk, peer, backend())) {
            assertThat(state(each, KEY)).isNull();
            assertThat(state(each, OTHER)).isEqualTo("others again");
        }
        assertThat(Files.readString(file)).contains("secret-state");
        assertThat(names()).containsExactly("clients.json", "clients.json.lock", "clients.json.turn");

        full.set(false);
        put(onFullDisk, DcrFixtures.key("third"), "thirds");

        assertThat(head()).isNotEqualTo(before);
        assertThat(Files.readString(file)).doesNotContain("secret-state").doesNotContain(KEY.fingerprint());
        assertThat(state(peer, OTHER)).isEqualTo("others again");
    }

    @Test
    void replace_dueWithATornLineAndNoRoomForANewFile_failsAndNothingIsLost() throws IOException {
        put(entries, KEY, "first");
        put(entries, OTHER, "others");
        Files.writeString(file, "{", StandardOpenOption.APPEND); // nothing can be appended to that
        FileStateStore onFullDisk = backend(path -> new FailingChannel(path, 0, true));

        assertThatExceptionOfType(StateStoreException.class)
                .isThrownBy(() -> remove(onFullDisk, KEY))
                .withMessageContaining("No space left");

        assertThat(state(onFullDisk, KEY)).isEqualTo("first");
        assertThat(state(peer, OTHER)).isEqualTo("others");
    }

    @Test
    void replace_neverWrittenAnew_growsUpToWhatIsReadAndThenSaysWhy() throws IOException {
        String much = "x".repeat(3_500_000); // twice in each line
        FileStateStore onFullDisk = backend(
                path -> new FailingChannel(path, path.endsWith("clients.json.tmp") ? 0 : Integer.MAX_VALUE, true));
        put(entries, OTHER, "others");
        for (int i = 1; i <= 4; i++) {
            put(onFullDisk, KEY, much + i);
        }

        assertThatExceptionOfType(StateStoreException.class)
                .isThrownBy(() -> put(onFullDisk, KEY, much + 5))
                .withMessageContaining("No space left");

        assertThat(Files.size(file)).isLessThan(32 * 1024 * 1024);
        assertThat(state(peer, KEY)).isEqualTo(much + 4);
        put(peer, KEY, "little");
        assertThat(Files.size(file)).isLessThan(2_000);
        assertThat(state(onFullDisk, KEY)).isEqualTo("little");
    }

    @Test
    void replace_fileMayOnlyBeRead_isReplacedAsAWhole() throws IOException {
        put(entries, KEY, "first");
        put(entries, OTHER, "others");
        String before = head();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

        put(peer, KEY, "second");

        if (!Files.isWritable(file)) { // root writes to any file
            assertThat(head()).isNotEqualTo(before);
        }
        assertThat(state(entries, KEY)).isEqualTo("second");
        assertThat(state(entries, OTHER)).isEqualTo("others");
    }

    @Test
    void replace_othersMayReadTheFile_areShutOutBeforeItIsAppendedTo() throws IOException {
        put(entries, KEY, "first");
        String before = head();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        put(peer, OTHER, "others");

        assertThat(head()).isEqualTo(before);
        assertThat(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
}

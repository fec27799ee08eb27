package io.github.dcr4j.store.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.store.StateStoreException;
import io.github.dcr4j.store.memory.file.FileStateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that others append to, that a writer left in the middle of a line, or that was changed by other means. */
class FileAppendTest extends FileEntriesFixture {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_001L);

    /** Leaves a line of each key, and a second one of {@code KEY}. */
    private byte[] written() throws IOException {
        put(entries, KEY, "first");
        put(entries, OTHER, "others");
        put(entries, KEY, "second");
        return bytes();
    }

    @Test
    void replace_again_appendsALineAndNothingElseChanges() throws IOException {
        put(entries, KEY, "first");
        byte[] before = bytes();

        put(entries, OTHER, "others");
        put(peer, KEY, "second");

        byte[] after = bytes();
        assertThat(upTo(after, before.length)).isEqualTo(before);
        assertThat(Files.readAllLines(file)).hasSize(4);
        assertThat(new String(after, UTF_8)).endsWith("\"write\":\"second\"}\n");
        assertThat(state(entries, KEY)).isEqualTo("second");
        assertThat(state(peer, OTHER)).isEqualTo("others");
    }

    @Test
    void find_lastLineIsTornAtAnyByte_isAsBeforeItAndTheNextWriteDropsIt() throws IOException {
        byte[] text = written();
        String before = head();

        for (int end = lastLine(text); end < text.length - 1; end++) {
            byte[] torn = upTo(text, end);
            Files.write(file, torn);
            FileStateStore reader = backend();

            assertThat(state(reader, KEY)).as("first %d bytes", end).isEqualTo("first");
            assertThat(state(reader, OTHER)).isEqualTo("others");
            assertThat(file).hasBinaryContent(torn);

            put(reader, KEY, "third");

            assertThat(state(backend(), KEY)).isEqualTo("third");
            assertThat(state(backend(), OTHER)).isEqualTo("others");
            assertThat(head().equals(before)).isEqualTo(end == lastLine(text));
            assertThat(Files.readString(file)).endsWith("}\n").doesNotContain("second");
        }
        assertThat(names()).containsExactly("clients.json", "clients.json.lock", "clients.json.turn");
        assertThat(events.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void find_lastLineIsZerosAfterAPowerFailure_isIgnoredAndTheNextWriteDropsIt(int kept) throws IOException {
        byte[] text = written();
        for (int end : new int[] {text.length - 1, text.length}) { // with the end of the line, and without
            byte[] failed = text.clone();
            Arrays.fill(failed, lastLine(text) + kept, end, (byte) 0);
            Files.write(file, failed);

            assertThat(state(backend(), KEY)).isEqualTo("first");
            assertThat(state(backend(), OTHER)).isEqualTo("others");
            put(backend(), KEY, "third");

            assertThat(state(backend(), KEY)).isEqualTo("third");
            assertThat(Files.readString(file)).doesNotContain("\0");
        }
        assertThat(events.all()).isEmpty();
    }

    @Test
    void find_anotherIsInTheMiddleOfALine_isAsBeforeUntilTheLineHasItsEnd() throws IOException {
        byte[] text = written();
        for (int half = lastLine(text) + 1; half < text.length - 1; half += 10) {
            Files.write(file, upTo(text, lastLine(text)));
            FileStateStore reader = backend();
            assertThat(state(reader, KEY)).isEqualTo("first");

            Files.write(file, Arrays.copyOfRange(text, lastLine(text), half), StandardOpenOption.APPEND);
            assertThat(state(reader, KEY)).isEqualTo("first");
            assertThat(reader.read(KEY, STATE).writeId()).isEqualTo("first");
            Files.write(file, Arrays.copyOfRange(text, half, text.length), StandardOpenOption.APPEND);

            assertThat(state(reader, KEY)).isEqualTo("second");
            assertThat(state(reader, OTHER)).isEqualTo("others");
        }
        assertThat(events.all()).isEmpty();
    }

    @Test
    void find_anotherHasWrittenTheFileAnew_seesAllOfIt() throws IOException {
        put(entries, OTHER, "others");
        String before = head();
        String much = "x".repeat(8_000);

        for (int i = 0; i < 20; i++) {
            put(peer, KEY, much + i);
            assertThat(state(entries, KEY)).isEqualTo(much + i);
        }

        assertThat(head()).isNotEqualTo(before);
        assertThat(state(entries, OTHER)).isEqualTo("others");
        assertThat(Files.size(file)).isLessThan(80_000);
    }

    @Test
    void find_editedInTheMiddleAtTheSameLength_isReadAsAWhole() throws IOException {
        String text = new String(written(), UTF_8);
        assertThat(state(entries, OTHER)).isEqualTo("others");

        Files.writeString(file, text.replace("\"others\"", "\"edited\""));
        Files.setLastModifiedTime(file, LONG_AGO);

        assertThat(state(entries, OTHER)).isEqualTo("edited");
        assertThat(state(entries, KEY)).isEqualTo("second");
    }

    /** A copy has the same first line, and its lines may be as long as those that it takes the place of. */
    @Test
    void find_copyWasPutBackAndAppendedTo_isReadAsAWhole() throws IOException {
        put(entries, KEY, "first");
        byte[] copy = bytes();
        put(entries, KEY, "secon1");
        assertThat(state(peer, KEY)).isEqualTo("secon1");
        Files.write(file, copy);
        FileStateStore another = backend();

        put(another, KEY, "secon2");
        put(another, OTHER, "others");

        assertThat(state(peer, KEY)).isEqualTo("secon2");
        assertThat(state(peer, OTHER)).isEqualTo("others");
        assertThat(state(entries, KEY)).isEqualTo("secon2");
    }

    @Test
    void find_anotherTextOfTheSameFileWithTheSameLastLine_isReadAsAWhole() throws IOException {
        String text = new String(written(), UTF_8);
        assertThat(state(peer, OTHER)).isEqualTo("others");
        put(entries, OTHER, "latest");
        String more = Files.readString(file).substring(text.length()).replace(OTHER.fingerprint(), "another key");

        String name = head().replaceAll(".*\"file\":\"|\",\"written.*", "");
        Files.writeString(file, text.replace(name, "n".repeat(name.length())).replace("others", "edited") + more);

        assertThat(state(peer, OTHER)).isEqualTo("edited");
    }

    @Test
    void find_lineOfAnotherThatCannotBeRead_setsTheFileAside() throws IOException {
        byte[] text = written();
        assertThat(state(entries, KEY)).isEqualTo("second");
        Files.writeString(file, "no JSON\n", StandardOpenOption.APPEND);

        assertThat(state(entries, KEY)).isNull();

        assertThat(directory.resolve("clients.json.damaged-1")).content().startsWith(new String(text, UTF_8));
        put(entries, KEY, "third");
        assertThat(state(peer, KEY)).isEqualTo("third");
    }

    @Test
    void replace_diskIsFullAtAnyByte_failsForCertainAndNothingElseIsLost() throws IOException {
        byte[] text = written();
        int length = text.length - lastLine(text) - 1;
        for (int taken = 0; taken < length; taken += 5) {
            int bytes = taken;
            String before = state(entries, KEY);
            FileStateStore failing = backend(path -> new FailingChannel(path, bytes, true));

            assertThatExceptionOfType(StateStoreException.class)
                    .isThrownBy(() -> put(failing, KEY, "failed"))
                    .withMessageContaining(realPath())
                    .withMessageContaining("No space left")
                    .satisfies(e -> assertThat(e.retryable()).isTrue());

            assertThat(state(failing, KEY)).isEqualTo(before);
            assertThat(state(peer, KEY)).isEqualTo(before);
            assertThat(state(backend(), OTHER)).isEqualTo("others");
            put(entries, KEY, "fourth");
            assertThat(state(failing, KEY)).isEqualTo("fourth");
            assertThat(state(backend(), OTHER)).isEqualTo("others");
        }
        assertThat(events.all()).isEmpty();
    }

    @Test
    void replace_cannotBeForcedToTheDisk_isWrittenWithAllElseIntoANewFile() throws IOException {
        written();
        String before = head();
        FileStateStore failing =
                backend(path -> new FailingChannel(path, Integer.MAX_VALUE, path.endsWith("clients.json.tmp")));

        put(failing, KEY, "third");

        assertThat(head()).isNotEqualTo(before);
        assertThat(Files.readAllLines(file)).hasSize(3);
        assertThat(state(failing, KEY)).isEqualTo("third");
        assertThat(state(peer, OTHER)).isEqualTo("others");
    }

    @Test
    void replace_canNeitherBeForcedNorWrittenAnew_saysThatItIsNotKnown() throws IOException {
        written();
        FileStateStore failing = backend(path -> new FailingChannel(path, Integer.MAX_VALUE, false));

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> put(failing, KEY, "third"))
                .withMessageContaining("may not be on the disk");

        assertThat(state(failing, KEY)).isEqualTo("third");
        assertThat(state(peer, KEY)).isEqualTo("third");
        assertThat(state(peer, OTHER)).isEqualTo("others");
        assertThat(names()).containsExactly("clients.json", "clients.json.lock", "clients.json.turn");
    }

    @Test
    void replace_interruptedInTheMiddle_isWrittenOnceAndTheInterruptIsKept() throws IOException {
        written();
        AtomicInteger opened = new AtomicInteger();
        FileStateStore interrupted = backend(path -> {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
            if (opened.getAndIncrement() < 2) {
                Thread.currentThread().interrupt(); // closes the channel at its next use
            }
            return channel;
        });

        put(interrupted, KEY, "third");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(opened).hasValue(3);
        assertThat(Files.readAllLines(file)).hasSize(5);
        assertThat(state(peer, KEY)).isEqualTo("third");
    }

    @Test
    void find_interrupted_readsWhatWasAppended() throws IOException {
        written();
        assertThat(state(peer, KEY)).isEqualTo("second");
        put(entries, KEY, "third");
        Thread.currentThread().interrupt();

        assertThat(state(peer, KEY)).isEqualTo("third");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void replace_aTextLeftByAWriterThatDied_isDeleted() throws IOException {
        written();
        Path left = Files.writeString(directory.resolve("clients.json.tmp"), "{\"format\":3,\"fi");

        put(entries, KEY, "third");

        assertThat(left).doesNotExist();
    }
}

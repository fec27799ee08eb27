package io.github.dcr4j.store.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.memory.file.FileStateStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that a person has opened in an editor and saved. */
class EditedFileTest extends FileEntriesFixture {
    /** What an editor does to lines without changing what they say. */
    enum Edit {
        NO_LAST_LINE_END,
        NO_LAST_LINE_END_BUT_SPACES,
        A_SPACE_MORE,
        BLANK_LAST_LINES,
        BLANK_LINES_BETWEEN,
        BLANK_FIRST_LINES,
        BYTE_ORDER_MARK,
        LINE_ENDS_OF_WINDOWS,
        LINE_ENDS_OF_WINDOWS_BUT_THE_LAST,
        SPACES_AT_THE_ENDS,
        SPACES_WITHIN;

        String apply(String text) {
            String withoutEnd = text.substring(0, text.length() - 1);
            return switch (this) {
                case NO_LAST_LINE_END -> withoutEnd;
                case NO_LAST_LINE_END_BUT_SPACES -> withoutEnd + "  ";
                case A_SPACE_MORE -> text + " ";
                case BLANK_LAST_LINES -> text + "\n \t\n\n";
                case BLANK_LINES_BETWEEN -> text.replace("\n", "\n\n");
                case BLANK_FIRST_LINES -> "\n \n" + text;
                case BYTE_ORDER_MARK -> '\ufeff' + text;
                case LINE_ENDS_OF_WINDOWS -> text.replace("\n", "\r\n");
                case LINE_ENDS_OF_WINDOWS_BUT_THE_LAST -> withoutEnd.replace("\n", "\r\n");
                case SPACES_AT_THE_ENDS -> text.replace("\n", " \t \n");
                case SPACES_WITHIN -> text.replace(",\"", ", \"").replace("{", "{ ");
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void find_editedWithoutAChange_isAsBeforeAndCanBeAppendedTo(Edit edit) throws IOException {
        put(entries, KEY, "first");
        put(entries, OTHER, "others");
        put(entries, KEY, "second");
        assertThat(state(peer, KEY)).isEqualTo("second");
        String edited = edit.apply(Files.readString(file));
        Files.writeString(file, edited);

        for (FileStateStore each : List.of(entries, peer, backend())) {
            assertThat(state(each, KEY)).isEqualTo("second");
            assertThat(state(each, OTHER)).isEqualTo("others");
        }
        assertThat(file).hasContent(edited);

        put(entries, OTHER, "others again");
        put(entries, KEY, "third");

        for (FileStateStore each : List.of(entries, peer, backend())) {
            assertThat(state(each, KEY)).isEqualTo("third");
            assertThat(state(each, OTHER)).isEqualTo("others again");
        }
        assertThat(Files.readString(file)).startsWith(edited).endsWith("\"third\"}\n");
        assertThat(Files.readString(file).substring(edited.length()).strip()).doesNotContain("\n\n");
        assertThat(events.all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void find_writtenAsAWholeAndThenEdited_hasAllOfIt(Edit edit) throws IOException {
        put(entries, KEY, "first");
        put(entries, OTHER, "others");
        replace(entries, KEY, new StateChange("removed", List.of(), Set.of("state")));
        assertThat(head()).contains("\"keys\":1");
        Files.writeString(file, edit.apply(Files.readString(file)));

        assertThat(state(entries, OTHER)).isEqualTo("others");
        assertThat(state(backend(), OTHER)).isEqualTo("others");

        replace(entries, OTHER, new StateChange("removed", List.of(), Set.of("state")));
        Files.writeString(file, edit.apply(Files.readString(file)));
        put(peer, KEY, "again"); // behind the first line alone
        assertThat(state(entries, KEY)).isEqualTo("again");
        assertThat(state(backend(), KEY)).isEqualTo("again");
        assertThat(events.all()).isEmpty();
    }

    @Test
    void find_somethingAddedToALineWithoutItsEnd_isNeverTakenForALineOfItsOwn() throws IOException {
        put(entries, KEY, "first");
        put(entries, OTHER, "others");
        String text = Files.readString(file);
        Files.writeString(file, text.stripTrailing());
        assertThat(state(entries, KEY)).isEqualTo("first");
        String line = text.lines().skip(1).findFirst().orElseThrow().replace("first", "second");
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);

        assertThat(state(entries, KEY)).isNull();

        assertThat(directory.resolve("clients.json.damaged-1")).content().endsWith("}" + line + "\n");
    }

    @Test
    void replace_allButTheEndOfTheLineIsWritten_isWrittenAnewOrNotKnown() throws IOException {
        put(entries, KEY, "1");
        byte[] before = bytes();
        put(entries, KEY, "2");
        int line = bytes().length - before.length;
        FileStateStore onFullDisk = backend(path ->
                new FailingChannel(path, path.endsWith("clients.json.tmp") ? Integer.MAX_VALUE : line - 1, true));
        FileStateStore onFullerDisk =
                backend(path -> new FailingChannel(path, path.endsWith("clients.json.tmp") ? 0 : line - 1, true));

        put(onFullDisk, KEY, "3");
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(state(peer, KEY)).isEqualTo("3");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> put(onFullerDisk, KEY, "4"));

        assertThat(state(peer, KEY)).isEqualTo("4");
        put(entries, OTHER, "others");
        assertThat(state(backend(), KEY)).isEqualTo("4");
        assertThat(state(backend(), OTHER)).isEqualTo("others");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
    void find_savedInAnotherEncoding_isSetAsideAsAWhole(String name) throws IOException {
        put(entries, KEY, "first");
        put(entries, OTHER, "others");
        byte[] saved = Files.readString(file).getBytes(Charset.forName(name));
        Files.write(file, saved);

        assertThat(state(peer, KEY)).isNull();

        assertThat(directory.resolve("clients.json.damaged-1")).hasBinaryContent(saved);
    }

    @Test
    void find_aLineCannotBeRead_saysWhichAndWhatToDo() throws IOException {
        put(entries, KEY, "first");
        put(entries, OTHER, "others");
        String text = Files.readString(file);
        String damaged = text.replace("\n", "\n\n").replace("{\"key\":\"" + OTHER.fingerprint(), "{key");
        Files.writeString(file, damaged);

        String log = logOf(() -> assertThat(state(peer, KEY)).isNull());

        assertThat(log).contains("line 5 is not the JSON object it should be", ".damaged-1", "move it back");
        assertThat(events.of(DcrEvent.RowSetAside.class))
                .singleElement()
                .satisfies(event -> assertThat(event.why()).contains("line 5"));
        Files.delete(directory.resolve("clients.json.damaged-1"));
        Files.writeString(file, text); // mended, and moved back
        assertThat(state(peer, KEY)).isEqualTo("first");
        assertThat(state(entries, OTHER)).isEqualTo("others");
    }

    private static String logOf(Runnable action) {
        PrintStream stderr = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(stderr);
        }
        return log.toString(UTF_8);
    }
}

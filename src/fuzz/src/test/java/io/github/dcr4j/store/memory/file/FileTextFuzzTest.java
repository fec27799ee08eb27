package io.github.dcr4j.store.memory.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.store.memory.file.FileFormat.DamagedException;
import io.github.dcr4j.store.memory.file.FileFormat.OtherFormatException;
import io.github.dcr4j.store.memory.file.StoredFile.Ends;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The text of a store's file, as it is, behind a first line, and behind what was read before. */
class FileTextFuzzTest {
    private static final byte[] HEAD = "{\"format\":3,\"file\":\"f\",\"written\":0,\"keys\":0}\n".getBytes(UTF_8);
    private static final Instant BEFORE_ALL = Instant.ofEpochMilli(Long.MIN_VALUE);
    private static final int LONGEST_MESSAGE = 1_500;

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/row.dict")
    void read(byte[] input) {
        readWhole(input);
        byte[] behind = Arrays.copyOf(HEAD, HEAD.length + input.length);
        System.arraycopy(input, 0, behind, HEAD.length, input.length);
        readWhole(behind);
        readOn(behind);
    }

    private static Optional<FileLines> lines(byte[] text) {
        try {
            return Optional.of(FileLines.read(text));
        } catch (DamagedException | OtherFormatException e) {
            Promise.fit(e, LONGEST_MESSAGE, "\n");
            return Optional.empty();
        }
    }

    private static FileLines known(byte[] text) {
        return lines(text).orElseThrow(() -> new AssertionError("what was written cannot be read"));
    }

    /** What can be read is the same when it is written anew and read again. */
    private static void readWhole(byte[] text) {
        FileLines lines = Cost.bounded(() -> lines(text)).orElse(null);
        if (lines == null) {
            return;
        }
        Promise.that(lines.end() + lines.torn() == text.length, "some of it was not counted");
        Promise.that(lines.live() <= lines.end(), "more lives than there is");
        FileLine none = FileFormat.written("none", "w", Map.of()).line();
        FileLines.Anew anew = lines.anew(none, BEFORE_ALL);
        FileLines again = known(anew.text());
        Promise.that(again.torn() == 0 && again.end() == anew.text().length, "what was written is torn");
        Map<String, String> before = printed(lines);
        before.remove("none");
        Promise.that(before.equals(printed(again)), "another when written anew");
        Promise.that(before.equals(printed(anew.lines())), "another than what is remembered");
    }

    /** What was appended is read as it is from the start. */
    private static void readOn(byte[] text) {
        FileLines whole = lines(text).orElse(null);
        if (whole == null) {
            return;
        }
        FileLines lines = known(HEAD);
        byte[] rest = Arrays.copyOfRange(text, (int) lines.readFrom(), text.length);
        try {
            Promise.that(lines.goOn(new Ends(HEAD, rest)), "it is the same text");
        } catch (DamagedException e) {
            throw new AssertionError("it was read as a whole", e);
        }
        Promise.that(printed(lines).equals(printed(whole)), "another in two steps");
        Promise.that(lines.end() == whole.end() && lines.live() == whole.live(), "other lengths in two steps");
    }

    private static Map<String, String> printed(FileLines lines) {
        return lines.all().stream()
                .filter(line -> !line.lasting(BEFORE_ALL).isEmpty())
                .collect(Collectors.toMap(
                        FileLine::key,
                        line -> line.writeId()
                                + line.lasting(BEFORE_ALL).values().stream()
                                        .map(kept -> kept.entry() + " "
                                                + Arrays.toString(kept.entry().bytes()))
                                        .toList(),
                        (a, b) -> b,
                        TreeMap::new));
    }
}

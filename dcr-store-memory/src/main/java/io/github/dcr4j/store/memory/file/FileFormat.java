package io.github.dcr4j.store.memory.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.json.JsonTree;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.store.memory.file.FileLine.Kept;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Format 3: lines of JSON in UTF-8; blank ones say nothing. The first is the {@linkplain FileHead head}: {@code
 * format}, {@code file}, {@code written} and {@code keys}. Each other line is all there is of one {@code key}, and takes
 * the place of an earlier line of that key: its {@code entries} by their names, none if the key is gone, and the {@code
 * write} id, which is random and stands last. An entry has its {@code end} in milliseconds since the epoch, if it ends,
 * and its bytes: as {@code json} where JSON written anew gives the same bytes, else in {@code base64}. Stateless.
 */
final class FileFormat {
    static final int FORMAT = 3;

    private static final JsonFactory JSON = factory(StreamReadConstraints.DEFAULT_MAX_DEPTH);

    /** Reads what becomes part of a line, and stands deeper there. */
    private static final JsonFactory PART = factory(StreamReadConstraints.DEFAULT_MAX_DEPTH - 10);

    /** The file is not what a store has written. The message holds nothing of it. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }

    /** The file is of a format that this version does not know. */
    static final class OtherFormatException extends IOException {
        private static final long serialVersionUID = 1L;

        private OtherFormatException(String message) {
            super(message);
        }
    }

    /** A line, and its text with the end of the line. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Written(FileLine line, byte[] text) {}

    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private FileFormat() {}

    private static JsonFactory factory(int deepest) {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(deepest).build())
                .build();
    }

    /** Reads the head of {@code text}, its first {@code length} bytes. */
    static FileHead head(byte[] text, int length) throws DamagedException, OtherFormatException {
        JsonNode head = tree(text, 0, length);
        if (head == null) {
            head = tree(text, 0, text.length); // of an older format, which had one object on many lines
        }
        if (head == null) {
            throw new DamagedException("its first line is not the JSON object it should be");
        }
        checkFormat(head.path("format"));
        JsonNode written = head.path("written");
        JsonNode keys = head.path("keys");
        if (!head.path("file").isTextual() || !isTime(written) || !keys.isInt() || keys.intValue() < 0) {
            throw new DamagedException("its first line lacks something");
        }
        return new FileHead(head.path("file").textValue(), Instant.ofEpochMilli(written.longValue()), keys.intValue());
    }

    private static void checkFormat(JsonNode format) throws DamagedException, OtherFormatException {
        if (!format.isIntegralNumber() || format.bigIntegerValue().signum() <= 0) {
            throw new DamagedException("it does not say of which format it is");
        }
        if (!format.isInt() || format.intValue() > FORMAT) {
            throw new OtherFormatException("it is of format " + format.asText() + ", and this version reads up to "
                    + FORMAT + "; update this program");
        }
        if (format.intValue() < FORMAT) {
            throw new OtherFormatException("it is of format " + format.asText()
                    + ", which no release has written, and this"
                    + " version reads format " + FORMAT + "; export its clients with the program that wrote it, move it"
                    + " away, and import them, or let new ones be registered");
        }
    }

    /** Reads a line, {@code length} bytes with its end. */
    static FileLine line(byte[] text, int from, int length) throws DamagedException {
        JsonNode line = tree(text, from, length);
        if (line == null) {
            throw new DamagedException(number(text, from) + " is not the JSON object it should be");
        }
        if (!line.path("key").isTextual()
                || !line.path("write").isTextual()
                || !(line.path("entries") instanceof ObjectNode named)) {
            throw new DamagedException(number(text, from) + " has no key, no write or no entries");
        }
        Map<String, Kept> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : named.properties()) {
            Kept kept = entry(entry.getKey(), entry.getValue());
            if (kept == null) {
                throw new DamagedException(
                        number(text, from) + " has an entry without bytes, or one whose end is no time");
            }
            entries.put(entry.getKey(), kept);
        }
        return new FileLine(line.path("key").textValue(), line.path("write").textValue(), entries, length);
    }

    /** Returns how a person finds what begins at {@code from}, in a text that is all of the file. */
    private static String number(byte[] text, int from) {
        int number = 1;
        for (int i = 0; i < from; i++) {
            number += text[i] == '\n' ? 1 : 0;
        }
        return "line " + number;
    }

    private static @Nullable JsonNode tree(byte[] text, int from, int length) {
        if (isOfWiderCharacters(text, from, length)) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(text, from, length)) {
            JsonNode tree = JsonTree.only(parser);
            return tree.isObject() ? tree : null;
        } catch (IOException | NumberFormatException e) {
            return null; // without the cause, which quotes what it could not read
        }
    }

    /** Returns whether the parser would take it for UTF-16 or UTF-32, which cannot be appended to. */
    private static boolean isOfWiderCharacters(byte[] text, int from, int length) {
        for (int i = from; i < from + Math.min(length, 4); i++) {
            if (text[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTime(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong();
    }

    private static @Nullable Kept entry(String name, JsonNode from) {
        JsonNode end = from.path("end");
        boolean json = from.has("json");
        byte[] bytes = bytes(from, json);
        if (bytes == null || !(end.isMissingNode() || isTime(end))) {
            return null;
        }
        return new Kept(
                new StoredEntry(name, bytes, end.isMissingNode() ? null : Instant.ofEpochMilli(end.longValue())), json);
    }

    private static byte @Nullable [] bytes(JsonNode from, boolean json) {
        try {
            if (json) {
                return serialized(from.path("json"));
            }
            return from.path("base64").isTextual() ? from.path("base64").binaryValue() : null;
        } catch (IOException e) {
            return null; // no base64
        }
    }

    /** Returns the text of a head, with the end of its line. */
    static byte[] text(FileHead head) {
        return text(json -> {
            json.writeNumberField("format", FORMAT);
            json.writeStringField("file", head.file());
            json.writeNumberField("written", head.written().toEpochMilli());
            json.writeNumberField("keys", head.keys());
        });
    }

    /** Returns the line that says {@code entries} of a key. */
    static Written written(String key, String writeId, Map<String, Kept> entries) {
        byte[] text = text(json -> {
            json.writeStringField("key", key);
            json.writeObjectFieldStart("entries");
            for (Kept kept : entries.values()) {
                json.writeObjectFieldStart(kept.entry().name());
                entry(json, kept);
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeStringField("write", writeId);
        });
        return new Written(new FileLine(key, writeId, entries, text.length), text);
    }

    private static void entry(JsonGenerator json, Kept kept) throws IOException {
        Instant end = kept.entry().end();
        if (end != null) {
            json.writeNumberField("end", end.toEpochMilli());
        }
        if (kept.json()) {
            json.writeFieldName("json");
            json.writeRawValue(new String(kept.entry().bytes(), UTF_8));
        } else {
            json.writeBinaryField("base64", kept.entry().bytes());
        }
    }

    private static byte[] text(Members members) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new IllegalStateException("names and numbers can always be written", e);
        }
        return text.toByteArray();
    }

    /** Returns whether {@code bytes} are JSON that is exactly these bytes when it is written: digests are taken of them. */
    static boolean isWrittenAnewTheSame(byte[] bytes) {
        try (JsonParser parser = PART.createParser(bytes)) {
            JsonNode json = JsonTree.only(parser);
            return !json.isMissingNode() && Arrays.equals(serialized(json), bytes);
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    private static byte[] serialized(JsonNode json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(bytes)) {
            JsonTree.write(generator, json);
        }
        return bytes.toByteArray();
    }
}

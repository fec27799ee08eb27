package io.github.dcr4j.store.memory.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StoredEntry;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a file holds, format 2: {@code format}, and {@code keys}, an object with a member for each key, named by its
 * fingerprint, which has the {@code write} id and the {@code entries} by their names. An entry has its {@code end} in
 * milliseconds since the epoch, if it ends, and its bytes: as {@code json} where JSON written anew gives the same
 * bytes, else in {@code base64}. Not thread-safe.
 */
final class FileContents {
    static final int FORMAT = 2;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final ObjectNode keys;
    private final Map<String, KeyEntries> entries = new LinkedHashMap<>();

    /**
     * What a file holds of one key.
     *
     * @param entries by their names, also those that have ended
     */
    record KeyEntries(String writeId, Map<String, StoredEntry> entries) {}

    /** The file is not what a store has written. The message holds nothing of it. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        private DamagedException(String message) {
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

    private FileContents(ObjectNode keys) {
        this.keys = keys;
    }

    static FileContents empty() {
        return new FileContents(JSON.createObjectNode());
    }

    /** Reads a file's text. */
    static FileContents read(byte[] text) throws DamagedException, OtherFormatException {
        JsonNode root = parsed(text);
        checkFormat(root.path("format"));
        if (!(root.path("keys") instanceof ObjectNode keys)) {
            throw new DamagedException("it has no keys");
        }
        FileContents contents = new FileContents(keys);
        for (Map.Entry<String, JsonNode> key : keys.properties()) {
            contents.entries.put(key.getKey(), key(key.getValue()));
        }
        return contents;
    }

    private static JsonNode parsed(byte[] text) throws DamagedException {
        try {
            JsonNode root = JSON.readTree(text);
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (IOException | NumberFormatException e) {
            // The cause is left out: it quotes what it could not read.
        }
        throw new DamagedException("it is not the JSON it should be");
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

    private static KeyEntries key(JsonNode from) throws DamagedException {
        if (!from.path("write").isTextual() || !(from.path("entries") instanceof ObjectNode named)) {
            throw new DamagedException("a key has no write or no entries");
        }
        Map<String, StoredEntry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : named.properties()) {
            entries.put(entry.getKey(), entry(entry.getKey(), entry.getValue()));
        }
        return new KeyEntries(from.path("write").textValue(), entries);
    }

    private static StoredEntry entry(String name, JsonNode from) throws DamagedException {
        JsonNode end = from.path("end");
        if (!end.isMissingNode() && !(end.isIntegralNumber() && end.canConvertToLong())) {
            throw new DamagedException("the end of an entry is not a time");
        }
        return new StoredEntry(name, bytes(from), end.isMissingNode() ? null : Instant.ofEpochMilli(end.longValue()));
    }

    private static byte[] bytes(JsonNode from) throws DamagedException {
        try {
            if (from.has("json")) {
                return JSON.writeValueAsBytes(from.path("json"));
            }
            byte[] bytes = from.path("base64").isTextual() ? from.path("base64").binaryValue() : null;
            if (bytes != null) {
                return bytes;
            }
        } catch (IOException e) {
            // no base64
        }
        throw new DamagedException("the bytes of an entry are missing or cannot be read");
    }

    /** Returns what there is of a key, {@code null} for nothing. */
    @Nullable
    KeyEntries find(String fingerprint) {
        return entries.get(fingerprint);
    }

    /** Returns everything, by fingerprints. */
    Map<String, KeyEntries> all() {
        return entries;
    }

    /** Applies {@code change} to a key, and returns the text of the file without what has ended by {@code now}. */
    byte[] write(String fingerprint, StateChange change, Instant now) {
        ObjectNode key = keys.withObjectProperty(fingerprint).put("write", change.writeId());
        ObjectNode named = key.withObjectProperty("entries");
        named.remove(change.dropped());
        change.put().forEach(entry -> named.set(entry.name(), node(entry)));
        removeEnded(now);
        try {
            ObjectNode root = JSON.createObjectNode().put("format", FORMAT).set("keys", keys);
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    private void removeEnded(Instant now) {
        for (Iterator<JsonNode> all = keys.iterator(); all.hasNext(); ) {
            JsonNode entries = all.next().path("entries");
            for (Iterator<JsonNode> each = entries.iterator(); each.hasNext(); ) {
                JsonNode end = each.next().path("end");
                if (!end.isMissingNode() && end.longValue() <= now.toEpochMilli()) {
                    each.remove();
                }
            }
            if (entries.isEmpty()) {
                all.remove();
            }
        }
    }

    private static ObjectNode node(StoredEntry entry) {
        ObjectNode node = JSON.createObjectNode();
        Instant end = entry.end();
        if (end != null) {
            node.put("end", end.toEpochMilli());
        }
        JsonNode json = json(entry.bytes());
        return json == null ? node.put("base64", entry.bytes()) : node.set("json", json);
    }

    /**
     * Returns JSON that gives exactly these bytes when it is written, {@code null} if there is none: digests are taken
     * of them.
     */
    private static @Nullable JsonNode json(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            return json != null && Arrays.equals(JSON.writeValueAsBytes(json), bytes) ? json : null;
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }
}

package io.github.dcr4j.store.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a file holds, format 1: an object with {@code format}, {@code written} (when, in milliseconds since the epoch)
 * and {@code clients}, an array with one {@linkplain EntryJson entry} for each key. Not thread-safe.
 */
final class FileContents {
    static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<DcrKey, FileEntry> entries = new LinkedHashMap<>();
    private final long setBack;

    /** The file is not what a store has written. The message holds nothing of it. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        private DamagedException(String message) {
            super(message);
        }
    }

    /** The file is of a format that this version does not know. */
    static final class NewerException extends IOException {
        private static final long serialVersionUID = 1L;

        private NewerException(String format) {
            super("it is of format " + format + ", and this version reads up to " + FORMAT);
        }
    }

    private FileContents(long setBack) {
        this.setBack = setBack;
    }

    static FileContents empty() {
        return new FileContents(0);
    }

    /** Reads a file's text at {@code now}; if it was written later than that, the clock has been set back since. */
    static FileContents read(byte[] text, long now) throws DamagedException, NewerException {
        JsonNode root = object(text);
        JsonNode format = root.path("format");
        if (!format.isIntegralNumber() || format.bigIntegerValue().signum() <= 0) {
            throw new DamagedException("it does not say of which format it is");
        }
        if (!format.isInt() || format.intValue() > FORMAT) {
            throw new NewerException(format.asText());
        }
        try {
            FileContents contents = new FileContents(Math.max(0, CredentialsJson.millis(root, "written") - now));
            if (!root.path("clients").isArray()) {
                throw new DamagedException("it has no clients");
            }
            for (JsonNode client : root.path("clients")) {
                FileEntry entry = EntryJson.read(client, contents.setBack);
                contents.entries.put(entry.key(), entry);
            }
            return contents;
        } catch (IllegalArgumentException
                | IllegalStateException
                | NullPointerException
                | ArithmeticException
                | DateTimeException e) {
            // The cause is left out: it may quote what it could not read.
            throw new DamagedException("a member is missing or cannot be read");
        }
    }

    /**
     * Returns whether the clock was set back after the file was written. Then what is kept for a while is kept for what was
     * left of it when the file was written; writing the file anew lets time pass again.
     */
    boolean isAheadOfItsTime() {
        return setBack > 0;
    }

    private static JsonNode object(byte[] text) throws DamagedException {
        try {
            JsonNode node = JSON.readTree(text);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            // The cause is left out: it quotes what it could not read.
        }
        throw new DamagedException("it is not the JSON it should be");
    }

    /** Returns what is known of {@code key}, {@code null} for nothing. */
    @Nullable
    FileEntry find(DcrKey key) {
        return entries.get(key);
    }

    /** Returns what is known of {@code key}, which may be nothing so far. */
    FileEntry entry(DcrKey key) {
        return entries.computeIfAbsent(key, FileEntry::empty);
    }

    /** Returns the current generations by their keys. */
    Map<DcrKey, DcrCredentials> current() {
        Map<DcrKey, DcrCredentials> current = new LinkedHashMap<>();
        for (FileEntry entry : List.copyOf(entries.values())) {
            if (entry.current() != null) {
                current.put(entry.key(), entry.current());
            }
        }
        return current;
    }

    /** Forgets what does not matter any more, and returns the text of the file. */
    byte[] write(long now) {
        List<FileEntry> kept = new ArrayList<>(entries.values());
        kept.removeIf(entry -> !entry.matters(now));
        ObjectNode root = JSON.createObjectNode().put("format", FORMAT).put("written", now);
        ArrayNode clients = root.putArray("clients");
        kept.forEach(entry -> clients.add(EntryJson.write(entry)));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}

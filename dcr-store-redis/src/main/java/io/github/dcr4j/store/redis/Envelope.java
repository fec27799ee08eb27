package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrStoreException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One line of JSON in clear, which scripts and operators read, and a payload. What the line says is worth nothing until
 * the payload has been opened with it.
 *
 * @param line its members; {@code format} is always there, {@code key} if the payload is encrypted
 * @param payload what it is about
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nothing compares these
record Envelope(ObjectNode line, byte[] payload) {
    static final int FORMAT = 1;
    static final int LARGEST = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_LINE = 4_096;

    /** Starts the line of something written in {@code format} with the key {@code keyId}. */
    static ObjectNode line(int format, @Nullable String keyId) {
        ObjectNode line = JSON.createObjectNode().put("format", format);
        if (keyId != null) {
            line.put("key", keyId);
        }
        return line;
    }

    static Envelope parse(byte[] text) throws BadRowException {
        if (text.length > LARGEST) {
            throw new BadRowException("it is longer than " + LARGEST + " bytes");
        }
        int stop = 0;
        while (stop < text.length && text[stop] != '\n') {
            stop++;
        }
        if (stop == text.length || stop >= LONGEST_LINE) {
            throw new BadRowException("it has no first line");
        }
        if (object(Arrays.copyOf(text, stop)) instanceof ObjectNode line
                && line.path("format").isInt()) {
            return new Envelope(line, Arrays.copyOfRange(text, stop + 1, text.length));
        }
        throw new BadRowException("its first line cannot be read");
    }

    /** @throws DcrStoreException if it is longer than what {@link #parse} reads: it would be lost when it is read */
    byte[] toBytes() {
        byte[] head = bytes(line);
        if (head.length >= LONGEST_LINE || (long) head.length + 1 + payload.length > LARGEST) {
            throw new DcrStoreException(DcrException.at(
                    DcrException.Step.STORE_WRITE,
                    "it is not written to Redis, because it could not be read again: its first line is " + head.length
                            + " bytes long and the rest " + payload.length + "; less than " + LONGEST_LINE + " and "
                            + LARGEST + " together are read"));
        }
        byte[] all = Arrays.copyOf(head, head.length + 1 + payload.length);
        all[head.length] = '\n';
        System.arraycopy(payload, 0, all, head.length + 1, payload.length);
        return all;
    }

    int format() {
        return line.path("format").asInt();
    }

    @Nullable
    String keyId() {
        return line.has("key") ? line.path("key").asText() : null;
    }

    /** Returns a text member of the line. */
    String text(String member) throws BadRowException {
        JsonNode value = line.path(member);
        if (!value.isTextual()) {
            throw new BadRowException("its first line is incomplete");
        }
        return value.textValue();
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsString(node).getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** Reads a JSON object. */
    static JsonNode object(byte[] text) throws BadRowException {
        try {
            JsonNode node = JSON.readTree(text);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            // The cause is left out: it quotes what it could not read.
        }
        throw new BadRowException("it is not the JSON it should be");
    }
}

package io.github.dcr4j.conformance.replicas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * One line that a replica writes: an event, an answer to a command, or that a command is done.
 *
 * @param id the command; 0 for an event
 */
public record ReplicaLine(
        long id, @Nullable ReplicaAnswer answer, @Nullable ReplicaEvent event) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static ReplicaLine of(ReplicaEvent event) {
        return new ReplicaLine(0, null, event);
    }

    static ReplicaLine of(long id, ReplicaAnswer answer) {
        return new ReplicaLine(id, answer, null);
    }

    static ReplicaLine done(long id) {
        return new ReplicaLine(id, null, null);
    }

    /** Returns a value as one line of JSON. */
    public static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }

    /** Reads what {@link #write} made of a value. */
    public static <T> T read(String line, Class<T> type) {
        try {
            return JSON.readValue(line, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no " + type.getSimpleName() + ": " + line, e);
        }
    }
}

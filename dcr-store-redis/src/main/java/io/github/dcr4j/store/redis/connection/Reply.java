package io.github.dcr4j.store.redis.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/** What a script answered: a status, and parts that depend on it. Immutable and thread-safe. */
public record Reply(List<?> parts) {
    String status() {
        return text(0);
    }

    public boolean is(String status) {
        return status().equals(status);
    }

    public String text(int part) {
        return new String(bytes(part), UTF_8);
    }

    public long number(int part) {
        return Long.parseLong(text(part));
    }

    byte[] bytes(int part) {
        return (byte[]) parts.get(part);
    }

    int size() {
        return parts.size();
    }
}

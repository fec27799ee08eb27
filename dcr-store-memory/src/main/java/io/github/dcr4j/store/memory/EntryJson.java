package io.github.dcr4j.store.memory;

import static io.github.dcr4j.store.memory.CredentialsJson.millis;
import static io.github.dcr4j.store.memory.CredentialsJson.required;
import static io.github.dcr4j.store.memory.CredentialsJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrCoordination.Retired.Cause;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.KeyClaims;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All that is remembered of one key as JSON, format 1 of the file. Times are in milliseconds since the epoch: what is a
 * monotonic moment to a {@link KeyHistory} is of the wall clock here.
 */
final class EntryJson {
    private EntryJson() {}

    static ObjectNode write(FileEntry from) {
        KeyHistory.State history = from.history().state();
        ObjectNode to = JsonNodeFactory.instance.objectNode();
        to.set("key", CredentialsJson.write(from.key()));
        to.put("until", from.until()).put("version", history.version());
        if (from.current() != null) {
            to.set("current", CredentialsJson.write(from.current()));
        }
        ArrayNode generations = to.putArray("generations");
        history.generations().forEach(known -> generations.add(write(known)));
        if (history.lastInvalidation() != null) {
            to.put("invalidated", TimeUnit.NANOSECONDS.toMillis(history.lastInvalidation()));
        }
        if (history.removedAtMillis() != Long.MIN_VALUE) {
            to.put("removed", history.removedAtMillis());
        }
        ObjectNode claims = ClaimsJson.write(from.claims().state());
        if (!claims.isEmpty()) {
            to.set("claims", claims);
        }
        return to;
    }

    private static ObjectNode write(KnownGeneration from) {
        ObjectNode to = JsonNodeFactory.instance
                .objectNode()
                .put("generation", from.generation())
                .put("version", from.version())
                .put("clientId", from.clientId());
        if (from.management() != null) {
            to.set("management", CredentialsJson.write(from.management()));
        }
        if (from.former() != null) {
            to.set("former", CredentialsJson.write(from.former().credentials()));
            to.put("formerEnd", TimeUnit.NANOSECONDS.toMillis(from.former().end()));
        }
        return from.end() == null ? to : to.put("ended", from.end().name());
    }

    /**
     * Reads what was written.
     *
     * @param setBack by how many milliseconds the clock was set back since; times by which something is kept are made
     *     earlier by that
     */
    static FileEntry read(JsonNode from, long setBack) {
        DcrKey key = CredentialsJson.readKey(from.path("key"));
        List<KnownGeneration> generations = new ArrayList<>();
        from.path("generations").forEach(known -> generations.add(generation(known, key, setBack)));
        KeyHistory history = new KeyHistory(new KeyHistory.State(
                generations,
                millis(from, "version"),
                from.has("invalidated") ? nanos(from, "invalidated", setBack) : null,
                from.has("removed") ? millis(from, "removed") : Long.MIN_VALUE));
        return new FileEntry(
                key,
                history,
                new KeyClaims(ClaimsJson.read(from.path("claims"), setBack)),
                from.has("current") ? CredentialsJson.read(from.path("current"), key) : null,
                millis(from, "until") - setBack);
    }

    private static KnownGeneration generation(JsonNode from, DcrKey key, long setBack) {
        @Nullable DcrCredentials former = from.has("former") ? CredentialsJson.read(from.path("former"), key) : null;
        @Nullable
        DcrManagement management =
                from.has("management") ? CredentialsJson.readManagement(from.path("management")) : null;
        String ended = text(from, "ended");
        return new KnownGeneration(
                required(from, "generation"),
                millis(from, "version"),
                required(from, "clientId"),
                management,
                former == null ? null : new KnownGeneration.Former(former, nanos(from, "formerEnd", setBack)),
                ended == null ? null : Cause.valueOf(ended));
    }

    private static long nanos(JsonNode from, String member, long setBack) {
        return TimeUnit.MILLISECONDS.toNanos(millis(from, member) - setBack);
    }
}

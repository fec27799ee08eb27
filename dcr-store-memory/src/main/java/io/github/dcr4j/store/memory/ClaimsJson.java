package io.github.dcr4j.store.memory;

import static io.github.dcr4j.store.memory.CredentialsJson.millis;
import static io.github.dcr4j.store.memory.CredentialsJson.required;
import static io.github.dcr4j.store.memory.CredentialsJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrCoordination.Intent;
import io.github.dcr4j.DcrCoordination.Reason;
import io.github.dcr4j.KeyClaims;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Lease, back-offs, intent and counts of one key as JSON, format 1 of the file. Times are of the wall clock. */
final class ClaimsJson {
    private ClaimsJson() {}

    static ObjectNode write(KeyClaims.State from) {
        ObjectNode to = JsonNodeFactory.instance.objectNode();
        if (from.owner() != null) {
            to.put("owner", from.owner()).put("leaseEnd", from.leaseEnd());
        }
        if (from.failures() > 0) {
            to.put("failures", from.failures()).put("failuresEnd", from.failuresEnd());
        }
        if (!from.backOffs().isEmpty()) {
            ArrayNode backOffs = to.putArray("backOffs");
            from.backOffs().forEach(backOff -> backOffs.add(write(backOff)));
        }
        Intent intent = from.intent();
        if (intent != null) {
            to.set("intent", write(intent));
            to.put("intentOwner", from.intentOwner()).put("intentEnd", from.intentEnd());
        }
        if (!from.registrations().isEmpty()) {
            ArrayNode registrations = to.putArray("registrations");
            from.registrations().forEach(registrations::add);
        }
        return from.longestWindow() > 0 ? to.put("longestWindow", from.longestWindow()) : to;
    }

    private static ObjectNode write(KeyClaims.BackOff from) {
        ObjectNode to = JsonNodeFactory.instance
                .objectNode()
                .put("text", from.why().text())
                .put("permanent", from.why().permanent())
                .put("status", from.why().status())
                .put("end", from.end());
        if (from.why().error() != null) {
            to.put("error", from.why().error());
        }
        return from.boundTo() == null ? to : to.put("boundTo", from.boundTo());
    }

    private static ObjectNode write(Intent from) {
        ObjectNode to = JsonNodeFactory.instance
                .objectNode()
                .put("call", from.call().name())
                .put("startedAt", from.startedAt().toString());
        return from.clientId() == null ? to : to.put("clientId", from.clientId());
    }

    /** Reads what was written, every time made earlier by {@code setBack} milliseconds. */
    static KeyClaims.State read(JsonNode from, long setBack) {
        List<KeyClaims.BackOff> backOffs = new ArrayList<>();
        from.path("backOffs").forEach(backOff -> backOffs.add(backOff(backOff, setBack)));
        List<Long> registrations = new ArrayList<>();
        from.path("registrations").forEach(at -> registrations.add(at.longValue() - setBack));
        JsonNode intent = from.path("intent");
        return new KeyClaims.State(
                text(from, "owner"),
                from.has("owner") ? millis(from, "leaseEnd") - setBack : 0,
                from.path("failures").intValue(),
                from.has("failures") ? millis(from, "failuresEnd") - setBack : 0,
                backOffs,
                intent.isObject() ? intent(intent) : null,
                text(from, "intentOwner"),
                intent.isObject() ? millis(from, "intentEnd") - setBack : 0,
                registrations,
                from.path("longestWindow").longValue());
    }

    private static KeyClaims.BackOff backOff(JsonNode from, long setBack) {
        return new KeyClaims.BackOff(
                new Reason(
                        required(from, "text"),
                        from.path("permanent").asBoolean(),
                        from.path("status").intValue(),
                        text(from, "error")),
                text(from, "boundTo"),
                millis(from, "end") - setBack);
    }

    private static Intent intent(JsonNode from) {
        return new Intent(
                Intent.Call.valueOf(required(from, "call")),
                Instant.parse(required(from, "startedAt")),
                text(from, "clientId"));
    }
}

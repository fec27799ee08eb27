package io.github.dcr4j.state.codec;

import static io.github.dcr4j.state.codec.JsonEntry.child;
import static io.github.dcr4j.state.codec.JsonEntry.children;
import static io.github.dcr4j.state.codec.JsonEntry.count;
import static io.github.dcr4j.state.codec.JsonEntry.ending;
import static io.github.dcr4j.state.codec.JsonEntry.number;
import static io.github.dcr4j.state.codec.JsonEntry.required;
import static io.github.dcr4j.state.codec.JsonEntry.span;
import static io.github.dcr4j.state.codec.JsonEntry.text;
import static io.github.dcr4j.state.codec.JsonEntry.unknown;
import static io.github.dcr4j.state.codec.JsonEntry.withUnknown;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.state.BackOff;
import io.github.dcr4j.state.Claims;
import io.github.dcr4j.state.Failures;
import io.github.dcr4j.state.Lease;
import io.github.dcr4j.state.OpenIntent;
import io.github.dcr4j.state.Span;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lease, failures, back-offs, intent and counted registrations as members of the state. */
final class ClaimsCodec {
    static final Set<String> MEMBERS = Set.of(
            "lease", "failures", "failuresSpan", "backOffs", "intent", "registrations", "window", "checked", "refused");
    private static final Set<String> LEASE = Set.of("owner", "span", "deadlineNanos");
    private static final Set<String> BACK_OFF = Set.of("text", "permanent", "status", "error", "boundTo", "span");
    private static final Set<String> INTENT = Set.of("call", "startedAt", "clientId", "owner", "span");

    private ClaimsCodec() {}

    static void write(Claims from, ObjectNode to) {
        Lease lease = from.lease();
        if (lease != null) {
            // a deadline is another process's reading of a clock of arbitrary origin: any long
            ObjectNode written = to.putObject("lease")
                    .put("owner", lease.owner())
                    .put("deadlineNanos", Long.toString(lease.deadlineNanos()));
            JsonEntry.put(written, "span", lease.span());
            withUnknown(written, lease.unknown());
        }
        if (from.failures().count() > 0) {
            to.put("failures", from.failures().count());
            JsonEntry.put(to, "failuresSpan", from.failures().span());
        }
        if (!from.backOffs().isEmpty()) {
            ArrayNode backOffs = to.putArray("backOffs");
            from.backOffs().forEach(backOff -> backOffs.add(write(backOff)));
        }
        if (from.intent() != null) {
            to.set("intent", write(from.intent()));
        }
        if (!from.registrations().isEmpty()) {
            ArrayNode registrations = to.putArray("registrations");
            from.registrations().forEach(registrations::add);
        }
        if (from.window() > 0) {
            to.put("window", from.window());
        }
        if (from.checked() != null) {
            JsonEntry.put(to, "checked", from.checked());
        }
        if (from.refused() != null) {
            to.set("refused", write(from.refused()));
        }
    }

    private static ObjectNode write(BackOff from) {
        ObjectNode to = JsonEntry.object()
                .put("text", from.why().text())
                .put("permanent", from.why().permanent())
                .put("status", from.why().status());
        if (from.why().error() != null) {
            to.put("error", from.why().error());
        }
        if (from.boundTo() != null) {
            to.put("boundTo", from.boundTo());
        }
        JsonEntry.put(to, "span", from.span());
        return withUnknown(to, from.unknown());
    }

    private static ObjectNode write(OpenIntent from) {
        ObjectNode to = JsonEntry.object()
                .put("call", from.intent().call().name())
                .put("startedAt", from.intent().startedAt().toString())
                .put("owner", from.owner());
        if (from.intent().clientId() != null) {
            to.put("clientId", from.intent().clientId());
        }
        JsonEntry.put(to, "span", from.span());
        return withUnknown(to, from.unknown());
    }

    static Claims read(ObjectNode from) {
        List<BackOff> backOffs = new ArrayList<>();
        children(from, "backOffs").forEach(each -> backOffs.add(backOff(each)));
        List<Long> registrations = new ArrayList<>();
        for (JsonNode at : JsonEntry.array(from, "registrations")) {
            registrations.add(number(at, "one of its registrations"));
        }
        ObjectNode refused = child(from, "refused");
        return new Claims(
                lease(child(from, "lease")),
                failures(from),
                backOffs,
                intent(child(from, "intent")),
                registrations,
                window(from),
                span(from, "checked"),
                refused == null ? null : backOff(refused));
    }

    private static long window(ObjectNode from) {
        long window = from.has("window") ? count(from, "window") : 0;
        if (window > Span.LONGEST) {
            throw new UnreadableEntryException("its window is out of range");
        }
        return window;
    }

    private static Failures failures(ObjectNode from) {
        long failures = from.has("failures") ? count(from, "failures") : 0;
        return failures == 0
                ? Failures.NONE
                : new Failures((int) Math.min(failures, Integer.MAX_VALUE), ending(from, "failuresSpan"));
    }

    private static @Nullable Lease lease(@Nullable ObjectNode from) {
        return from == null
                ? null
                : new Lease(
                        required(from, "owner"),
                        ending(from, "span"),
                        Long.parseLong(required(from, "deadlineNanos")),
                        unknown(from, LEASE));
    }

    private static BackOff backOff(ObjectNode from) {
        Reason why = new Reason(
                required(from, "text"),
                from.path("permanent").asBoolean(),
                (int) Math.min(count(from, "status"), 999),
                text(from, "error"));
        return new BackOff(why, text(from, "boundTo"), ending(from, "span"), unknown(from, BACK_OFF));
    }

    private static @Nullable OpenIntent intent(@Nullable ObjectNode from) {
        if (from == null) {
            return null;
        }
        Intent intent = new Intent(
                Intent.Call.valueOf(required(from, "call")),
                Instant.parse(required(from, "startedAt")),
                text(from, "clientId"));
        return new OpenIntent(intent, required(from, "owner"), ending(from, "span"), unknown(from, INTENT));
    }
}

package io.github.dcr4j.state.codec;

import static io.github.dcr4j.state.codec.JsonEntry.child;
import static io.github.dcr4j.state.codec.JsonEntry.children;
import static io.github.dcr4j.state.codec.JsonEntry.count;
import static io.github.dcr4j.state.codec.JsonEntry.ending;
import static io.github.dcr4j.state.codec.JsonEntry.required;
import static io.github.dcr4j.state.codec.JsonEntry.span;
import static io.github.dcr4j.state.codec.JsonEntry.spanOrNever;
import static io.github.dcr4j.state.codec.JsonEntry.text;
import static io.github.dcr4j.state.codec.JsonEntry.unknown;
import static io.github.dcr4j.state.codec.JsonEntry.withUnknown;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.state.Applied;
import io.github.dcr4j.state.Generation;
import io.github.dcr4j.state.Generations;
import io.github.dcr4j.state.KeyState;
import io.github.dcr4j.state.Span;
import io.github.dcr4j.store.DcrCoordination.Retired.Cause;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A state as bytes and back: JSON, format 2. It holds no client secret; registration access tokens it does. */
public final class StateCodec {
    private static final Set<String> MEMBERS = members();
    private static final Set<String> GENERATION =
            Set.of("name", "version", "clientId", "management", "secret", "former", "cause", "reason");
    private static final Map<String, Set<String>> INSIDE = Map.of("management", RecordCodec.MANAGEMENT);
    private static final Set<String> APPLIED = Set.of("id", "answer", "span");

    private StateCodec() {}

    private static Set<String> members() {
        Set<String> members = new HashSet<>(ClaimsCodec.MEMBERS);
        members.addAll(
                Set.of("key", "write", "record", "version", "generations", "invalidatedAt", "removedAt", "applied"));
        return Set.copyOf(members);
    }

    /**
     * What the state says of the row that hits read.
     *
     * @param generation the current generation
     * @param life until when the row is kept
     * @param digest of its bytes; stands in the write id
     */
    public record RecordNote(String generation, Span life, String digest) {}

    /**
     * What was read.
     *
     * @param state without the current record, which stands in a row of its own
     * @param record what is current; {@code null} if nothing is
     * @param writeId the write that it is of
     */
    public record Stored(KeyState state, @Nullable RecordNote record, String writeId) {}

    public static byte[] encode(DcrKey key, KeyState from, @Nullable RecordNote record, String writeId) {
        ObjectNode to = JsonEntry.entry().put("key", key.fingerprint()).put("write", writeId);
        if (record != null) {
            ObjectNode note = to.putObject("record").put("generation", record.generation());
            JsonEntry.put(note, "life", record.life());
        }
        Generations generations = from.generations();
        to.put("version", generations.version());
        ArrayNode list = to.putArray("generations");
        generations.list().forEach(each -> list.add(write(each)));
        if (generations.lastInvalidation() != null) {
            to.put("invalidatedAt", generations.lastInvalidation());
        }
        if (generations.removedAt() != null) {
            to.put("removedAt", generations.removedAt());
        }
        ClaimsCodec.write(from.claims(), to);
        if (!from.applied().isEmpty()) {
            ArrayNode applied = to.putArray("applied");
            from.applied().forEach(each -> applied.add(write(each)));
        }
        return JsonEntry.bytes(withUnknown(to, from.unknown()));
    }

    private static ObjectNode write(Generation from) {
        ObjectNode to = JsonEntry.object()
                .put("name", from.name())
                .put("version", from.version())
                .put("clientId", from.clientId());
        if (from.management() != null) {
            to.set("management", RecordCodec.write(from.management()));
        }
        JsonEntry.put(to, "secret", from.secret());
        JsonEntry.put(to, "former", from.former());
        if (from.cause() != null) {
            to.put("cause", from.cause().name());
        }
        if (from.reason() != null) {
            to.put("reason", from.reason());
        }
        return withUnknown(to, from.unknown(), INSIDE.keySet());
    }

    private static ObjectNode write(Applied from) {
        ObjectNode to = JsonEntry.object().put("id", from.id()).put("answer", from.answer());
        JsonEntry.put(to, "span", from.span());
        return withUnknown(to, from.unknown());
    }

    /** Reads the state of a key. */
    public static Stored decode(DcrKey key, byte[] bytes) {
        ObjectNode from = JsonEntry.read(bytes);
        if (!key.fingerprint().equals(required(from, "key"))) {
            throw new UnreadableEntryException("it is that of another key");
        }
        try {
            return read(from);
        } catch (IllegalArgumentException | NullPointerException | DateTimeException e) {
            throw new UnreadableEntryException("one of its members is malformed");
        }
    }

    private static Stored read(ObjectNode from) {
        String writeId = required(from, "write");
        RecordNote note = note(child(from, "record"), writeId);
        List<Generation> list = new ArrayList<>();
        children(from, "generations").forEach(each -> list.add(generation(each)));
        checkNames(list, note == null ? null : note.generation());
        List<Applied> applied = new ArrayList<>();
        children(from, "applied").forEach(each -> applied.add(applied(each)));
        Generations generations = new Generations(
                list,
                null,
                count(from, "version"),
                from.has("invalidatedAt") ? count(from, "invalidatedAt") : null,
                from.has("removedAt") ? count(from, "removedAt") : null,
                Map.of(),
                List.of());
        return new Stored(
                new KeyState(generations, ClaimsCodec.read(from), applied, unknown(from, MEMBERS)), note, writeId);
    }

    private static @Nullable RecordNote note(@Nullable ObjectNode from, String writeId) {
        String digest = WriteId.recordDigest(writeId);
        if ((from == null) != (digest == null)) {
            throw new UnreadableEntryException("its write id names another record than it does");
        }
        return from == null || digest == null
                ? null
                : new RecordNote(required(from, "generation"), spanOrNever(from, "life"), digest);
    }

    private static void checkNames(List<Generation> list, @Nullable String current) {
        Set<String> names = new HashSet<>();
        list.forEach(generation -> names.add(generation.name()));
        if (names.size() < list.size() || list.size() > Generations.MOST) {
            throw new UnreadableEntryException("it has a generation twice, or more than " + Generations.MOST);
        }
        if (current != null && !names.contains(current)) {
            throw new UnreadableEntryException("its record is of a generation that it does not have");
        }
    }

    private static Applied applied(ObjectNode from) {
        return new Applied(
                required(from, "id"), required(from, "answer"), ending(from, "span"), unknown(from, APPLIED));
    }

    private static Generation generation(ObjectNode from) {
        ObjectNode management = child(from, "management");
        String clientId = required(from, "clientId");
        String cause = text(from, "cause");
        return new Generation(
                required(from, "name"),
                count(from, "version"),
                clientId,
                management == null ? null : RecordCodec.readManagement(management, clientId),
                spanOrNever(from, "secret"),
                span(from, "former"),
                cause == null ? null : Cause.valueOf(cause),
                text(from, "reason"),
                unknown(from, GENERATION, INSIDE));
    }
}

package io.github.dcr4j.state.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonTree;
import io.github.dcr4j.state.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Entries as JSON objects, and their members. What is malformed is an {@link UnreadableEntryException}. */
final class JsonEntry {
    /** The format that is written; a newer one is never overwritten. */
    static final int FORMAT = 2;

    private static final String FORMAT_MEMBER = "format";
    /** The end of the year 9999: a time that every backend can store. */
    private static final long FARTHEST = 253_402_300_799_999L;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(64)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private JsonEntry() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns an object that says its format. */
    static ObjectNode entry() {
        return object().put(FORMAT_MEMBER, FORMAT);
    }

    static byte[] bytes(ObjectNode from) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
            try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
                JsonTree.write(json, from);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw DcrStoreException.writing("it holds text that cannot be stored: no valid Unicode", null);
        }
    }

    /**
     * Reads an entry.
     *
     * @throws DcrStoreException if it has a newer format
     */
    static ObjectNode read(byte[] bytes) {
        JsonNode read;
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            read = JsonTree.only(parser);
        } catch (IOException | NumberFormatException e) {
            throw new UnreadableEntryException("it is not JSON");
        }
        if (!(read instanceof ObjectNode object)) {
            throw new UnreadableEntryException("it is not a JSON object");
        }
        long format = integer(object, FORMAT_MEMBER);
        if (format > FORMAT) {
            throw newer(format);
        }
        if (format < FORMAT) {
            throw new UnreadableEntryException("its format is " + format);
        }
        return object;
    }

    static DcrStoreException newer(long format) {
        return new DcrStoreException(DcrException.at(
                DcrException.Step.STORE_READ,
                "the store holds an entry of format " + format + ", and this release knows formats up to " + FORMAT
                        + ": update this program, or give it a store or prefix of its own"));
    }

    /** Returns the members of other names than {@code known}, as JSON, {@code null} if there are none. */
    static @Nullable String unknown(ObjectNode from, Set<String> known) {
        return unknown(from, known, Map.of());
    }

    /**
     * Returns the members of other names than {@code known}, as {@link #unknown(ObjectNode, Set)} does, and with them
     * those inside of known members.
     *
     * @param inside for members that are objects, the names that are known in them
     */
    static @Nullable String unknown(ObjectNode from, Set<String> known, Map<String, Set<String>> inside) {
        ObjectNode rest = rest(from, known);
        rest.remove(FORMAT_MEMBER);
        for (Map.Entry<String, Set<String>> member : inside.entrySet()) {
            if (from.get(member.getKey()) instanceof ObjectNode object) {
                ObjectNode more = rest(object, member.getValue());
                if (!more.isEmpty()) {
                    rest.set(member.getKey(), more);
                }
            }
        }
        return rest.isEmpty() ? null : Json.text(rest);
    }

    /** Returns the members of other names than {@code known}: nearly always none, so nothing is copied for it. */
    private static ObjectNode rest(ObjectNode from, Set<String> known) {
        ObjectNode rest = object();
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            if (!known.contains(member.getKey())) {
                rest.set(member.getKey(), member.getValue());
            }
        }
        return rest;
    }

    /** Writes back what {@link #unknown} returned. */
    static ObjectNode withUnknown(ObjectNode to, @Nullable String unknown) {
        return withUnknown(to, unknown, Set.of());
    }

    /**
     * Writes back what {@link #unknown} returned.
     *
     * @param inside the members that are objects; one that is not written any more loses what was unknown in it
     */
    static ObjectNode withUnknown(ObjectNode to, @Nullable String unknown, Set<String> inside) {
        if (unknown == null) {
            return to;
        }
        for (Map.Entry<String, JsonNode> member : readAgain(unknown).properties()) {
            if (!inside.contains(member.getKey())) {
                to.set(member.getKey(), member.getValue());
            } else if (to.get(member.getKey()) instanceof ObjectNode written) {
                written.setAll((ObjectNode) member.getValue());
            }
        }
        return to;
    }

    private static ObjectNode readAgain(String unknown) {
        try (JsonParser parser = FACTORY.createParser(unknown)) {
            return (ObjectNode) JsonTree.read(parser);
        } catch (IOException e) {
            throw new IllegalStateException("it was read before", e);
        }
    }

    static @Nullable String text(JsonNode from, String member) {
        JsonNode value = from.path(member);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new UnreadableEntryException("its " + member + " is not a text");
        }
        return value.textValue();
    }

    static String required(JsonNode from, String member) {
        String value = text(from, member);
        if (value == null) {
            throw new UnreadableEntryException("its " + member + " is missing");
        }
        return value;
    }

    /** Returns a number that is small enough to be added to others. */
    static long integer(JsonNode from, String member) {
        return number(from.path(member), "its " + member);
    }

    static long number(JsonNode value, String what) {
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() > FARTHEST
                || value.longValue() < -FARTHEST) {
            throw new UnreadableEntryException(what + " is not a number, or out of range");
        }
        return value.longValue();
    }

    /** Returns a number that is not negative. */
    static long count(JsonNode from, String member) {
        long value = integer(from, member);
        if (value < 0) {
            throw new UnreadableEntryException("its " + member + " is negative");
        }
        return value;
    }

    static @Nullable ObjectNode child(JsonNode from, String member) {
        JsonNode value = from.path(member);
        if (value.isMissingNode()) {
            return null;
        }
        return asObject(value, member);
    }

    static List<ObjectNode> children(JsonNode from, String member) {
        List<ObjectNode> children = new ArrayList<>();
        array(from, member).forEach(each -> children.add(asObject(each, member)));
        return children;
    }

    static ArrayNode array(JsonNode from, String member) {
        JsonNode value = from.path(member);
        if (value.isMissingNode()) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (!(value instanceof ArrayNode array)) {
            throw new UnreadableEntryException("its " + member + " is not an array");
        }
        return array;
    }

    private static ObjectNode asObject(JsonNode value, String member) {
        if (!(value instanceof ObjectNode object)) {
            throw new UnreadableEntryException("its " + member + " is not an object");
        }
        return object;
    }

    static List<String> texts(JsonNode from, String member) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : array(from, member)) {
            if (!each.isTextual()) {
                throw new UnreadableEntryException("its " + member + " holds something that is not a text");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    static void put(ObjectNode to, String member, List<String> texts) {
        ArrayNode array = to.putArray(member);
        texts.forEach(array::add);
    }

    /** Writes a span as end and length; one that never ends is not written. */
    static void put(ObjectNode to, String member, @Nullable Span span) {
        if (span != null && !span.isNever()) {
            to.putArray(member).add(span.end()).add(span.length());
        }
    }

    static @Nullable Span span(JsonNode from, String member) {
        if (!from.has(member)) {
            return null;
        }
        ArrayNode array = array(from, member);
        long end = number(array.path(0), "the end of its " + member);
        long length = number(array.path(1), "the length of its " + member);
        if (length > Span.LONGEST || length < -Span.LONGEST) {
            throw new UnreadableEntryException("the length of its " + member + " is out of range");
        }
        return new Span(end, length);
    }

    /** Returns a span that has an end: what would last for ever without it is damaged. */
    static Span ending(JsonNode from, String member) {
        Span span = span(from, member);
        if (span == null) {
            throw new UnreadableEntryException("its " + member + " is missing");
        }
        return span;
    }

    static Span spanOrNever(JsonNode from, String member) {
        Span span = span(from, member);
        return span == null ? Span.NEVER : span;
    }
}

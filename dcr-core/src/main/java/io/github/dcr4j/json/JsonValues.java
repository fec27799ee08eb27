package io.github.dcr4j.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as values of the Java platform: {@code String}, {@code Boolean}, {@code Long}, {@code BigInteger},
 * {@code BigDecimal}, and lists and maps of these that cannot be changed. What is {@code null} is left out.
 */
public final class JsonValues {
    private JsonValues() {}

    /** Returns {@code node} as a value; {@code null} for {@code null}. */
    public static @Nullable Object of(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return members(object);
        }
        if (node.isArray()) {
            List<Object> elements = new ArrayList<>(node.size());
            for (JsonNode element : node) {
                Object value = of(element);
                if (value != null) {
                    elements.add(value);
                }
            }
            return Collections.unmodifiableList(elements);
        }
        return scalar(node);
    }

    /** Returns the members of {@code object} as values. */
    public static Map<String, Object> members(ObjectNode object) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            Object value = of(member.getValue());
            if (value != null) {
                members.put(member.getKey(), value);
            }
        }
        return Collections.unmodifiableMap(members);
    }

    private static @Nullable Object scalar(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber()) {
            BigInteger number = node.bigIntegerValue();
            return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
        }
        return node.isNumber() ? node.decimalValue() : null;
    }
}

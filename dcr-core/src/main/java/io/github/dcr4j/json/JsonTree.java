package io.github.dcr4j.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON by Jackson's parser and generator alone. Its {@code ObjectMapper} binds classes, and there are
 * none to bind here: to set one up takes a tenth of a second of a process that starts. Stateless.
 */
public final class JsonTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** An object has a member twice (RFC 8259, section 4). */
    public static final class RepeatedMemberException extends JsonProcessingException {
        private static final long serialVersionUID = 1L;

        private RepeatedMemberException(JsonParser parser) {
            super("a member is repeated", parser.currentTokenLocation());
        }
    }

    /** Something follows the value. */
    public static final class TrailingTextException extends JsonProcessingException {
        private static final long serialVersionUID = 1L;

        private TrailingTextException(JsonParser parser) {
            super("something follows the value", parser.currentTokenLocation());
        }
    }

    private JsonTree() {}

    /**
     * Returns the value that the parser's text holds, and nothing else; a missing node for a text without any.
     *
     * @throws RepeatedMemberException if an object has a member twice
     * @throws TrailingTextException if something follows the value
     */
    public static JsonNode only(JsonParser parser) throws IOException {
        JsonNode value = read(parser);
        if (parser.nextToken() != null) {
            throw new TrailingTextException(parser);
        }
        return value;
    }

    /**
     * Returns the value that begins with the next token, and a missing node at the end of the text. The parser's
     * constraints bound how deep it is, and so how deep this calls itself. A decimal number keeps its digits.
     *
     * @throws RepeatedMemberException if an object has a member twice
     */
    public static JsonNode read(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        return token == null ? MissingNode.getInstance() : value(parser, token);
    }

    private static JsonNode value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_NUMBER_INT -> wholeNumber(parser);
            case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
            default -> throw new IllegalStateException("no value begins with " + token);
        };
    }

    private static ObjectNode object(JsonParser parser) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (object.has(name)) {
                throw new RepeatedMemberException(parser);
            }
            object.set(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) throws IOException {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, token));
        }
        return array;
    }

    private static ValueNode wholeNumber(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    /** Returns {@code members}, whose values are as {@link #write} takes them, as an object of the caller's own. */
    public static ObjectNode of(Map<?, ?> members) {
        ObjectNode object = NODES.objectNode();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            object.set(String.valueOf(member.getKey()), node(member.getValue()));
        }
        return object;
    }

    private static JsonNode node(@Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            return of(members);
        }
        if (value instanceof List<?> elements) {
            ArrayNode array = NODES.arrayNode(elements.size());
            for (Object element : elements) {
                array.add(node(element));
            }
            return array;
        }
        return value instanceof JsonNode node ? node : scalar(value);
    }

    private static ValueNode scalar(@Nullable Object value) {
        if (value instanceof String text) {
            return NODES.textNode(text);
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        if (value instanceof Integer number) {
            return NODES.numberNode(number.intValue());
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number.longValue());
        }
        if (value instanceof BigInteger number) {
            return NODES.numberNode(number);
        }
        if (value instanceof BigDecimal number) {
            return DecimalNode.valueOf(number);
        }
        if (value == null) {
            return NODES.nullNode();
        }
        throw new IllegalArgumentException(
                "JSON has no value for a " + value.getClass().getName());
    }

    /**
     * Writes a string, a boolean, a whole or decimal number, {@code null}, a node, or a list or map of these. The
     * members of a map are sorted by name, those of a node are not.
     */
    public static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : (map instanceof SortedMap ? map : new TreeMap<>(map)).entrySet()) {
                json.writeFieldName(String.valueOf(member.getKey()));
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else {
            JsonParser tokens = node(value).traverse();
            tokens.nextToken();
            json.copyCurrentStructure(tokens);
        }
    }
}

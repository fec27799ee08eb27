package io.github.dcr4j.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes every mistake that the schema can tell in a configuration that has none, one at a time. */
final class WrongConfigs {
    static final String CANARY = "canary-of-a-configured-secret";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNode SCHEMA = read(Path.of("../src/docs/upstreams.schema.json"));

    private final JsonNode right;
    private final List<Wrong> found = new ArrayList<>();

    /** A configuration with one mistake, and where it is. */
    record Wrong(String path, String mistake, String json) {
        @Override
        public String toString() {
            return path + ": " + mistake;
        }
    }

    private WrongConfigs(JsonNode right) {
        this.right = right;
    }

    /** Returns every mistake that can be made in the members that {@code right} has. */
    static List<Wrong> of(String right) {
        WrongConfigs all = new WrongConfigs(parsed(right));
        all.object(SCHEMA, "");
        return all.found;
    }

    /** Returns the names that the schema has for the object at {@code definition}. */
    static List<String> names(String definition) {
        List<String> names = new ArrayList<>();
        SCHEMA.at(definition + "/properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private void object(JsonNode schema, String pointer) {
        schema.path("properties").properties().forEach(member -> {
            String at = pointer + "/" + member.getKey();
            if (right.at(at).isMissingNode()) {
                return;
            }
            value(resolved(member.getValue()), at);
        });
        for (JsonNode name : schema.path("required")) {
            add(
                    pointer + "/" + name.textValue(),
                    "left out",
                    copy -> parent(copy, pointer).remove(name.textValue()));
        }
        if (schema.has("additionalProperties")) {
            add(
                    pointer + "/surprise",
                    "not known",
                    copy -> parent(copy, pointer).put("surprise", CANARY));
        }
    }

    private void value(JsonNode schema, String at) {
        if (schema.has("oneOf")) {
            for (JsonNode one : schema.get("oneOf")) {
                JsonNode kind = resolved(one);
                if (kind.path("type").asText().equals("object") && right.at(at).isObject()) {
                    object(kind, at);
                }
            }
            set(at, "a number", IntNode.valueOf(7));
            return;
        }
        if (schema.has("enum")) {
            set(at, "no such word", TextNode.valueOf("no-such-word"));
            set(at, "a number", IntNode.valueOf(7));
            return;
        }
        switch (schema.get("type").textValue()) {
            case "string" -> string(schema, at);
            case "boolean" -> {
                set(at, "a string", TextNode.valueOf("yes"));
                set(at, "a number", IntNode.valueOf(1));
            }
            case "integer" -> {
                set(at, "a string", TextNode.valueOf(CANARY));
                set(at, "a fraction", DoubleNode.valueOf(1.5));
                set(at, "too small", IntNode.valueOf(schema.get("minimum").intValue() - 1));
                set(at, "too large", IntNode.valueOf(schema.get("maximum").intValue() + 1));
            }
            case "array" -> array(schema, at);
            default -> {
                set(at, "a string", TextNode.valueOf(CANARY));
                set(at, "an array", MAPPER.createArrayNode());
                object(schema, at);
                if (schema.path("maxProperties").asInt() == 1) {
                    add(at, "empty", copy -> parent(copy, at).removeAll());
                }
            }
        }
    }

    private void string(JsonNode schema, String at) {
        set(at, "a number", IntNode.valueOf(7));
        set(at, "a boolean", BooleanNode.TRUE);
        set(at, "an object", MAPPER.createObjectNode());
        set(at, "an array", MAPPER.createArrayNode());
        if (schema.path("format").asText().equals("uri")) {
            set(at, "no URI", TextNode.valueOf("no uri"));
            set(at, "a password in it", TextNode.valueOf("https://user:" + CANARY + "@idp.example.com/x"));
        }
        if (schema.has("maxLength")) {
            set(
                    at,
                    "too long",
                    TextNode.valueOf(CANARY + "x".repeat(schema.get("maxLength").intValue())));
        }
        if (schema.has("pattern")) {
            set(at, "no match", TextNode.valueOf("not a name\n" + CANARY));
        }
    }

    private void array(JsonNode schema, String at) {
        set(at, "an object", MAPPER.createObjectNode());
        set(at, "a number", IntNode.valueOf(7));
        JsonNode items = resolved(schema.get("items"));
        ArrayNode wrong = MAPPER.createArrayNode().add(7);
        add(at + "/0", "a number in it", copy -> parent(copy, parentOf(at)).set(nameOf(at), wrong));
        for (int i = 0; i < right.at(at).size(); i++) {
            if (items.path("type").asText().equals("object")) {
                object(items, at + "/" + i);
            }
        }
    }

    private void set(String at, String mistake, JsonNode value) {
        add(at, mistake, copy -> {
            JsonNode parent = copy.at(parentOf(at));
            if (parent instanceof ArrayNode array) {
                array.set(Integer.parseInt(nameOf(at)), value);
            } else {
                ((ObjectNode) parent).set(nameOf(at), value);
            }
        });
    }

    private void add(String pointer, String mistake, java.util.function.Consumer<JsonNode> change) {
        JsonNode copy = right.deepCopy();
        change.accept(copy);
        found.add(new Wrong(path(pointer), mistake, copy.toString()));
    }

    private static ObjectNode parent(JsonNode root, String pointer) {
        return (ObjectNode) root.at(pointer);
    }

    private static String parentOf(String pointer) {
        return pointer.substring(0, pointer.lastIndexOf('/'));
    }

    private static String nameOf(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    /** Returns {@code /upstreams/0/dcr} as {@code upstreams[0].dcr}. */
    private static String path(String pointer) {
        return pointer.replaceAll("/(\\d+)", "[$1]").replaceFirst("^/", "").replace('/', '.');
    }

    private static JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? SCHEMA.at(schema.get("$ref").textValue().substring(1)) : schema;
    }

    private static JsonNode parsed(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

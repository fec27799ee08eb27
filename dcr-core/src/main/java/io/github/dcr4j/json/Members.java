package io.github.dcr4j.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The members of a server's JSON object, read leniently: what is {@code null}, empty or of an unusable type counts as
 * absent, and every kind of departure from the standards is collected once. Not thread-safe.
 */
public final class Members {
    // a server decides how many there are, and each is reported
    private static final int MOST_DEVIATIONS = 50;

    private final ObjectNode object;
    private final Set<Deviation> deviations = new LinkedHashSet<>();

    public Members(ObjectNode object) {
        this.object = object;
    }

    public void deviates(DeviationCode code, String field, String shape) {
        if (deviations.size() < MOST_DEVIATIONS) {
            deviations.add(new Deviation(code, field, shape));
        }
    }

    public List<Deviation> deviations() {
        return List.copyOf(deviations);
    }

    public boolean has(String name) {
        return object.has(name);
    }

    /** Returns the names of all members, in the server's order. */
    public List<String> names() {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    /** Returns whether the member is a string, or an array without objects and arrays in it. */
    public boolean isListOfTexts(String name) {
        JsonNode value = object.path(name);
        boolean flat = value.isArray();
        for (JsonNode element : value) {
            flat = flat && element.isValueNode();
        }
        return flat || value.isTextual();
    }

    /** Returns whether there is such a member and it is not {@code null}. */
    public boolean hasValue(String name) {
        return object.hasNonNull(name);
    }

    /** Returns the member's value as it is, or {@code null} if there is none or it is {@code null}. */
    @Nullable
    public JsonNode value(String name) {
        JsonNode value = object.get(name);
        if (value != null && value.isNull()) {
            deviates(DeviationCode.NULL_MEMBER, name, "null");
            return null;
        }
        return value;
    }

    /** Returns the member's text; a whole number counts as its decimal text. */
    @Nullable
    public String text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (value.isTextual() && value.textValue().isEmpty()) {
            deviates(DeviationCode.EMPTY_MEMBER, name, "empty string");
            return null;
        }
        if (value.isIntegralNumber()) {
            deviates(DeviationCode.NUMBER_FOR_STRING, name, "number");
            return value.bigIntegerValue().toString();
        }
        if (!value.isTextual()) {
            wrongType(name, value);
        }
        return value.textValue();
    }

    /** Returns the text {@code inner} in the object {@code name}; what is of another type counts as absent. */
    @Nullable
    public String textIn(String name, String inner) {
        JsonNode value = value(name);
        if (value != null && !value.isObject()) {
            wrongType(name, value);
        }
        String text = value == null ? "" : value.path(inner).asText("");
        return text.isEmpty() ? null : text;
    }

    /** Returns the member's text; an array of one text counts as that. Not for identifiers and credentials. */
    @Nullable
    public String textOrOnlyElement(String name) {
        JsonNode value = object.get(name);
        JsonNode only = value != null && value.isArray() && value.size() == 1 ? value.get(0) : null;
        if (only == null || !only.isTextual() || only.textValue().isEmpty()) {
            return text(name);
        }
        deviates(DeviationCode.ARRAY_FOR_STRING, name, "array");
        return only.textValue();
    }

    /** Returns the member's strings, or {@code null} if there are none; a single string counts as a list of one. */
    @Nullable
    public List<String> texts(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (value.isTextual() && !value.textValue().isEmpty()) {
            deviates(DeviationCode.STRING_FOR_ARRAY, name, "string");
            return List.of(value.textValue());
        }
        if (value.isEmpty() && value.isArray() && name.equals("response_types")) {
            return null; // what a client without the code grant has
        }
        if (value.isEmpty() && (value.isArray() || value.isTextual())) {
            deviates(DeviationCode.EMPTY_MEMBER, name, value.isArray() ? "empty array" : "empty string");
            return null;
        }
        if (!value.isArray()) {
            wrongType(name, value);
            return null;
        }
        return elements(name, value);
    }

    private @Nullable List<String> elements(String name, JsonNode array) {
        List<String> texts = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            if (element.isTextual() && !element.textValue().isEmpty()) {
                texts.add(element.textValue());
            } else {
                deviates(DeviationCode.ELEMENT_LEFT_OUT, name, shape(element));
            }
        }
        return texts.isEmpty() ? null : List.copyOf(texts);
    }

    /**
     * Returns the scopes of {@code scope}, a string, or of what older servers send instead: an array, {@code scopes}.
     */
    @Nullable
    public List<String> scopes() {
        String name = has("scope") || !has("scopes") ? "scope" : "scopes";
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (name.equals("scopes") || value.isArray()) {
            deviates(DeviationCode.SCOPE_SHAPE, name, shape(value));
        }
        if (value.isTextual() && value.textValue().isBlank()) {
            deviates(DeviationCode.EMPTY_MEMBER, name, "empty string");
            return null;
        }
        if (!value.isTextual() && !value.isArray()) {
            wrongType(name, value);
            return null;
        }
        List<String> parts = value.isTextual() ? List.of(value.textValue()) : elements(name, value);
        Set<String> scopes = new LinkedHashSet<>();
        for (String part : parts == null ? List.<String>of() : parts) {
            Words words = Words.of(part, Words::isOfScope);
            if (!words.wellSeparated()) {
                deviates(DeviationCode.SCOPE_SHAPE, name, shape(value));
            }
            noteLeftOut(name, words);
            scopes.addAll(words.usable());
        }
        return scopes.isEmpty() ? null : List.copyOf(scopes);
    }

    /** Returns the member's elements, of which none holds white space: names or addresses. */
    @Nullable
    public List<String> words(String name) {
        return split(name, texts(name), false, Words::isVisible);
    }

    /** Returns the member's elements, of which each is a name, or several with one space between two. */
    @Nullable
    public List<String> phrases(String name) {
        return split(name, texts(name), true, Words::isVisible);
    }

    /** Returns the member's elements that are scopes (RFC 6749, section 3.3). */
    @Nullable
    public List<String> scopeList(String name) {
        return split(name, texts(name), false, Words::isOfScope);
    }

    private @Nullable List<String> split(
            String name, @Nullable List<String> texts, boolean joined, IntPredicate allowed) {
        if (texts == null) {
            return null;
        }
        List<String> found = new ArrayList<>(texts.size());
        for (String text : texts) {
            Words words = Words.of(text, allowed);
            boolean asDefined =
                    words.wellSeparated() && (joined || words.usable().size() <= 1);
            if (!asDefined) {
                deviates(DeviationCode.WHITE_SPACE, name, "string");
            }
            noteLeftOut(name, words);
            if (!joined) {
                found.addAll(words.usable());
            } else if (words.allUsable() && !words.usable().isEmpty()) {
                found.add(String.join(" ", words.usable()));
            }
        }
        return found.isEmpty() ? null : List.copyOf(found);
    }

    private void noteLeftOut(String name, Words words) {
        if (!words.allUsable()) {
            deviates(DeviationCode.ELEMENT_LEFT_OUT, name, "string");
        }
    }

    /** Returns an object of one's own with the same values, whose members may be removed. */
    public ObjectNode copy() {
        ObjectNode copy = object.objectNode();
        copy.setAll(object);
        return copy;
    }

    /** Returns whether the member is {@code true}. */
    public boolean flag(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            wrongType(name, value);
        }
        return value != null && value.isBoolean() && value.booleanValue();
    }

    private void wrongType(String name, JsonNode value) {
        deviates(DeviationCode.WRONG_TYPE, name, shape(value));
    }

    /** Returns what kind of value it is, never the value. */
    public static String shape(JsonNode value) {
        if (value.isTextual() && value.textValue().isEmpty()) {
            return "empty string";
        }
        return value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}

package io.github.dcr4j.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object strictly and within bounds (RFC 8259), and writes JSON. Nothing of what is read gets into a
 * message. All state is immutable.
 */
public final class Json {
    // deep and long enough for metadata with claims and keys; a signed software statement is the longest string
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(16)
            .maxNumberLength(32)
            .maxStringLength(64 * 1024)
            .maxNameLength(256)
            .maxTokenCount(20_000)
            .build();
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(LIMITS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    // the same on every platform
    private static final DefaultPrettyPrinter LINES =
            new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

    private Json() {}

    /** Returns the object that {@code utf8} holds, and nothing else. */
    public static ObjectNode object(byte[] utf8) throws JsonProblem {
        return object(BodyText.of(utf8, null));
    }

    /** Returns the object that {@code body} holds, and nothing else. */
    public static ObjectNode object(BodyText body) throws JsonProblem {
        if (!body.exact()) {
            throw new JsonProblem(JsonProblem.Code.NOT_UTF_8);
        }
        String text = withoutMark(body.text());
        if (text.isBlank()) {
            throw new JsonProblem(JsonProblem.Code.EMPTY);
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonNode value = JsonTree.only(parser);
            if (!(value instanceof ObjectNode object)) {
                throw new JsonProblem(JsonProblem.Code.NOT_AN_OBJECT);
            }
            if (text.contains("\\u")) {
                checkStrings(object);
            }
            return object;
        } catch (IOException e) {
            throw problem(e);
        } catch (NumberFormatException e) {
            // an exponent beyond what Java's numbers have; the parser does not make it one of its own
            throw new JsonProblem(JsonProblem.Code.TOO_LARGE);
        }
    }

    /**
     * Returns the top-level members with a string or whole number for value that stand before the first error: what can
     * be saved of an answer that is otherwise lost. Of a repeated member the first is taken; to repeat one is no error
     * here.
     */
    public static Map<String, String> salvaged(byte[] utf8) {
        Map<String, String> members = new LinkedHashMap<>();
        String json = withoutMark(new String(utf8, UTF_8));
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return members;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                String text = parser.getText();
                // a number at the very end of the text may be half of it
                boolean whole = parser.currentLocation().getCharOffset() < json.length();
                if (value == JsonToken.VALUE_STRING || (value == JsonToken.VALUE_NUMBER_INT && whole)) {
                    members.putIfAbsent(name, text);
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            // as far as it went
            return members;
        }
        return members;
    }

    /** A byte order mark may be ignored (RFC 8259, section 8.1). */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Checks the values, in which an escape may stand for half a character; the parser checks the names. */
    private static void checkStrings(JsonNode node) throws JsonProblem {
        if (node.isTextual() && !wellFormed(node.textValue())) {
            throw new JsonProblem(JsonProblem.Code.LONE_SURROGATE);
        }
        for (JsonNode child : node) {
            checkStrings(child);
        }
    }

    private static JsonProblem problem(IOException e) {
        if (e instanceof StreamConstraintsException) {
            return new JsonProblem(JsonProblem.Code.TOO_LARGE);
        }
        JsonProblem.Code code = JsonProblem.Code.MALFORMED;
        if (e instanceof JsonTree.RepeatedMemberException) {
            code = JsonProblem.Code.DUPLICATE_MEMBER;
        } else if (e instanceof JsonTree.TrailingTextException) {
            code = JsonProblem.Code.TRAILING_TEXT;
        }
        return e instanceof JsonProcessingException syntax && syntax.getLocation() != null
                ? new JsonProblem(code, syntax.getLocation().getCharOffset())
                : new JsonProblem(code);
    }

    /** Returns whether {@code text} is Unicode text, without half a surrogate pair. */
    public static boolean wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                // an encoder is dear, and hardly any text needs one
                return UTF_8.newEncoder().canEncode(text);
            }
        }
        return true;
    }

    /** Returns {@code members} as a JSON object in UTF-8, sorted by name. */
    public static byte[] bytes(Map<String, Object> members) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
            try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
                JsonTree.write(json, members);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("client metadata could not be written", e);
        }
    }

    /** Returns {@code members} as a JSON object in lines of visible ASCII. */
    public static String lines(Map<String, Object> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setPrettyPrinter(LINES.createInstance());
            json.setHighestNonEscapedChar(127);
            JsonTree.write(json, members);
        } catch (IOException e) {
            throw new UncheckedIOException("client metadata could not be written", e);
        }
        return text.toString().replace("\u007f", "\\u007f");
    }

    /** Returns {@code object} as JSON text. */
    public static String text(ObjectNode object) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            JsonTree.write(json, object);
        } catch (IOException e) {
            throw new UncheckedIOException("a JSON object could not be written", e);
        }
        return text.toString();
    }

    /** Returns why {@code utf8} cannot be read as an object; {@code null} if it can. */
    public static @Nullable String problemOf(byte[] utf8) {
        try {
            ObjectNode unused = object(utf8);
            return null;
        } catch (JsonProblem e) {
            return e.getMessage();
        }
    }

    /** Returns the lower-case hex SHA-256 of {@code bytes}. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

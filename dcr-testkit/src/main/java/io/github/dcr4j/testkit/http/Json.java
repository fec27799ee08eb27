package io.github.dcr4j.testkit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON objects as maps. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private Json() {}

    /** Returns the members of the JSON object in {@code text}, or {@code null} if it holds anything else. */
    public static @Nullable Map<String, @Nullable Object> members(String text) {
        try {
            return MAPPER.readValue(text, OBJECT);
        } catch (JsonProcessingException notAnObject) {
            return null;
        }
    }

    public static String text(Map<String, ? extends @Nullable Object> members) {
        try {
            return MAPPER.writeValueAsString(members);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException(
                    "the members cannot be written as JSON: " + members.keySet(), impossible);
        }
    }
}

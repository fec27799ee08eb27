package io.github.dcr4j.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without a mapper is what a mapper reads. */
class JsonTreeTest {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "\"text \\u00e4 \\\" \\ud83d\\ude00\"",
                "{}",
                "[]",
                "[[],{},[{}]]",
                "{\"a\":{\"a\":{\"a\":[null,true,false]}},\"b\":\"\"}",
                "[0,-1,2147483647,2147483648,-9223372036854775808,9223372036854775808,123456789012345678901234567890]",
                "[0.0,1.50,-0.001,1e5,1E-300,100.00,3600.0,1.7976931348623157e400]"
            })
    void read_value_isAsAMapperReadsIt(String json) throws IOException {
        JsonNode read = read(json);

        JsonNode mapped = MAPPER.readTree(json);
        assertThat(read).isEqualTo(mapped);
        assertThat(types(read)).isEqualTo(types(mapped));
        assertThat(read).hasToString(mapped.toString());
    }

    @Test
    void read_randomValues_areWrittenAndReadAsAMapperDoes() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            ObjectNode tree = object(random, 4);
            String mapped = MAPPER.writeValueAsString(tree);

            assertThat(written(tree)).isEqualTo(mapped);
            assertThat(read(mapped)).isEqualTo(MAPPER.readTree(mapped));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[",
                "[1",
                "[1,",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "[1}",
                "{\"a\":1]",
                "]",
                "}",
                ",",
                "{\"a\":}",
                "[,]",
                "{1:2}",
                "tru"
            })
    void read_malformedText_isRefusedByTheParser(String json) {
        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> read(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"b\":2,\"a\":3}", "[{\"x\":[{\"a\":null,\"a\":null}]}]", "{\"\":{},\"\":0}"})
    void read_repeatedMember_isRefusedWhereItIs(String json) {
        JsonTree.RepeatedMemberException repeated =
                catchThrowableOfType(JsonTree.RepeatedMemberException.class, () -> read(json));

        String name = json.contains("\"a\"") ? "\"a\":" : "\"\":";
        assertThat(repeated.getLocation().getCharOffset()).isEqualTo(json.lastIndexOf(name));
    }

    @Test
    void read_namesAlikeInDifferentObjects_areNoRepetition() throws IOException {
        assertThat(read("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}").size()).isEqualTo(2);
    }

    @Test
    void read_value_leavesTheParserAtItsEnd() throws IOException {
        try (JsonParser parser = FACTORY.createParser("{\"a\":[1]} {\"b\":2} 3")) {
            assertThat(JsonTree.read(parser)).hasToString("{\"a\":[1]}");
            assertThat(JsonTree.read(parser)).hasToString("{\"b\":2}");
            assertThat(JsonTree.read(parser)).hasToString("3");
            assertThat(JsonTree.read(parser).isMissingNode()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {}", "[1],", "1 2", "{}x", "null null"})
    void only_somethingBehindTheValue_isRefused(String json) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> JsonTree.only(parser));
        }
        try (JsonParser parser = FACTORY.createParser("{} \n\t")) {
            assertThat(JsonTree.only(parser)).hasToString("{}");
        }
    }

    @Test
    void of_everyKindOfValue_keepsValuesAndOrder() {
        Map<String, Object> nested = new LinkedHashMap<>();
        nested.put("z", List.of(1, 2L, List.of(), Map.of()));
        nested.put("a", null);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("text", "\u00e4");
        members.put("numbers", List.of(1, -2L, new BigInteger("12345678901234567890"), new BigDecimal("1.50")));
        members.put("flag", true);
        members.put("nested", nested);

        ObjectNode tree = JsonTree.of(members);

        assertThat(tree)
                .hasToString("{\"text\":\"\u00e4\",\"numbers\":[1,-2,12345678901234567890,1.50],\"flag\":true,"
                        + "\"nested\":{\"z\":[1,2,[],{}],\"a\":null}}");
    }

    @Test
    void of_valueThatJsonLacks_isRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> JsonTree.of(Map.of("a", List.of(Thread.State.NEW))))
                .withMessage("JSON has no value for a java.lang.Thread$State");
    }

    private static JsonNode read(String json) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return JsonTree.read(parser);
        }
    }

    private static String written(JsonNode tree) throws IOException {
        StringWriter text = new StringWriter();
        try (var json = FACTORY.createGenerator(text)) {
            JsonTree.write(json, tree);
        }
        return text.toString();
    }

    /** Whole numbers of different sizes are equal to none of another type, and print alike. */
    private static String types(JsonNode node) {
        StringBuilder types = new StringBuilder(node.getClass().getSimpleName());
        for (JsonNode child : node) {
            types.append(' ').append(types(child));
        }
        return types.toString();
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = MAPPER.createObjectNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.set("m" + i + (char) random.nextInt(0xd800), value(random, depth));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 ->
                MAPPER.getNodeFactory()
                        .textNode(Integer.toString(random.nextInt(), 36) + (char) random.nextInt(0xd800));
            case 1 -> MAPPER.getNodeFactory().numberNode(random.nextLong() >> random.nextInt(64));
            case 2 -> MAPPER.getNodeFactory().numberNode(new BigInteger(random.nextInt(100), random));
            case 3 ->
                MAPPER.getNodeFactory().numberNode(new BigDecimal(new BigInteger(60, random), random.nextInt(40) - 20));
            case 4 -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 5 -> MAPPER.getNodeFactory().nullNode();
            case 6 -> MAPPER.createArrayNode().add(value(random, depth - 1)).add(value(random, depth - 1));
            default -> object(random, depth - 1);
        };
    }
}

package io.github.dcr4j.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written without the mapper is what a mapper writes: digests depend on it. */
class JsonBytesTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @Test
    void bytes_everyKindOfValue_areTheMappers() throws Exception {
        Map<String, Object> nested = new LinkedHashMap<>();
        nested.put("z", List.of(1, 2L, List.of(), Map.of()));
        nested.put("a", null);
        nested.put("B", Arrays.asList("text", null, true));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("text", "a\"b\\c\n\u0001\u007f\u00e4\u20ac\ud83d\ude00</script>");
        members.put("\u00e4 \"name\"", "");
        members.put("numbers", List.of(1, -2L, new BigInteger("12345678901234567890"), new BigDecimal("1.50E+3")));
        members.put("flag", false);
        members.put("half a character", "\ud83d");
        members.put("nested", nested);
        members.put("sorted", new TreeMap<>(Map.of("b", 1, "a", 2)));
        members.put("tree", JsonNodeFactory.instance.objectNode().put("y", 1).put("x", 2));

        assertThat(new String(Json.bytes(members), UTF_8))
                .isEqualTo(new String(MAPPER.writeValueAsBytes(members), UTF_8));
        assertThat(Json.bytes(Map.of())).isEqualTo(MAPPER.writeValueAsBytes(Map.of()));
    }
}

package io.github.dcr4j.state.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A JSON object with one of its values damaged. */
final class DamagedJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The JSON texts that take the place of each member. */
    private static final List<String> DAMAGE = List.of(
            "null",
            "true",
            "\"\"",
            "\"damaged\"",
            "\"\\u0000\"",
            "0",
            "-1",
            "1.5",
            "1e99",
            "253402300800000",
            "-253402300800000",
            "9223372036854775807",
            "-9223372036854775808",
            "99999999999999999999",
            "[]",
            "[1]",
            "[9223372036854775807,9223372036854775807]",
            "[null,null]",
            "[1,2,3]",
            "{}",
            "{\"future\":1}");

    private DamagedJson() {}

    /** Calls {@code check} with each text that differs from the entry in one value, which is replaced or absent. */
    static void damageEach(ObjectNode entry, Consumer<String> check) throws IOException {
        List<List<Object>> paths = new ArrayList<>();
        collect(entry, List.of(), paths);
        assertThat(paths).hasSizeGreaterThan(15);
        for (List<Object> path : paths) {
            for (String damage : DAMAGE) {
                check.accept(changed(entry, path, damage.replace("damaged", "damaged-" + path)));
            }
            check.accept(changed(entry, path, null));
        }
    }

    private static void collect(JsonNode node, List<Object> path, List<List<Object>> paths) {
        node.fieldNames().forEachRemaining(name -> collect(node.get(name), longer(path, name), paths));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), longer(path, i), paths);
        }
        if (!path.isEmpty()) {
            paths.add(path);
        }
    }

    private static List<Object> longer(List<Object> path, Object last) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(last);
        return longer;
    }

    private static String changed(ObjectNode entry, List<Object> path, @Nullable String damage) throws IOException {
        JsonNode copy = entry.deepCopy();
        JsonNode parent = copy;
        for (Object step : path.subList(0, path.size() - 1)) {
            parent = step instanceof Integer index ? parent.get(index) : parent.get((String) step);
        }
        Object last = path.get(path.size() - 1);
        if (damage == null) {
            if (last instanceof Integer index) {
                ((ArrayNode) parent).remove(index.intValue());
            } else {
                ((ObjectNode) parent).remove((String) last);
            }
        } else if (last instanceof Integer index) {
            ((ArrayNode) parent).set(index, JSON.readTree(damage));
        } else {
            ((ObjectNode) parent).set((String) last, JSON.readTree(damage));
        }
        return copy.toString();
    }
}

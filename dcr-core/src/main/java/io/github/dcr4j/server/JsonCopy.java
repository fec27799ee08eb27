package io.github.dcr4j.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Copies of JSON values that cannot be changed: maps, lists and what is in them. */
final class JsonCopy {
    private JsonCopy() {}

    static Map<String, Object> of(Map<?, ?> members) {
        Map<String, Object> copy = new LinkedHashMap<>();
        members.forEach((name, value) ->
                copy.put((String) Objects.requireNonNull(name, "name"), of(Objects.requireNonNull(value, "value"))));
        return Collections.unmodifiableMap(copy);
    }

    private static Object of(Object value) {
        if (value instanceof Map<?, ?> map) {
            return of(map);
        }
        if (value instanceof Collection<?> many) {
            List<Object> copy = new ArrayList<>(many.size());
            many.forEach(element -> copy.add(of(Objects.requireNonNull(element, "element"))));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }
}

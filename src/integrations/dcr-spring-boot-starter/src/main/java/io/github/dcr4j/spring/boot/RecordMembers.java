package io.github.dcr4j.spring.boot;

import io.github.dcr4j.Secret;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The components of a record as members of an object of JSON, under their own names. */
final class RecordMembers {
    private RecordMembers() {}

    /** Returns the components that are there. */
    static Map<String, @Nullable Object> of(Record record) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(record);
                if (value != null) {
                    members.put(component.getName(), json(value));
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(component + " cannot be read", e);
            }
        }
        return members;
    }

    private static Object json(Object value) {
        if (value instanceof Record record) {
            return of(record);
        }
        if (value instanceof Secret secret) {
            return secret.reveal();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof Collection<?> values) {
            return values.stream()
                    .filter(Objects::nonNull)
                    .map(RecordMembers::json)
                    .toList();
        }
        return value;
    }

    /** Puts a whole number of seconds in the place of a duration. */
    static void seconds(Map<String, @Nullable Object> members, String name) {
        if (members.remove(name) instanceof Duration duration) {
            members.put(name + "Seconds", duration.toSeconds());
        }
    }
}

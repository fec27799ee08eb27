package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event that a replica was told: a {@link DcrEvent} as it can be read in another JVM.
 *
 * @param kind the simple name of its class
 * @param key the name of the key
 * @param details its other components, as text, those that are absent left out; of an orphan also its {@code clientId}
 */
public record ReplicaEvent(String kind, String key, Map<String, String> details) {
    /** Returns an event as it can be written. */
    public static ReplicaEvent of(DcrEvent event) {
        Map<String, String> details = new TreeMap<>();
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            Object value = valueOf(component, event);
            if (value != null && !(value instanceof DcrKey)) {
                details.put(component.getName(), value.toString());
            }
        }
        if (event instanceof DcrEvent.Orphaned orphaned) {
            details.put("clientId", orphaned.orphan().clientId().exact());
        }
        return new ReplicaEvent(event.getClass().getSimpleName(), KeyNames.of(event.key()), details);
    }

    private static @Nullable Object valueOf(RecordComponent component, DcrEvent event) {
        try {
            return component.getAccessor().invoke(event);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("an event cannot be read: " + event, e);
        }
    }

    /** Returns a component as text; empty where it is absent. */
    public String detail(String name) {
        return details.getOrDefault(name, "");
    }

    /** Tells whether it is of that kind. */
    public boolean is(Class<? extends DcrEvent> kindOfEvent) {
        return kind.equals(kindOfEvent.getSimpleName());
    }

    /** Tells whether it is of that kind and about that key. */
    public boolean is(Class<? extends DcrEvent> kindOfEvent, String keyName) {
        return is(kindOfEvent) && key.equals(keyName);
    }
}

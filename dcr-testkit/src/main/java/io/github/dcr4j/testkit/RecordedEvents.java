package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that remembers what it was told, in that order. Thread-safe. */
public final class RecordedEvents implements DcrEventListener {
    private final List<DcrEvent> events = new CopyOnWriteArrayList<>();

    /** Creates a listener that was told nothing yet. */
    public RecordedEvents() {}

    @Override
    public void on(DcrEvent event) {
        events.add(event);
    }

    /** Returns what was told so far. */
    public List<DcrEvent> all() {
        return List.copyOf(events);
    }

    /** Returns what was told so far of one kind. */
    public <E extends DcrEvent> List<E> of(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Forgets what was told so far. */
    public void clear() {
        events.clear();
    }
}

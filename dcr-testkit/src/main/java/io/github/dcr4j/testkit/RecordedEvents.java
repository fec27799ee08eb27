package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A listener that remembers events in their order. Thread-safe.
 *
 * @see DcrTestKit an example
 */
public final class RecordedEvents implements DcrEventListener {
    private final List<DcrEvent> events = new CopyOnWriteArrayList<>();

    /** Creates a listener without events. */
    public RecordedEvents() {}

    @Override
    public void on(DcrEvent event) {
        events.add(event);
    }

    /** Returns the events so far. */
    public List<DcrEvent> all() {
        return List.copyOf(events);
    }

    /** Returns the events of one kind so far. */
    public <E extends DcrEvent> List<E> of(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Forgets the events so far. */
    public void clear() {
        events.clear();
    }
}

package io.github.dcr4j.spring.boot;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several listeners as one: each gets every event, whatever the others throw. Thread-safe as they are. */
final class EventListeners implements DcrEventListener {
    private final List<DcrEventListener> listeners;

    EventListeners(List<DcrEventListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void on(DcrEvent event) {
        RuntimeException first = null;
        for (DcrEventListener listener : listeners) {
            first = earlier(first, listener, event);
        }
        if (first != null) {
            throw first;
        }
    }

    private static @Nullable RuntimeException earlier(
            @Nullable RuntimeException first, DcrEventListener listener, DcrEvent event) {
        try {
            listener.on(event);
            return first;
        } catch (RuntimeException e) {
            if (first == null) {
                return e;
            }
            first.addSuppressed(e);
            return first;
        }
    }
}

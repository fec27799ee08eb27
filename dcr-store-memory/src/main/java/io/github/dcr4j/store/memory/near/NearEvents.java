package io.github.dcr4j.store.memory.near;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.store.memory.NearCache;
import org.jspecify.annotations.Nullable;

/** What a {@link NearCache} tells its listener, if it has one. Thread-safe. */
public record NearEvents(@Nullable DcrEventListener listener) {
    void adopted(DcrCredentials other) {
        tell(new DcrEvent.Adopted(other.key(), other.generation()));
    }

    public void servedWithoutStore(DcrCredentials served) {
        tell(new DcrEvent.ServedWithoutStore(served.key(), served.generation()));
    }

    private void tell(DcrEvent event) {
        if (listener == null) {
            return;
        }
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            // A listener's failure is its own: it must not end a check, and there is no log here to write it to.
            return;
        }
    }
}

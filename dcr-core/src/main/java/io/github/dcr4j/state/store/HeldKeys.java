package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrKey;
import java.util.function.UnaryOperator;

/** Where a store keeps its keys in the memory of this process. Implementations are thread-safe. */
public interface HeldKeys {
    /**
     * Replaces what is held of {@code key} by what {@code step} makes of it. No other step of that key runs at the same
     * time.
     *
     * @param step is called once; it is given {@link HeldKey#NOTHING} if nothing is held, does not wait, and does not
     *     use the store
     */
    void replace(DcrKey key, UnaryOperator<HeldKey> step);
}

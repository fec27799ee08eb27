package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrKey;

/**
 * What a {@link StateBackedStore} has to say apart from its answers, when it has been written. Called on the caller's
 * thread; nothing that it is given holds a secret. Implementations are thread-safe.
 */
public interface StoreReports {
    /** Something was lost, or cannot be used and was set aside. */
    void found(DcrKey key, Finding finding);

    /** A generation that the store had lost was put back. */
    default void healed(DcrKey key, String generation) {}
}

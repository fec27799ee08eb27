package io.github.dcr4j;

/**
 * Receives what happened. Called on whatever thread it happened on, a caller's included: return at once and do not
 * block. What it throws is logged and otherwise ignored. Implementations are thread-safe.
 *
 * <pre>{@code
 * DcrResolver resolver = DcrResolver.builder(store)
 *         .listener(event -> {
 *             if (event instanceof DcrEvent.OrphanSuspected) {
 *                 suspicions.increment();
 *             }
 *         })
 *         .build();
 * }</pre>
 */
@FunctionalInterface
public interface DcrEventListener {
    /** Takes note of {@code event}. */
    void on(DcrEvent event);
}

package io.github.dcr4j.follow;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What is known of one server's document, and when it is read again. Thread-safe. */
final class ServerWatch {
    private final AtomicReference<View> view;
    private final AtomicReference<@Nullable CompletableFuture<Void>> reading = new AtomicReference<>();
    private volatile long evidenceFromMillis = Long.MIN_VALUE;

    /**
     * What is known. Immutable.
     *
     * @param dueMillis when the document is read again, by the wall clock
     * @param named what was read; {@code null} as long as the document has not been read again
     */
    record View(long dueMillis, @Nullable NamedEndpoints named) {}

    ServerWatch(long dueMillis) {
        view = new AtomicReference<>(new View(dueMillis, null));
    }

    View view() {
        return Objects.requireNonNull(view.get());
    }

    /** Puts off the next read; returns whether it was this call that did. */
    boolean putOff(View seen, long dueMillis) {
        return view.compareAndSet(seen, new View(dueMillis, seen.named()));
    }

    void learned(NamedEndpoints named, long dueMillis) {
        view.set(new View(dueMillis, named));
    }

    /** Returns the read that runs; {@code null} for none. */
    @Nullable
    CompletableFuture<Void> running() {
        return reading.get();
    }

    /** Takes {@code own} for the read that runs; returns whether there was none. */
    boolean begin(CompletableFuture<Void> own) {
        return reading.compareAndSet(null, own);
    }

    /** Ends the read, and then lets go on what waits for it: a later one begins anew. */
    void end(CompletableFuture<Void> own) {
        reading.compareAndSet(own, null);
        own.complete(null);
    }

    /** Returns whether contrary evidence makes the document be read again, which it does not do twice in a while. */
    boolean takesEvidence(long nowMillis) {
        return nowMillis >= evidenceFromMillis;
    }

    void takeNoEvidenceBefore(long millis) {
        evidenceFromMillis = millis;
    }
}

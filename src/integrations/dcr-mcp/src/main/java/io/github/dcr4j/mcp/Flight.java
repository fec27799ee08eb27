package io.github.dcr4j.mcp;

import io.github.dcr4j.DcrException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The work that any number of callers wait for. Thread-safe. It is one renewal or one login, and ends with a token, with
 * none where the old one cannot be renewed, or with a failure.
 */
final class Flight {
    private final CompletableFuture<Optional<McpToken>> done = new CompletableFuture<>();
    private final boolean renewal;

    /** Creates one. A renewal goes without the user: that it fails is no failure of those who need a login. */
    Flight(boolean renewal) {
        this.renewal = renewal;
    }

    boolean isRenewal() {
        return renewal;
    }

    CompletableFuture<Optional<McpToken>> done() {
        return done;
    }

    /** Returns when it has ended, however. */
    CompletableFuture<Boolean> ended() {
        return done.handle((token, failure) -> failure == null);
    }

    /** Returns what a caller gets: each has an exception of its own, so that what one adds to it is not seen by others. */
    static <T> CompletableFuture<T> forCaller(CompletableFuture<T> shared) {
        return shared.isDone() && !shared.isCompletedExceptionally()
                ? shared
                : shared.exceptionally(failure -> {
                    throw ofCaller(failure);
                });
    }

    private static RuntimeException ofCaller(Throwable failure) {
        Throwable why = unwrapped(failure);
        if (why instanceof McpAuthorizationException known) {
            return known.forAnotherCaller();
        }
        return why instanceof DcrException known ? known.forAnotherCaller() : new CompletionException(why);
    }

    /** Returns what a future's dependents wrap. */
    static Throwable unwrapped(Throwable failure) {
        Throwable why = failure;
        for (Throwable cause = why; why instanceof CompletionException && cause != null; ) {
            why = cause;
            cause = why.getCause();
        }
        return why;
    }
}

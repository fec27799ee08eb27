package io.github.dcr4j;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Client credentials could not be given. {@link #step()} tells where, {@link #retryable()} whether trying again later
 * can help, and the message what was wrong and what an operator can do, on one line; it never holds a secret.
 *
 * <p>Stored credentials are untouched by whatever led here. Callers that waited for one attempt each get an exception
 * of their own, whose cause is the attempt's.
 *
 * <pre>{@code
 * try {
 *     return resolver.resolve(request);
 * } catch (DcrException e) {
 *     log.warn("no client at {}, try again: {}", request.server(), e.retryable(), e);
 * }
 * }</pre>
 */
public sealed class DcrException extends RuntimeException permits DcrRefusedException, DcrStoreException {
    private static final long serialVersionUID = 1L;

    private final Step step;
    private final boolean retryable;
    private final transient @Nullable Duration retryAfter;
    private final transient @Nullable DcrOrphan orphan;

    /** Where an attempt ended. */
    public enum Step {
        /** The store could not be read. */
        STORE_READ,
        /**
         * The right to register was not given: others hold it, an earlier failure is remembered, the server has asked
         * for a pause of all keys, a client was rejected too soon after the last, the request leaves replacements to
         * the operator, or the store failed.
         */
        CLAIM,
        /** The server's endpoints could not be found, or must not be used (RFC 8414). */
        DISCOVER,
        /** No authentication method suits both the server and the caller. */
        CHOOSE_AUTH_METHOD,
        /** The registration failed, or its answer cannot be used (RFC 7591). */
        REGISTER,
        /** The store could not be written. */
        STORE_WRITE,
        /** A call to the client's management address failed (RFC 7592). */
        MANAGE,
        /** Something the operator gave could not be read, or cannot be used any more; no client was registered. */
        CONFIGURE,
        /** The client has no key that fits, or signing failed; no request was sent with it. */
        AUTHENTICATE,
        /** This caller stopped waiting, or too many were waiting already; the attempt goes on for the others. */
        WAIT
    }

    /** Creates the exception that {@code details} describe. */
    protected DcrException(Details details) {
        super(details.message, details.cause);
        step = details.step;
        retryable = details.retryable;
        retryAfter = details.retryAfter;
        orphan = details.orphan;
    }

    /** Starts the description of a failure at {@code step}: final, and not worth retrying, unless said otherwise. */
    public static Details at(Step step, String message) {
        return new Details(step, message);
    }

    /** Returns where the attempt ended. */
    public final Step step() {
        return step;
    }

    /** Returns whether the same request can succeed later though nothing was changed. */
    public final boolean retryable() {
        return retryable;
    }

    /**
     * Returns how long to wait before trying again, when that is known: what the server asked for, or else for how long
     * the key is held back after a failure that may pass.
     */
    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Returns the client that now exists at the authorization server and could neither be kept nor deleted. */
    public final Optional<DcrOrphan> orphan() {
        return Optional.ofNullable(orphan);
    }

    /**
     * Returns a new exception of the same type and content whose cause is this one. Callers who share one outcome each
     * throw their own, so that none sees the stack or the suppressed exceptions of another.
     */
    public DcrException forAnotherCaller() {
        return details().cause(this).exception();
    }

    /** Returns a description of this failure, to be completed or changed. */
    public final Details details() {
        return new Details(step, String.valueOf(getMessage()))
                .retryable(retryable)
                .retryAfter(retryAfter)
                .orphan(orphan)
                .cause(getCause());
    }

    /** The description of a failure, completed step by step. Not thread-safe. */
    public static final class Details {
        private final Step step;
        private final String message;
        private boolean retryable;
        private @Nullable Duration retryAfter;
        private @Nullable DcrOrphan orphan;
        private @Nullable Throwable cause;

        private Details(Step step, String message) {
            this.step = Objects.requireNonNull(step, "step");
            this.message = PrintableText.line(Objects.requireNonNull(message, "message"));
        }

        /** Says whether the same request can succeed later. */
        public Details retryable(boolean retryable) {
            this.retryable = retryable;
            return this;
        }

        /** Says how long to wait before trying again; a failure that says so is {@linkplain #retryable retryable}. */
        public Details retryAfter(@Nullable Duration retryAfter) {
            this.retryAfter = retryAfter;
            this.retryable |= retryAfter != null;
            return this;
        }

        /** Names the client that was left behind at the authorization server. */
        public Details orphan(@Nullable DcrOrphan orphan) {
            this.orphan = orphan;
            return this;
        }

        /**
         * Names what caused the failure. A cause that prints more than one line, or what a terminal or a log layout
         * would obey, is represented by a {@link ForeignException}.
         */
        public Details cause(@Nullable Throwable cause) {
            this.cause = cause == null ? null : ForeignException.printable(cause);
            return this;
        }

        /** Returns the exception, neither a refusal nor a failure of the store. */
        public DcrException exception() {
            return new DcrException(this);
        }
    }
}

package io.github.dcr4j;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The authorization server refused the registration (RFC 7591, section 3.2.2). Asking again with the same metadata
 * meets the same answer, unless {@link #retryable()} says otherwise (429, 503).
 *
 * @see DcrException an example
 */
public final class DcrRefusedException extends DcrException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String error;
    private final @Nullable String description;

    /**
     * Creates the exception.
     *
     * @param details step, message and what else is known
     * @param status the HTTP status
     * @param error the error code of RFC 7591, section 3.2.2, when the answer had one
     * @param description the server's description, cleaned and shortened, when the answer had one
     */
    public DcrRefusedException(Details details, int status, @Nullable String error, @Nullable String description) {
        super(details);
        this.status = status;
        this.error = error == null ? null : PrintableText.value(error);
        this.description = description == null ? null : PrintableText.value(description);
    }

    /** Returns the HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** Returns the {@code error} of the answer, such as {@code invalid_redirect_uri}, cleaned and shortened. */
    public Optional<String> error() {
        return Optional.ofNullable(error);
    }

    /** Returns the {@code error_description} of the answer, cleaned and shortened. */
    public Optional<String> description() {
        return Optional.ofNullable(description);
    }

    @Override
    public DcrRefusedException forAnotherCaller() {
        return new DcrRefusedException(details().cause(this), status, error, description);
    }
}

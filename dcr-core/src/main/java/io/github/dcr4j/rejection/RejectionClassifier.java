package io.github.dcr4j.rejection;

import org.jspecify.annotations.Nullable;

/**
 * Decides for {@link ClientRejection} what an error answer means, where a server has codes or words of its own.
 * Implementations are thread-safe.
 *
 * @see io.github.dcr4j.token.TokenCalls an example
 */
@FunctionalInterface
public interface RejectionClassifier {
    /** What an answer means. */
    enum Meaning {
        /** The server does not know the client, or not with these credentials: it is replaced. */
        REJECTED,
        /** It may be so: the client is replaced once reading or a probe has confirmed it. */
        SUSPECTED,
        /** The answer is about something else. */
        NOT_REJECTED,
        /** This classifier cannot say: the library decides. */
        UNDECIDED
    }

    /**
     * Classifies an answer.
     *
     * @param status the HTTP status
     * @param error the {@code error} code, cleaned and without secrets; {@code null} if there is none
     * @param description what it says in words, cleaned and cut to 256 characters; {@code null} if nothing
     */
    Meaning classify(int status, @Nullable String error, @Nullable String description);
}

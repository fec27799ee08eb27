package io.github.dcr4j.rejection;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.ForeignText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a client at its authorization server. It holds no secret. Immutable and thread-safe.
 *
 * @param outcome what all evidence together says
 * @param clientId the client that was checked; {@code null} if none is stored
 * @param generation its generation; {@code null} if none is stored
 * @param evidence what each source says, the strongest first; sources that were not needed are missing
 * @param replacement the generation that is used instead by now; {@code null} if the client was not replaced
 * @param problem why a client that is gone was not replaced; {@code null} if it was, or is not gone
 * @see io.github.dcr4j.token.TokenCalls an example
 */
public record Verification(
        Outcome outcome,
        @Nullable ForeignText clientId,
        @Nullable String generation,
        List<Evidence> evidence,
        @Nullable String replacement,
        @Nullable DcrException problem) {
    public Verification {
        Objects.requireNonNull(outcome, "outcome");
        generation = generation == null ? null : ForeignText.line(generation);
        evidence = List.copyOf(evidence);
        replacement = replacement == null ? null : ForeignText.line(replacement);
    }

    /** What a server says of a client. */
    public enum Outcome {
        /** The server says that it knows the client, or gave it a token. */
        ALIVE,
        /**
         * The server turned down something else: a code that does not exist, for example. Servers may look at that
         * before they look at the client, and a public client is not authenticated.
         */
        PROBABLY_ALIVE,
        /** Something says that the client is gone which does not prove it. The client is kept. */
        SUSPECTED,
        /** The server does not know the client, or not with these credentials. The client is replaced. */
        GONE,
        /** Nothing was found out. The client is kept. */
        UNKNOWN
    }

    /** Where evidence comes from, the strongest first. */
    public enum Source {
        /**
         * A read of the client (RFC 7592, section 2.1), where the server offers that. A 401 means {@link Outcome#GONE}.
         */
        MANAGEMENT,
        /**
         * A token request (RFC 6749, section 3.2) with a random code, the client's own redirect URI and a random
         * verifier. {@code invalid_client} means {@link Outcome#GONE}, {@code invalid_grant}
         * {@link Outcome#PROBABLY_ALIVE}. It is left out for a client whose key or certificate only its caller has.
         */
        TOKEN_ENDPOINT,
        /**
         * An authorization request without a user (OpenID Connect Core, section 3.1.2.1: {@code prompt=none}), without
         * cookies, whose redirect is not followed: {@link Outcome#SUSPECTED} at most. It is left out for a client that
         * begins no logins.
         */
        AUTHORIZATION_ENDPOINT
    }

    /** What a check may do besides. */
    public enum Option {
        /**
         * Asks for a token by the client credentials grant, where the client is registered for it. It is the only proof
         * that such a client can still authenticate; the server issues a token that is used by no caller, and thrown
         * away.
         */
        MINT_TOKEN
    }

    /**
     * What one source says.
     *
     * @param source which
     * @param says what it says by itself
     * @param text what was seen, for operators, cleaned and without secrets
     */
    public record Evidence(Source source, Outcome says, String text) {
        public Evidence {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(says, "says");
            text = ForeignText.line(text);
        }
    }

    /**
     * Returns what {@code evidence} says together: a rejection counts more than a sign of life, except a read that
     * finds the client, which only a rejection of its credentials outweighs.
     */
    public static Outcome outcome(List<Evidence> evidence) {
        for (Outcome strongest : List.of(Outcome.GONE, Outcome.ALIVE, Outcome.SUSPECTED, Outcome.PROBABLY_ALIVE)) {
            if (evidence.stream().anyMatch(one -> one.says() == strongest)) {
                return strongest;
            }
        }
        return Outcome.UNKNOWN;
    }

    /** Returns in words what was found. */
    public String text() {
        return evidence.stream()
                .filter(one -> one.says() == outcome)
                .findFirst()
                .map(Evidence::text)
                .orElse("nothing was found out");
    }
}

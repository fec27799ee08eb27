package io.github.dcr4j.rejection;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.registration.TokenEndpointError;
import io.github.dcr4j.rejection.RejectionClassifier.Meaning;
import io.github.dcr4j.request.ClientMetadata;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What shows that an authorization server does not accept a client any more: because it forgot it, an operator deleted
 * it, or its secret was changed; or what raises that suspicion. Immutable and thread-safe; holds no secret.
 *
 * @see io.github.dcr4j.token.TokenCalls an example
 */
public final class ClientRejection {
    /** How sure it is. */
    public enum Certainty {
        /** The server said so: the client is replaced, after a confirmation if the resolver is set to ask for one. */
        CERTAIN,
        /**
         * It may be so: the client is replaced once a read (RFC 7592) or a probe has confirmed it, and kept otherwise.
         */
        SUSPECTED
    }

    private static final ClientRejection REPORTED =
            new ClientRejection("reported by the caller", Certainty.CERTAIN, false);

    private final String text;
    private final Certainty certainty;
    private final boolean mayBeForged;

    private ClientRejection(String text, Certainty certainty, boolean mayBeForged) {
        this.text = text;
        this.certainty = certainty;
        this.mayBeForged = mayBeForged;
    }

    /**
     * Reads the error answer of a token, revocation or introspection endpoint (RFC 6749, section 5.2). Servers disagree
     * on the codes, so the words decide where there are any:
     *
     * <ul>
     *   <li>{@link Certainty#CERTAIN} for words that say that the client is unknown or its credentials are wrong; and,
     *       without such words, for {@code invalid_client}, a code like {@code bad_client_secret}, and
     *       {@code unauthorized_client} with a 401
     *   <li>{@link Certainty#SUSPECTED} for another 401 that says no more, an empty one for example, and a bare
     *       {@code unauthorized_client} with a 403
     *   <li>{@link Certainty#CERTAIN}, for a client that came by its metadata document, for {@code invalid_client} and
     *       {@code invalid_client_metadata}; where the words of {@code invalid_client} are about the assertion, a scope,
     *       a grant or something missing, it is read as for other clients, and {@link Certainty#SUSPECTED} at most
     *   <li>none for words about a missing parameter, a grant, a scope or what the client may do; for
     *       {@code invalid_grant} and its kin, whatever the words; and for a page, which a proxy may have made
     * </ul>
     *
     * @param client what the request was made with; its secret is masked where the answer echoes it
     * @param status the HTTP status
     * @param body the body, as text
     * @param alsoSent what else of the request is secret, and masked likewise: a code, a verifier, a refresh token
     * @return the rejection; empty if the answer is none
     */
    public static Optional<ClientRejection> inTokenResponse(
            DcrCredentials client, int status, String body, Secret... alsoSent) {
        return inTokenResponse(client, status, body, (s, error, description) -> Meaning.UNDECIDED, alsoSent);
    }

    /**
     * Reads an error answer like {@link #inTokenResponse(DcrCredentials, int, String, Secret...)}, and lets
     * {@code classifier} decide first.
     */
    public static Optional<ClientRejection> inTokenResponse(
            DcrCredentials client, int status, String body, RejectionClassifier classifier, Secret... alsoSent) {
        TokenEndpointError error = TokenEndpointError.of(status, body, client.clientId(), secrets(client, alsoSent));
        return rejection(client, "the server answered ", error, classifier);
    }

    /**
     * Reads the error of an authorization response (RFC 6749, section 4.1.2.1). A browser brought it, and the author of
     * the browser call the redirect URI can have made it up: it is {@link Certainty#SUSPECTED} at most, and only with
     * the {@code state} of a login that this client began.
     *
     * @param stateMatches whether {@code state} is that of a login which was begun with {@code client} and is not
     *     finished
     * @param error the {@code error} parameter
     * @param description the {@code error_description} parameter; {@code null} if there is none
     * @return the rejection; empty if the response is none, or {@code state} does not match
     */
    public static Optional<ClientRejection> inAuthorizationResponse(
            DcrCredentials client, boolean stateMatches, String error, @Nullable String description) {
        if (!stateMatches) {
            return Optional.empty();
        }
        TokenEndpointError read = TokenEndpointError.of(
                400, error, description == null ? "" : description, client.clientId(), secrets(client));
        return rejection(client, "the authorization response says ", read, (s, e, d) -> Meaning.UNDECIDED)
                .map(found -> new ClientRejection(found.text, Certainty.SUSPECTED, true));
    }

    private static Secret[] secrets(DcrCredentials client, Secret... alsoSent) {
        return Stream.concat(client.clientSecret().stream(), Stream.of(alsoSent))
                .toArray(Secret[]::new);
    }

    private static Optional<ClientRejection> rejection(
            DcrCredentials client, String source, TokenEndpointError error, RejectionClassifier classifier) {
        Meaning meaning = classifier.classify(error.status(), error.error(), error.description());
        if (meaning == Meaning.UNDECIDED) {
            meaning = switch (error.rejection(client.way() == Way.DOCUMENT)) {
                case CERTAIN -> Meaning.REJECTED;
                case SUSPECTED -> Meaning.SUSPECTED;
                case NONE -> Meaning.NOT_REJECTED;
            };
        }
        if (meaning == Meaning.NOT_REJECTED) {
            return Optional.empty();
        }
        Certainty certainty = meaning == Meaning.REJECTED ? Certainty.CERTAIN : Certainty.SUSPECTED;
        return Optional.of(new ClientRejection(source + error.describe(), certainty, false));
    }

    /**
     * Returns a rejection that the caller recognised by itself: by a code that only this server has, say.
     *
     * @param observation what was seen, for operators, without secrets; cut after 200 characters
     */
    public static ClientRejection observed(String observation) {
        return new ClientRejection(ClientMetadata.printable(observation), Certainty.CERTAIN, false);
    }

    /**
     * Returns a suspicion of the caller's: a page of the authorization endpoint, say, which a user has seen.
     *
     * @param observation what was seen, for operators, without secrets; cut after 200 characters
     */
    public static ClientRejection suspected(String observation) {
        return new ClientRejection(ClientMetadata.printable(observation), Certainty.SUSPECTED, true);
    }

    /** Returns the rejection of a caller who says no more than that: nothing of what the server answered is known. */
    public static ClientRejection reported() {
        return REPORTED;
    }

    /** Returns how sure it is. */
    public Certainty certainty() {
        return certainty;
    }

    /**
     * Returns whether it came by a browser, whose author can have made it up: it begins one check of the client an hour
     * at most, on all replicas together.
     */
    public boolean mayBeForged() {
        return mayBeForged;
    }

    /** Returns what was seen, for operators. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return "ClientRejection[" + certainty + ", " + text + "]";
    }
}

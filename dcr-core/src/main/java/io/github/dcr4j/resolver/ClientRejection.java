package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.protocol.TokenEndpointError;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What shows that an authorization server does not accept a client any more: because it forgot it, an operator deleted it,
 * or its secret was changed. Immutable and thread-safe; holds no secret.
 */
public final class ClientRejection {
    private static final ClientRejection REPORTED = new ClientRejection("reported by the caller");

    private final String text;

    private ClientRejection(String text) {
        this.text = text;
    }

    /**
     * Reads the error answer of a token, revocation or introspection endpoint (RFC 6749, section 5.2). A rejection is
     * {@code invalid_client}; and, because servers differ, another code with a 400, 401, 403, 404 or 422 whose description says
     * that the client is unknown. Never {@code invalid_grant} and {@code unauthorized_client}, which are about a code, a
     * token or what the client may do, and never a page, which a proxy may have made.
     *
     * @param client what the request was made with; its secret is masked where the answer echoes it
     * @param status the HTTP status
     * @param body the body, as text
     * @param alsoSent what else of the request is secret, and masked likewise: a code, a verifier, a refresh token
     * @return the rejection; empty if the answer is none
     */
    public static Optional<ClientRejection> inTokenResponse(
            DcrCredentials client, int status, String body, Secret... alsoSent) {
        Stream<Secret> sent = Stream.concat(client.clientSecret().stream(), Stream.of(alsoSent));
        TokenEndpointError error = TokenEndpointError.of(status, body, sent.toArray(Secret[]::new));
        return error.rejectsClient()
                ? Optional.of(new ClientRejection("the server answered " + error.told()))
                : Optional.empty();
    }

    /**
     * Returns a rejection that the caller recognised by itself: at the authorization endpoint, say, where many servers show a
     * page, or by a code that only this server has.
     *
     * @param observation what was seen, for operators, without secrets; cut after 200 characters
     */
    public static ClientRejection observed(String observation) {
        return new ClientRejection(Members.printable(observation));
    }

    /** Returns the rejection of somebody who says no more than that: nothing of what the server answered is known. */
    public static ClientRejection reported() {
        return REPORTED;
    }

    /** Returns what was seen, for operators. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return "ClientRejection[" + text + "]";
    }
}

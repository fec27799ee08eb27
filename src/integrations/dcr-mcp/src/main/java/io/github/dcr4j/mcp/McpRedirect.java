package io.github.dcr4j.mcp;

import java.net.URI;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * How the application sends its user to an authorization server, and gets the answer (RFC 6749, section 4.1). A desktop
 * tool uses {@link LoopbackRedirect}; a web application completes the stage where its redirect URI is called.
 *
 * <p>Implementations are safe for concurrent use. The application need not look at the answer: state, issuer and errors
 * are checked by {@link McpAuthorization}.
 */
public interface McpRedirect {
    /**
     * Returns the address to which the server sends the user back, {@code redirect_uri}. The client is registered with
     * it; it stays the same.
     */
    URI redirectUri();

    /**
     * Sends the user to {@code authorizationUrl}, and returns the address at which the user came back, with its query.
     * Called on a thread of the authorization, once a login, and need not return before the user is back. The stage is
     * cancelled where it supports that and the answer is not waited for any more.
     *
     * @param authorizationUrl to be opened in the user's browser; it holds the login's {@code state}, so it is shown to
     *     this user only
     */
    CompletionStage<URI> authorize(URI authorizationUrl);

    /** Returns a redirect made of a redirect URI and a function that does what {@link #authorize} says. */
    static McpRedirect of(URI redirectUri, Function<URI, CompletionStage<URI>> login) {
        Objects.requireNonNull(redirectUri, "redirectUri");
        Objects.requireNonNull(login, "login");
        return new McpRedirect() {
            @Override
            public URI redirectUri() {
                return redirectUri;
            }

            @Override
            public CompletionStage<URI> authorize(URI authorizationUrl) {
                return login.apply(authorizationUrl);
            }
        };
    }
}

package io.github.dcr4j.examples.login;

import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.github.dcr4j.DcrCredentials;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a user is sent to log in (RFC 6749, section 4.1.1). */
public final class AuthorizationRequest {
    private AuthorizationRequest() {}

    /**
     * Returns which scopes a login asks for: those of {@code configured} that the client was registered for. A server
     * may register others than were asked for, and need not say which.
     */
    public static List<String> scopes(DcrCredentials client, List<String> configured) {
        List<String> registered = client.scopes();
        if (registered.isEmpty()) {
            return configured;
        }
        List<String> both = configured.stream().filter(registered::contains).toList();
        return both.isEmpty() ? registered : both;
    }

    /**
     * Returns the address; a query that the authorization endpoint has of its own is kept (RFC 6749, section 3.1).
     *
     * @param resource what the token is for (RFC 8707); {@code null} to leave it out
     */
    public static String address(
            DcrCredentials client, BegunLogin login, List<String> scopes, @Nullable String resource) {
        URI endpoint = client.authorizationEndpoint()
                .orElseThrow(() -> new LoginFailedException(404, "No login is possible there."));
        var request = new com.nimbusds.oauth2.sdk.AuthorizationRequest.Builder(
                        ResponseType.CODE, new ClientID(client.clientId()))
                .endpointURI(endpoint)
                .redirectionURI(URI.create(login.redirectUri()))
                .state(new State(login.state().reveal()))
                .codeChallenge(new CodeVerifier(login.verifier().reveal()), CodeChallengeMethod.S256);
        if (!scopes.isEmpty()) {
            request.scope(new Scope(scopes.toArray(String[]::new)));
        }
        if (resource != null) {
            request.resources(URI.create(resource));
        }
        if (login.nonce() != null) {
            request.customParameter("nonce", login.nonce());
        }
        return request.build().toURI().toString();
    }
}

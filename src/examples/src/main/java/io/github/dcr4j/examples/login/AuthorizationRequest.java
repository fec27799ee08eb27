package io.github.dcr4j.examples.login;

import io.github.dcr4j.DcrCredentials;
import java.util.List;
import okhttp3.HttpUrl;

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

    /** Returns the address; a query that the authorization endpoint has of its own is kept (RFC 6749, section 3.1). */
    public static String address(DcrCredentials client, BegunLogin login, List<String> scopes) {
        HttpUrl.Builder address = HttpUrl.get(client.authorizationEndpoint()
                        .orElseThrow(() -> new LoginFailedException(404, "No login is possible there."))
                        .toString())
                .newBuilder()
                .addQueryParameter("response_type", "code")
                .addQueryParameter("client_id", client.clientId())
                .addQueryParameter("redirect_uri", login.redirectUri())
                .addQueryParameter("state", login.state().reveal())
                .addQueryParameter("code_challenge", Pkce.challenge(login.verifier()))
                .addQueryParameter("code_challenge_method", "S256");
        if (!scopes.isEmpty()) {
            address.addQueryParameter("scope", String.join(" ", scopes));
        }
        if (login.nonce() != null) {
            address.addQueryParameter("nonce", login.nonce());
        }
        return address.build().toString();
    }
}

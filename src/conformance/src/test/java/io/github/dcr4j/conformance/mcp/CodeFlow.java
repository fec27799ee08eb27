package io.github.dcr4j.conformance.mcp;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.token.TokenGrant;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A login without a browser: the redirect to the client is read, and not followed. */
final class CodeFlow {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient browser;

    CodeFlow(HttpClient browser) {
        this.browser = browser;
    }

    /** Sends the user to the server and returns what the code is exchanged with. */
    TokenGrant login(ResourceClient client, List<String> scopes) throws IOException, InterruptedException {
        DcrCredentials credentials = client.credentials();
        if (!credentials.pkceS256Supported()) {
            throw new IOException("the server does not announce PKCE with S256");
        }
        CodeVerifier verifier = new CodeVerifier();
        State state = new State();
        AuthorizationRequest.Builder request = new AuthorizationRequest.Builder(
                        ResponseType.CODE, new ClientID(credentials.clientId()))
                .endpointURI(credentials.authorizationEndpoint().orElseThrow())
                .redirectionURI(URI.create(ClientSetup.REDIRECT_URI))
                .state(state)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .resources(URI.create(client.resource()));
        if (!scopes.isEmpty()) {
            request.scope(new Scope(scopes.toArray(String[]::new)));
        }
        AuthorizationResponse response = answer(request.build().toURI());
        if (!state.equals(response.getState())) {
            throw new IOException("the authorization response has another state");
        }
        checkIssuer(credentials, response.getIssuer());
        if (!response.indicatesSuccess()) {
            throw new IOException("the server refused the login: "
                    + response.toErrorResponse().getErrorObject().getCode());
        }
        Secret code =
                Secret.of(response.toSuccessResponse().getAuthorizationCode().getValue());
        return TokenGrant.authorizationCode(
                        credentials.generation(), code, ClientSetup.REDIRECT_URI, Secret.of(verifier.getValue()))
                .with("resource", client.resource());
    }

    private AuthorizationResponse answer(URI address) throws IOException, InterruptedException {
        HttpResponse<Void> redirect = browser.send(
                HttpRequest.newBuilder(address)
                        .timeout(PATIENCE)
                        .header("Accept", "text/html")
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        String location = redirect.headers()
                .firstValue("Location")
                .filter(found -> found.startsWith(ClientSetup.REDIRECT_URI + "?"))
                .orElseThrow(() -> new IOException("the login did not end at the redirect URI"));
        try {
            return AuthorizationResponse.parse(URI.create(location));
        } catch (ParseException e) {
            throw new IOException("the authorization response cannot be read", e);
        }
    }

    /** RFC 9207, section 2.4: equal, character for character; it may be left out only by who does not promise it. */
    private static void checkIssuer(DcrCredentials client, Issuer issuer) throws IOException {
        boolean right = issuer == null
                ? !client.issParameterSupported()
                : client.issuer().filter(issuer.getValue()::equals).isPresent();
        if (!right) {
            throw new IOException("the authorization response is not of the server that was asked: iss is "
                    + (issuer == null ? "missing" : "another"));
        }
    }
}

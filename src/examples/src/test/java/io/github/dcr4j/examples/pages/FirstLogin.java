package io.github.dcr4j.examples.pages;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import java.net.HttpURLConnection;
import java.net.URI;

/** From nothing to a login. */
public final class FirstLogin {
    public static void main(String[] args) throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start(); // its one user is always logged in
                MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
                DcrResolver resolver = DcrResolver.builder(store).build()) {
            DcrRequest request = DcrRequest.builder("https://app.example.com") // who we are
                    .upstreamIssuer(server.issuer()) // the authorization server
                    .scopes("openid")
                    .build();

            DcrCredentials client = resolver.resolve(request);
            System.out.println("1. a client is registered; it has a "
                    + client.clientSecret().orElseThrow());

            State state = new State();
            CodeVerifier verifier = new CodeVerifier();
            URI login = new AuthorizationRequest.Builder(ResponseType.CODE, new ClientID(client.clientId()))
                    .endpointURI(client.authorizationEndpoint().orElseThrow())
                    .redirectionURI(URI.create(request.redirectUri()))
                    .scope(new Scope("openid"))
                    .state(state)
                    .codeChallenge(verifier, CodeChallengeMethod.S256)
                    .build()
                    .toURI();
            System.out.println("2. the browser is sent to " + login.getPath());

            URI callback = browser(login);
            System.out.println("3. the browser comes back to " + callback.getPath());

            AuthorizationResponse back = AuthorizationResponse.parse(callback);
            if (!state.equals(back.getState()) || !back.indicatesSuccess()) {
                throw new IllegalStateException("not the answer to this login");
            }
            TokenOutcome outcome = TokenCalls.of(resolver, request)
                    .call(TokenGrant.authorizationCode(
                            client.generation(),
                            Secret.of(back.toSuccessResponse()
                                    .getAuthorizationCode()
                                    .getValue()),
                            request.redirectUri(),
                            Secret.of(verifier.getValue())));
            OIDCTokenResponse tokens = OIDCTokenResponse.parse(
                    JSONObjectUtils.parse(outcome.response().body()));
            System.out.println("4. logged in: "
                    + tokens.getOIDCTokens().getIDToken().getJWTClaimsSet().getSubject());
        }
    }

    /** Does what a browser does: goes there, and tells where it is sent. */
    private static URI browser(URI address) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        return URI.create(connection.getHeaderField("Location"));
    }
}

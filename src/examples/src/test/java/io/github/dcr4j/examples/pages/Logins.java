package io.github.dcr4j.examples.pages;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.server.ServerRequest;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import java.net.URI;

/** The logins of a service with users, as its page shows them. */
final class Logins {
    private final DcrResolver resolver;
    private final DcrRequest request;

    Logins(DcrResolver resolver, DcrRequest request) {
        this.resolver = resolver;
        this.request = request;
    }

    /** What is kept with the user's session until the user is back. */
    record Begun(String generation, State state, Nonce nonce, CodeVerifier verifier, URI address) {}

    Begun begin() {
        DcrCredentials client = resolver.resolve(request); // a hit sends nothing
        State state = new State();
        Nonce nonce = new Nonce();
        CodeVerifier verifier = new CodeVerifier();
        URI callback = URI.create(request.redirectUri());
        Scope scope = new Scope("openid");
        URI address = new AuthenticationRequest.Builder(
                        ResponseType.CODE, scope, new ClientID(client.clientId()), callback)
                .endpointURI(client.authorizationEndpoint().orElseThrow())
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build()
                .toURI();
        return new Begun(client.generation(), state, nonce, verifier, address); // send the browser to the address
    }

    /** Returns who logged in; {@code answer} is the address that the browser came back to. */
    Subject end(Begun begun, URI answer) throws Exception {
        DcrCredentials client = resolver.find(request, begun.generation()).orElseThrow(LoginAgainException::new);
        Issuer issuer = new Issuer(client.issuer().orElseThrow());
        AuthorizationResponse back = AuthorizationResponse.parse(answer);
        boolean otherServer = client.issParameterSupported() && !issuer.equals(back.getIssuer()); // RFC 9207
        if (otherServer || !begun.state().equals(back.getState()) || !back.indicatesSuccess()) {
            throw new LoginAgainException();
        }

        TokenOutcome outcome = TokenCalls.of(resolver, request)
                .call(TokenGrant.authorizationCode(
                        begun.generation(),
                        Secret.of(
                                back.toSuccessResponse().getAuthorizationCode().getValue()),
                        request.redirectUri(),
                        Secret.of(begun.verifier().getValue())));
        if (outcome instanceof TokenOutcome.LogInAgain || outcome.response().status() != 200) {
            throw new LoginAgainException(); // the next login begins with the client that is good now
        }
        JWT idToken = OIDCTokenResponse.parse(
                        JSONObjectUtils.parse(outcome.response().body()))
                .getOIDCTokens()
                .getIDToken();

        URI jwks = resolver.serverMetadata(request).jwksUri().orElseThrow();
        JWKSet keys = JWKSet.parse(
                resolver.serverHttp(request).send(ServerRequest.get(jwks)).body());
        return new IDTokenValidator(issuer, new ClientID(client.clientId()), JWSAlgorithm.RS256, keys)
                .validate(idToken, begun.nonce())
                .getSubject();
    }
}

package io.github.dcr4j.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A login at the kit's server by Nimbus' OpenID Connect SDK, which checks all that a client has to. */
class KitLoginTest {
    private static final URI CALLBACK = URI.create("https://app.example.com/callback");

    private final DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder()
            .secretLife(Duration.ofHours(1))
            .user("alice", Map.of("email", "alice@example.com")));
    private final Nonce nonce = new Nonce();

    @BeforeEach
    void liveNow() {
        kit.clock().setWallClock(Instant.now()); // the SDK looks at the machine's clock
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private DcrCredentials client() {
        return kit.resolver()
                .resolve(kit.requestBuilder()
                        .redirectUri(CALLBACK.toString())
                        .scopes("openid", "email")
                        .build());
    }

    private OIDCTokenResponse loggedIn(DcrCredentials client) throws Exception {
        ClientID id = new ClientID(client.clientId());
        CodeVerifier verifier = new CodeVerifier();
        State state = new State();
        AuthenticationRequest request = new AuthenticationRequest.Builder(
                        new ResponseType("code"), new Scope("openid", "email"), id, CALLBACK)
                .endpointURI(kit.server().authorizationEndpoint())
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build();
        var redirected = request.toHTTPRequest();
        redirected.setFollowRedirects(false);
        AuthenticationSuccessResponse response = AuthenticationResponseParser.parse(
                        redirected.send().getLocation())
                .toSuccessResponse();
        assertThat(response.getState()).isEqualTo(state);
        assertThat(response.getIssuer()).isEqualTo(new Issuer(kit.server().issuer()));
        AuthorizationCode code = response.getAuthorizationCode();
        TokenRequest tokens = new TokenRequest.Builder(
                        kit.server().tokenEndpoint(),
                        new ClientSecretBasic(
                                id,
                                new com.nimbusds.oauth2.sdk.auth.Secret(
                                        client.clientSecret().orElseThrow().reveal())),
                        new AuthorizationCodeGrant(code, CALLBACK, verifier))
                .build();
        return (OIDCTokenResponse)
                OIDCTokenResponseParser.parse(tokens.toHTTPRequest().send()).toSuccessResponse();
    }

    private IDTokenValidator validator(String clientId) throws Exception {
        OIDCProviderMetadata metadata =
                OIDCProviderMetadata.resolve(new Issuer(kit.server().issuer()));
        return new IDTokenValidator(
                metadata.getIssuer(),
                new ClientID(clientId),
                JWSAlgorithm.RS256,
                metadata.getJWKSetURI().toURL());
    }

    @Test
    void login_byAnotherClientLibrary_hasAnIdTokenThatItAccepts() throws Exception {
        DcrCredentials client = client();

        OIDCTokenResponse tokens = loggedIn(client);

        IDTokenClaimsSet claims =
                validator(client.clientId()).validate(tokens.getOIDCTokens().getIDToken(), nonce);
        assertThat(claims.getSubject().getValue()).isEqualTo("alice");
    }

    @Test
    void idToken_ofAnotherClientOrNonce_isRefusedByIt() throws Exception {
        DcrCredentials client = client();
        OIDCTokenResponse tokens = loggedIn(client);

        assertThatThrownBy(() ->
                        validator("another").validate(tokens.getOIDCTokens().getIDToken(), nonce))
                .isInstanceOf(BadJOSEException.class);
        assertThatThrownBy(() -> validator(client.clientId())
                        .validate(tokens.getOIDCTokens().getIDToken(), new Nonce()))
                .isInstanceOf(BadJOSEException.class);
    }

    @Test
    void userInfo_withTheTokenOfTheLogin_saysWhoItIs() throws Exception {
        BearerAccessToken token = loggedIn(client()).getOIDCTokens().getBearerAccessToken();

        UserInfoResponse answer =
                UserInfoResponse.parse(new UserInfoRequest(kit.server().userInfoEndpoint(), token)
                        .toHTTPRequest()
                        .send());

        assertThat(answer.toSuccessResponse().getUserInfo().getSubject().getValue())
                .isEqualTo("alice");
        assertThat(answer.toSuccessResponse().getUserInfo().getEmailAddress()).isEqualTo("alice@example.com");
    }

    @Test
    void userInfo_tokenIsOldOrUnknown_isRefused() throws Exception {
        BearerAccessToken token = loggedIn(client()).getOIDCTokens().getBearerAccessToken();
        kit.clock().advance(Duration.ofMinutes(6));

        for (BearerAccessToken refused : new BearerAccessToken[] {token, new BearerAccessToken("unknown")}) {
            UserInfoResponse answer =
                    UserInfoResponse.parse(new UserInfoRequest(kit.server().userInfoEndpoint(), refused)
                            .toHTTPRequest()
                            .send());
            assertThat(answer.toErrorResponse().getErrorObject().getCode()).isEqualTo("invalid_token");
        }
    }
}

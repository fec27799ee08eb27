package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.conformance.InitialAccessTokens;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an oidc-provider refuses is told with what to do about it. */
@ExtendWith(NodeServers.class)
class OidcProviderRefusalIT {

    private static final PlainCalls CALLS = new PlainCalls();

    /** Registration behind an initial access token. */
    private static NodeServer closed;

    private final WatchedResolver resolver = new WatchedResolver();

    @BeforeAll
    static void start() throws Exception {
        closed = NodeServer.start("oidc-provider.mjs", "--closed");
    }

    @AfterAll
    static void stop() throws Exception {
        NodeServer.closeAll(closed);
    }

    @AfterEach
    void close() {
        resolver.close();
    }

    @Test
    void resolve_noInitialAccessToken_saysToConfigureOne() {
        DcrRefusedException refused = refusalOf(DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(closed.issuer())
                .build());

        assertThat(refused)
                .hasMessage(
                        "registration at %s/reg was refused: 400 invalid_request (no access token provided); the server"
                                + " wants an initial access token (RFC 7591, section 3): configure one",
                        closed.issuer());
        assertThat(refused.status()).isEqualTo(400);
    }

    @Test
    void resolve_wrongInitialAccessToken_asksForAnotherOnceAndSaysToGetANewOne() {
        InitialAccessTokens tokens = new InitialAccessTokens(() -> "wrong");

        DcrRefusedException refused =
                refusalOf(withToken().initialAccessToken(tokens).build());

        assertThat(refused)
                .hasMessage(
                        "registration at %s/reg was refused: 401 invalid_token (invalid token provided); the server does"
                                + " not accept the initial access token: it may have expired or been used up; get a new"
                                + " one",
                        closed.issuer());
        assertThat(refused.status()).isEqualTo(401);
        assertThat(tokens.asked()).isEqualTo(2);
    }

    @Test
    void resolve_rightInitialAccessTokenAfterAWrongOne_registersWithTheSecond() throws Exception {
        Iterator<String> two = List.of("wrong", closed.tell("token")).iterator();

        DcrCredentials client = resolver.resolve(withToken()
                .initialAccessToken(new InitialAccessTokens(two::next))
                .build());

        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_privateUseRedirectUriOfAWebClient_namesItAndTheRules() {
        DcrRefusedException refused = refusalOf(withToken()
                .metadata(m -> m.applicationType("web"))
                .redirectUri("com.example.app:/callback")
                .build());

        assertThat(refused)
                .hasMessage(
                        "registration at %s/reg was refused: 400 invalid_redirect_uri (redirect_uris must only contain web"
                                + " uris); the server does not accept a redirect URI that was sent:"
                                + " com.example.app:/callback; check its rules for web and native clients",
                        closed.issuer());
    }

    @Test
    void resolve_scopesThatTheServerDoesNotHave_namesThemAndTheWayOut() {
        DcrRefusedException refused =
                refusalOf(withToken().scopes("openid", "payments").build());

        assertThat(refused)
                .hasMessage(
                        "registration at %s/reg was refused: 400 invalid_client_metadata (scope must only contain"
                                + " Authorization Server supported scope values); the server may accept no scopes at"
                                + " registration, or others (sent: openid payments): change the scopes or the scope policy"
                                + " (OMIT sends none), or have refused ones left out (dropRefusedScopes); check the client metadata against what the server supports",
                        closed.issuer());
    }

    @Test
    void resolve_grantThatTheServerDoesNotHave_tellsWhatTheServerSays() {
        DcrRefusedException refused = refusalOf(withToken()
                .grantTypes("authorization_code", "urn:ietf:params:oauth:grant-type:device_code")
                .build());

        assertThat(refused)
                .hasMessage(
                        "registration at %s/reg was refused: 400 invalid_client_metadata (grant_types can only contain"
                                + " 'implicit', 'authorization_code', 'refresh_token', or 'client_credentials'); check the"
                                + " client metadata against what the server supports",
                        closed.issuer());
    }

    private DcrRefusedException refusalOf(DcrRequest request) {
        return catchThrowableOfType(DcrRefusedException.class, () -> resolver.resolve(request));
    }

    private static DcrRequestBuilder withToken() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(closed.issuer())
                .initialAccessToken(new InitialAccessTokens(() -> closed.tell("token")))
                .grantTypes("authorization_code", "refresh_token", "client_credentials");
    }
}

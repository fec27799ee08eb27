package io.github.dcr4j.conformance.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.conformance.InitialAccessTokens;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the real server refuses is told with what to do about it, and leaves nothing behind that hinders the next
 * attempt.
 */
class SpringRefusalIT {

    private static final PlainCalls CALLS = new PlainCalls();

    /** Root issuer, plain registration behind an initial access token. */
    private static SpringAuthorizationServer closed;

    private final WatchedResolver resolver = new WatchedResolver();

    @BeforeAll
    static void start() throws Exception {
        closed = SpringAuthorizationServer.builder().oauth2Registration().start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (closed != null) {
            closed.close();
        }
    }

    @AfterEach
    void close() {
        resolver.close();
    }

    @Test
    void resolve_wrongInitialAccessToken_asksForAnotherOnceAndSaysToGetANewOne() {
        InitialAccessTokens tokens = new InitialAccessTokens(() -> "wrong-" + UUID.randomUUID());

        DcrRefusedException refused =
                refusalOf(atClosed().initialAccessToken(tokens).build());

        assertThat(refused)
                .hasMessage(
                        "registration at %s/oauth2/register was refused: 401; the server does not accept the initial"
                                + " access token: it may have expired or been used up; get a new one",
                        closed.issuer());
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.step()).isEqualTo(Step.REGISTER);
        assertThat(tokens.asked()).isEqualTo(2);
        assertThat(resolver.sent()).filteredOn(sent -> sent.startsWith("POST")).hasSize(2);
        assertThat(resolver.published(DcrEvent.Failed.class)).hasSize(1);
        assertThat(resolver.published(DcrEvent.OrphanSuspected.class)).isEmpty();
    }

    @Test
    void resolve_rightInitialAccessTokenAfterAWrongOne_registers() throws Exception {
        refusalOf(atClosed()
                .initialAccessToken(new InitialAccessTokens(() -> "wrong"))
                .build());
        resolver.clock().advance(Duration.ofSeconds(1));

        DcrCredentials client = resolver.resolve(atClosed().build());

        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(1);
    }

    @Test
    void resolve_initialAccessTokenUsedUp_registersWithTheNextOne() throws Exception {
        String used = closed.initialAccessToken();
        HttpResponse<String> first =
                CALLS.register(closed.endpoint("/oauth2/register"), used, "{\"grant_types\":[\"client_credentials\"]}");
        Iterator<String> two = List.of(used, closed.initialAccessToken()).iterator();
        InitialAccessTokens tokens = new InitialAccessTokens(two::next);

        DcrCredentials client =
                resolver.resolve(atClosed().initialAccessToken(tokens).build());

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(tokens.asked()).isEqualTo(2);
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_noInitialAccessToken_saysToConfigureOne() {
        DcrRequest request = DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(closed.issuer())
                .build();

        DcrRefusedException refused = refusalOf(request);

        assertThat(refused)
                .hasMessage(
                        "registration at %s/oauth2/register was refused: 401; the server wants an initial access token"
                                + " (RFC 7591, section 3): configure one",
                        closed.issuer());
    }

    @Test
    void resolve_tokenThatIsNotForRegistration_saysToGetOneThatIs() throws Exception {
        DcrCredentials client = resolver.resolve(atClosed().build());
        String token = CALLS.json(CALLS.token(client)).get("access_token").textValue();
        DcrRequest request = atClosed()
                .variant("another")
                .initialAccessToken(new InitialAccessTokens(() -> token))
                .build();

        DcrRefusedException refused = refusalOf(request);

        assertThat(refused)
                .hasMessage(
                        "registration at %s/oauth2/register was refused: 403 insufficient_scope; the initial access token"
                                + " very likely lacks a scope that the server wants it to have (RFC 6750, section 3.1):"
                                + " get one that was made for registration",
                        closed.issuer());
    }

    @Test
    void resolve_scopesRefused_namesThemAndTheWayOut() {
        DcrRefusedException refused =
                refusalOf(atClosed().scopes("profile", "openid").build());

        assertThat(refused)
                .hasMessage(
                        "registration at %s/oauth2/register was refused: 400 invalid_scope (Invalid Client Registration:"
                                + " scope); the server may accept no scopes at registration, or others (sent: openid"
                                + " profile): change the scopes or the scope policy (OMIT sends none), or have refused"
                                + " ones left out (dropRefusedScopes); check the client metadata against what the server supports",
                        closed.issuer());
    }

    /** The server refuses no redirect URI that a request can be built with, so the refusal comes before it is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"https://app.example.com/callback#part", "javascript:x", "/callback", "https://a b/"})
    void redirectUri_thatTheServerRefuses_isRefusedBeforeAnythingIsSent(String redirectUri) throws Exception {
        String body = "{\"redirect_uris\":[\"" + redirectUri + "\"]}";

        HttpResponse<String> answer =
                CALLS.register(closed.endpoint("/oauth2/register"), closed.initialAccessToken(), body);

        assertThat(CALLS.json(answer).get("error").textValue()).isEqualTo("invalid_redirect_uri");
        assertThatThrownBy(() -> atClosed().redirectUri(redirectUri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redirectUri '");
    }

    @Test
    void resolve_keysAtAPlainHttpAddress_tellsWhichMemberTheServerRefuses() {
        DcrRequest request =
                atClosed().metadata(m -> m.jwksUri("http://127.0.0.1:9/keys")).build();

        DcrRefusedException refused = refusalOf(request);

        assertThat(refused)
                .hasMessage(
                        "registration at %s/oauth2/register was refused: 400 invalid_client_metadata (Invalid Client"
                                + " Registration: jwks_uri); check the client metadata against what the server supports",
                        closed.issuer());
    }

    /** It lists methods of authentication only, and has public clients. */
    @Test
    void resolve_publicClientThatTheServerDoesNotAdvertise_isRegisteredWithoutASecret() {
        DcrRequest request = atClosed()
                .grantTypes("authorization_code")
                .redirectUri("http://127.0.0.1:49152/callback")
                .publicClient()
                .build();

        DcrCredentials client = resolver.resolve(request);

        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.NONE);
        assertThat(client.clientSecret()).isEmpty();
    }

    private DcrRefusedException refusalOf(DcrRequest request) {
        return catchThrowableOfType(DcrRefusedException.class, () -> resolver.resolve(request));
    }

    private static DcrRequestBuilder atClosed() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(closed.issuer())
                .initialAccessToken(new InitialAccessTokens(closed::initialAccessToken))
                .grantTypes("authorization_code", "refresh_token", "client_credentials");
    }
}

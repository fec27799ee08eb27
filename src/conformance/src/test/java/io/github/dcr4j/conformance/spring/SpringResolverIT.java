package io.github.dcr4j.conformance.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.conformance.InitialAccessTokens;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The resolver gets clients from the real server that the server then gives tokens to, keeps them, and replaces them.
 */
class SpringResolverIT {

    private static final Duration SECRET_LIFE = Duration.ofHours(1);
    private static final PlainCalls CALLS = new PlainCalls();

    /** Root issuer, both registration endpoints, an initial access token needed, secrets that do not expire. */
    private static SpringAuthorizationServer closed;

    /** Path issuer, open registration, scopes accepted, secrets that live for an hour. */
    private static SpringAuthorizationServer open;

    private final WatchedResolver resolver = new WatchedResolver();

    @BeforeAll
    static void start() throws Exception {
        closed = SpringAuthorizationServer.builder()
                .oidcRegistration()
                .oauth2Registration()
                .start();
        open = SpringAuthorizationServer.builder()
                .issuerPath("/tenants/a")
                .oauth2Registration()
                .open()
                .acceptScopes()
                .secretLife(SECRET_LIFE)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        for (SpringAuthorizationServer server :
                Stream.of(closed, open).filter(Objects::nonNull).toList()) {
            server.close();
        }
    }

    @AfterEach
    void close() {
        resolver.close();
    }

    @Test
    void resolve_rootIssuer_needsOneDocumentAndOneRegistration() {
        DcrCredentials client = resolver.resolve(atClosed().build());

        assertThat(resolver.sent())
                .containsExactly("GET /.well-known/oauth-authorization-server", "POST /oauth2/register");
        assertThat(client.issuer()).hasValue(closed.issuer());
        assertThat(client.authorizationEndpoint()).hasValue(closed.at("/oauth2/authorize"));
        assertThat(client.tokenEndpoint()).isEqualTo(closed.at("/oauth2/token"));
        assertThat(client.pkceS256Supported()).isTrue();
    }

    @Test
    void resolve_issuerWithAPath_needsOneDocumentAndOneRegistration() {
        DcrCredentials client = resolver.resolve(atOpen().build());

        assertThat(resolver.sent())
                .containsExactly(
                        "GET /.well-known/oauth-authorization-server/tenants/a", "POST /tenants/a/oauth2/register");
        assertThat(client.issuer()).hasValue(open.issuer());
        assertThat(client.tokenEndpoint()).isEqualTo(open.at("/tenants/a/oauth2/token"));
    }

    @Test
    void serverMetadata_documentsOfBothKinds_areMerged() {
        ServerMetadata metadata = resolver.serverMetadata(atClosed().build());

        assertThat(metadata.registrationEndpoint()).hasValue(closed.at("/oauth2/register"));
        assertThat(metadata.jwksUri()).hasValue(closed.at("/oauth2/jwks"));
        assertThat(metadata.revocationEndpoint()).hasValue(closed.at("/oauth2/revoke"));
        assertThat(metadata.introspectionEndpoint()).hasValue(closed.at("/oauth2/introspect"));
        assertThat(metadata.codeChallengeMethodsSupported()).containsExactly("S256");
        // the document of OpenID alone has these
        assertThat(metadata.userinfoEndpoint()).hasValue(closed.at("/userinfo"));
        assertThat(metadata.endSessionEndpoint()).hasValue(closed.at("/connect/logout"));
        assertThat(metadata.idTokenSigningAlgorithmsSupported()).contains("RS256");
        assertThat(metadata.documents()).hasSize(2);
    }

    @Test
    void resolve_urlOfTheOpenIdDocument_registersWhereThatSays() throws Exception {
        DcrRequest request = withTokenGrant(DcrRequest.builder("https://app.example.com")
                        .discoveryUrl(closed.issuer() + "/.well-known/openid-configuration")
                        .initialAccessToken(new InitialAccessTokens(closed::initialAccessToken)))
                .build();

        DcrCredentials client = resolver.resolve(request);

        assertThat(resolver.sent()).containsExactly("GET /.well-known/openid-configuration", "POST /connect/register");
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_registrationEndpointGiven_sendsTheRegistrationOnly() throws Exception {
        DcrRequest request = DcrRequest.builder("my-service")
                .registrationEndpoint(open.issuer() + "/oauth2/register")
                .server(s -> s.tokenEndpoint(open.issuer() + "/oauth2/token"))
                .grantTypes("client_credentials")
                .metadata(m -> m.leaveOutEmptyResponseTypes())
                .build();

        DcrCredentials client = resolver.resolve(request);

        assertThat(resolver.sent()).containsExactly("POST /tenants/a/oauth2/register");
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_nothingAskedForButTheServer_getsAClientForLogins() throws Exception {
        DcrCredentials client = resolver.resolve(atClosed().build());

        HttpResponse<String> token = CALLS.token(client);

        assertThat(client.redirectUris()).containsExactly("https://app.example.com/oauth/callback");
        assertThat(client.grantTypes()).containsExactlyInAnyOrder("authorization_code", "refresh_token");
        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);
        assertThat(client.clientSecretExpiresAt()).isEmpty();
        // the client is known and authenticated, and has not registered the grant of this token request
        assertThat(token.statusCode()).isEqualTo(400);
        assertThat(token.body()).isEqualTo("{\"error\":\"unauthorized_client\"}");
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST"})
    void resolve_behindAnInitialAccessToken_getsAClientThatGetsTokens(TokenEndpointAuthMethod method) throws Exception {
        InitialAccessTokens tokens = new InitialAccessTokens(closed::initialAccessToken);
        DcrRequest request = withTokenGrant(atClosed().initialAccessToken(tokens))
                .authMethods(method)
                .build();

        DcrCredentials client = resolver.resolve(request);

        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(method);
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
        assertThat(tokens.asked()).isOne();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST"})
    void resolve_openRegistration_getsAClientThatGetsTokens(TokenEndpointAuthMethod method) throws Exception {
        DcrRequest request = withTokenGrant(atOpen())
                .authMethods(method)
                .scopes("read", "write")
                .build();

        DcrCredentials client = resolver.resolve(request);

        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(method);
        assertThat(client.scopes()).containsExactlyInAnyOrder("read", "write");
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_again_sendsNothing() throws Exception {
        InitialAccessTokens tokens = new InitialAccessTokens(closed::initialAccessToken);
        DcrRequest request =
                withTokenGrant(atClosed().initialAccessToken(tokens)).build();
        DcrCredentials first = resolver.resolve(request);
        int sentBefore = resolver.sent().size();

        DcrCredentials second = resolver.resolve(request);

        assertThat(second).isEqualTo(first);
        assertThat(resolver.sent()).hasSize(sentBefore);
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(1);
        assertThat(resolver.published(DcrEvent.Hit.class)).hasSize(1);
        assertThat(tokens.asked()).isOne();
        assertThat(CALLS.token(second).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_secretAboutToExpire_registersAgainWithTheEndpointsItKnows() throws Exception {
        DcrRequest request = withTokenGrant(atOpen()).build();
        DcrCredentials first = resolver.resolve(request);
        advanceTo(first.clientSecretExpiresAt().orElseThrow().minusSeconds(30));

        DcrCredentials second = resolver.resolve(request);
        DcrCredentials third = resolver.resolve(request);

        assertThat(second.clientId()).isNotEqualTo(first.clientId());
        assertThat(third).isEqualTo(second);
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(2);
        assertThat(resolver.sent()).filteredOn(sent -> sent.startsWith("POST")).hasSize(2);
        assertThat(CALLS.token(second).statusCode()).isEqualTo(200);
    }

    /** The server's clock counts: the secret is good for as long as it says. */
    @Test
    void resolve_clockFurtherAheadThanASecretLives_usesTheClientAndReportsTheClock() throws Exception {
        resolver.clock().advance(SECRET_LIFE.plusMinutes(5));

        DcrCredentials client = resolver.resolve(atOpen().build());

        assertThat(resolver.resolve(atOpen().build())).isEqualTo(client);
        assertThat(resolver.published(DcrEvent.ClockDiffers.class)).isNotEmpty();
        assertThat(resolver.published(DcrEvent.Orphaned.class)).isEmpty();
    }

    private void advanceTo(Instant time) {
        resolver.clock().advance(Duration.between(resolver.clock().now(), time));
    }

    private static DcrRequestBuilder atClosed() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(closed.issuer())
                .initialAccessToken(new InitialAccessTokens(closed::initialAccessToken));
    }

    private static DcrRequestBuilder atOpen() {
        return DcrRequest.builder("https://app.example.com").upstreamIssuer(open.issuer());
    }

    private static DcrRequestBuilder withTokenGrant(DcrRequestBuilder request) {
        return request.grantTypes("authorization_code", "refresh_token", "client_credentials");
    }
}

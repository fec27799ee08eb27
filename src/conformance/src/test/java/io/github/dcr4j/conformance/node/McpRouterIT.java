package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.conformance.Login;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The resolver gets clients from the authorization router of the MCP SDK, which ends the issuer it names with a slash.
 */
@ExtendWith(NodeServers.class)
class McpRouterIT {

    private static final PlainCalls CALLS = new PlainCalls();
    private static final String REDIRECT_URI = "https://app.example.com/callback";
    private static final String LOOPBACK = "http://127.0.0.1:49152/callback";

    /** Secrets that live for as long as the router makes them by default. */
    private static NodeServer server;

    private final WatchedResolver resolver = new WatchedResolver();

    @BeforeAll
    static void start() throws Exception {
        server = NodeServer.start("mcp-router.mjs");
    }

    @AfterAll
    static void stop() throws Exception {
        NodeServer.closeAll(server);
    }

    @AfterEach
    void close() {
        resolver.close();
    }

    @Test
    void resolve_confidentialClient_getsASecretOfThirtyDaysAndFinishesALogin() throws Exception {
        DcrCredentials client =
                resolver.resolve(atServer().scopePolicy(ScopePolicy.SERVER_LIST).build());

        HttpResponse<String> tokens = new Login(client, REDIRECT_URI).tokens();

        assertThat(resolver.sent()).containsExactly("GET /.well-known/oauth-authorization-server", "POST /register");
        assertThat(client.issuer()).hasValue(server.issuer() + "/");
        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_POST);
        assertThat(client.clientSecretExpiresAt())
                .contains(client.clientIdIssuedAt().orElseThrow().plus(Duration.ofDays(30)));
        assertThat(client.scopes()).containsExactlyInAnyOrder("read", "write");
        assertThat(client.management()).isEmpty();
        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
    }

    @Test
    void resolve_publicClient_finishesALoginOnAnotherPortThanItRegistered() throws Exception {
        DcrCredentials client =
                resolver.resolve(atServer().publicClient().redirectUri(LOOPBACK).build());

        HttpResponse<String> tokens = new Login(client, LOOPBACK.replace("49152", "49153")).tokens();

        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.NONE);
        assertThat(client.clientSecret()).isEmpty();
        assertThat(client.clientSecretExpiresAt()).isEmpty();
        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
    }

    @Test
    void resolve_again_sendsNothing() {
        DcrRequest request = atServer().build();
        DcrCredentials first = resolver.resolve(request);
        int sentBefore = resolver.sent().size();

        DcrCredentials second = resolver.resolve(request);

        assertThat(second).isEqualTo(first);
        assertThat(resolver.sent()).hasSize(sentBefore);
        assertThat(resolver.published(DcrEvent.Hit.class)).hasSize(1);
    }

    @Test
    void resolve_issuerWithoutTheSlash_isToleratedAndTold() {
        resolver.resolve(atServer().build());

        assertThat(resolver.published(DcrEvent.DeviationTolerated.class))
                .extracting(DcrEvent.DeviationTolerated::code, DcrEvent.DeviationTolerated::field)
                .containsExactly(tuple("issuer-terminating-slash", "issuer"));
    }

    @Test
    void resolve_issuerWithTheSlash_findsNoDeviationEvenStrictly() {
        DcrRequest request = DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer() + "/")
                .redirectUri(REDIRECT_URI)
                .strict()
                .build();

        DcrCredentials client = resolver.resolve(request);

        assertThat(client.issuer()).hasValue(server.issuer() + "/");
        assertThat(resolver.published(DcrEvent.DeviationTolerated.class)).isEmpty();
    }

    @Test
    void resolve_issuerWithoutTheSlashStrictly_isRefusedBeforeAnythingIsRegistered() {
        DcrRequest request = atServer().strict().build();

        DcrException failure = catchThrowableOfType(DcrException.class, () -> resolver.resolve(request));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure)
                .hasMessage(
                        "the metadata of %s/.well-known/oauth-authorization-server departs from the standards, and the"
                                + " request is strict: the issuer differs by its terminating slash (RFC 8414, section 3.3):"
                                + " issuer (slash added); report it to the operator of the server, or leave strict() out",
                        server.issuer());
        assertThat(resolver.sent()).noneMatch(sent -> sent.startsWith("POST"));
    }

    @Test
    void resolve_methodThatTheServerDoesNotHave_registersNothing() {
        DcrRequest request = atServer()
                .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .build();

        DcrException failure = catchThrowableOfType(DcrException.class, () -> resolver.resolve(request));

        assertThat(failure.step()).isEqualTo(Step.CHOOSE_AUTH_METHOD);
        assertThat(failure)
                .hasMessage(
                        "the server supports [client_secret_post, none], the caller can use [client_secret_basic]; no"
                                + " authentication method suits both: set authMethods, or declare"
                                + " server(s -> s.authMethods(...)) if the server supports more"
                                + " than it says");
        assertThat(resolver.sent()).containsExactly("GET /.well-known/oauth-authorization-server");
    }

    @Test
    void resolve_noRedirectUriForAServiceAlone_tellsWhatTheServerMisses() {
        DcrRequest request = DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .grantTypes("client_credentials")
                .build();

        DcrRefusedException refused = catchThrowableOfType(DcrRefusedException.class, () -> resolver.resolve(request));

        assertThat(refused)
                .hasMessage(
                        "registration at %s/register was refused: 400 invalid_client_metadata ([ { 'expected': 'array',"
                                + " 'code': 'invalid_type', 'path': [ 'redirect_uris' ], 'message': 'Invalid input:"
                                + " expected array, received undefined' } ]); the server wants a redirect URI, and"
                                + " none was sent: name one (redirectUri)",
                        server.issuer());
    }

    /** The server refuses no redirect URI that a request can be built with, so the refusal comes before it is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"javascript:x", "data:text/plain,x", "/callback"})
    void redirectUri_thatTheServerRefuses_isRefusedBeforeAnythingIsSent(String redirectUri) throws Exception {
        HttpResponse<String> answer =
                CALLS.register(server.endpoint("/register"), null, "{\"redirect_uris\":[\"" + redirectUri + "\"]}");

        assertThat(CALLS.json(answer).get("error").textValue()).isEqualTo("invalid_client_metadata");
        assertThatThrownBy(() -> atServer().redirectUri(redirectUri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redirectUri '");
    }

    private static DcrRequestBuilder atServer() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .redirectUri(REDIRECT_URI);
    }
}

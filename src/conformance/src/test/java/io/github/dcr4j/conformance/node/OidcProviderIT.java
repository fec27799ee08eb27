package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.conformance.Login;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.server.ServerMetadata;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The resolver gets clients from an open oidc-provider that then gives tokens to them. */
@ExtendWith(NodeServers.class)
class OidcProviderIT {

    private static final PlainCalls CALLS = new PlainCalls();
    private static final String LOOPBACK = "http://127.0.0.1:49152/callback";

    /** Root issuer. */
    private static NodeServer root;

    /** Issuer with a path. */
    private static NodeServer path;

    private final WatchedResolver resolver = new WatchedResolver();

    @BeforeAll
    static void start() throws Exception {
        root = NodeServer.start("oidc-provider.mjs");
        path = NodeServer.start("oidc-provider.mjs", "--issuer-path=/tenants/a");
    }

    @AfterAll
    static void stop() throws Exception {
        NodeServer.closeAll(root, path);
    }

    @AfterEach
    void close() {
        resolver.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST"})
    void resolve_rootIssuer_goesOnToTheOpenIdDocument(TokenEndpointAuthMethod method) throws Exception {
        DcrCredentials client =
                resolver.resolve(withTokenGrant(root).authMethods(method).build());

        assertThat(resolver.sent())
                .containsExactly(
                        "GET /.well-known/oauth-authorization-server",
                        "GET /.well-known/openid-configuration",
                        "POST /reg");
        assertThat(client.issuer()).hasValue(root.issuer());
        assertThat(client.issParameterSupported()).isTrue();
        assertThat(client.pkceS256Supported()).isTrue();
        assertThat(client.clientSecretExpiresAt()).isEmpty();
        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(method);
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void serverMetadata_ofBothIssuers_hasWhatTheServerPublishes() throws Exception {
        for (NodeServer server : new NodeServer[] {root, path}) {
            ServerMetadata metadata = resolver.serverMetadata(at(server).build());

            assertThat(metadata.issuer()).hasValue(server.issuer());
            assertThat(metadata.jwksUri()).hasValue(server.endpoint("/jwks"));
            assertThat(metadata.userinfoEndpoint()).hasValue(server.endpoint("/me"));
            assertThat(metadata.endSessionEndpoint()).hasValue(server.endpoint("/session/end"));
            assertThat(metadata.codeChallengeMethodsSupported()).containsExactly("S256");
            assertThat(metadata.authorizationResponseIssParameterSupported()).isTrue();
            assertThat(metadata.documents()).hasSize(1);
        }
        assertThat(resolver.sent()).allMatch(call -> call.startsWith("GET "));
    }

    @Test
    void resolve_issuerWithAPath_findsTheDocumentAtTheAppendedAddress() throws Exception {
        DcrCredentials client = resolver.resolve(withTokenGrant(path).build());

        assertThat(resolver.sent())
                .containsExactly(
                        "GET /.well-known/oauth-authorization-server/tenants/a",
                        "GET /.well-known/openid-configuration/tenants/a",
                        "GET /tenants/a/.well-known/openid-configuration",
                        "POST /tenants/a/reg");
        assertThat(client.issuer()).hasValue(path.issuer());
        assertThat(client.tokenEndpoint()).isEqualTo(path.endpoint("/token"));
        assertThat(client.management().orElseThrow().registrationClientUri())
                .isEqualTo(path.endpoint("/reg/" + client.clientId()));
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_confidentialClient_finishesALoginOnBothSidesOfAPath() throws Exception {
        String redirectUri = "https://app.example.com/callback";
        for (NodeServer server : new NodeServer[] {root, path}) {
            DcrCredentials client =
                    resolver.resolve(at(server).redirectUri(redirectUri).build());

            HttpResponse<String> tokens = new Login(client, redirectUri, List.of("openid")).tokens();

            assertThat(client.requestedScopes()).isEmpty();
            assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
            assertThat(CALLS.json(tokens).has("id_token")).isTrue();
        }
    }

    @Test
    void resolve_publicClient_finishesALoginOnAnotherPortThanItRegistered() throws Exception {
        DcrRequest request = at(root).publicClient().redirectUri(LOOPBACK).build();

        DcrCredentials client = resolver.resolve(request);
        HttpResponse<String> tokens = new Login(client, LOOPBACK.replace("49152", "49153"), List.of("openid")).tokens();

        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.NONE);
        assertThat(client.clientSecret()).isEmpty();
        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
    }

    @Test
    void resolve_twoRunsOnTwoPorts_areOneClientAndLogInOnTheirOwn() throws Exception {
        for (int port : new int[] {49_152, 49_153}) {
            DcrRequest request = at(root).publicClient()
                    .variant("two runs")
                    .redirectUri("http://127.0.0.1:" + port + "/callback")
                    .build();

            DcrCredentials client = resolver.resolve(request);
            HttpResponse<String> tokens =
                    new Login(client, client.redirectUris().get(0), List.of("openid")).tokens();

            assertThat(client.redirectUris()).containsExactly(request.redirectUri());
            assertThat(client.registeredMetadata()).contains("\"http://127.0.0.1/callback\"");
            assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
        }
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(1);
    }

    @Test
    void resolve_again_sendsNothing() throws Exception {
        DcrRequest request = withTokenGrant(root).build();
        DcrCredentials first = resolver.resolve(request);
        int sentBefore = resolver.sent().size();

        DcrCredentials second = resolver.resolve(request);

        assertThat(second).isEqualTo(first);
        assertThat(resolver.sent()).hasSize(sentBefore);
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(1);
        assertThat(resolver.published(DcrEvent.Hit.class)).hasSize(1);
        assertThat(CALLS.token(second).statusCode()).isEqualTo(200);
    }

    /** Without response types this server takes {@code code}, and misses the redirect URIs. */
    @Test
    void resolve_clientCredentialsAlone_getsAClientThatGetsTokens() throws Exception {
        DcrCredentials client =
                resolver.resolve(at(root).grantTypes("client_credentials").build());

        assertThat(client.grantTypes()).containsExactly("client_credentials");
        assertThat(client.redirectUris()).isEmpty();
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_everyListedScope_isRegisteredAndTold() {
        DcrCredentials client =
                resolver.resolve(at(root).scopePolicy(ScopePolicy.SERVER_LIST).build());

        assertThat(client.requestedScopes()).contains("openid");
        assertThat(client.scopes()).containsExactlyInAnyOrderElementsOf(client.requestedScopes());
    }

    /** All that this server does is within the standards: even a strict request finds nothing to refuse. */
    @Test
    void resolve_strictly_findsNoDeviation() throws Exception {
        DcrCredentials confidential =
                resolver.resolve(withTokenGrant(path).strict().build());
        DcrCredentials publicClient = resolver.resolve(
                at(path).publicClient().redirectUri(LOOPBACK).strict().build());

        assertThat(resolver.published(DcrEvent.DeviationTolerated.class)).isEmpty();
        assertThat(CALLS.token(confidential).statusCode()).isEqualTo(200);
        assertThat(publicClient.redirectUris()).containsExactly(LOOPBACK);
    }

    private static DcrRequestBuilder at(NodeServer server) {
        return DcrRequest.builder("https://app.example.com").upstreamIssuer(server.issuer());
    }

    private static DcrRequestBuilder withTokenGrant(NodeServer server) {
        return at(server).grantTypes("authorization_code", "refresh_token", "client_credentials");
    }
}

package io.github.dcr4j.conformance.keycloak;

import static io.github.dcr4j.TokenEndpointAuthMethod.NONE;
import static io.github.dcr4j.TokenEndpointAuthMethod.PRIVATE_KEY_JWT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.conformance.InitialAccessTokens;
import io.github.dcr4j.conformance.Login;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.SecretAuthenticationContract;
import io.github.dcr4j.conformance.TestKeys;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.token.TokenOutcome;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients at a realm of Keycloak that nothing was changed in: from their registration to their end. */
class KeycloakIT extends SecretAuthenticationContract {
    private static final PlainCalls CALLS = new PlainCalls();
    private static final String CALLBACK = "https://app.example.com/callback";
    private static KeycloakServer server;

    @BeforeAll
    static void start() throws Exception {
        server = KeycloakServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected DcrRequestBuilder atServer() {
        return withToken().grantTypes("client_credentials");
    }

    private static DcrRequestBuilder withToken() {
        return withoutToken().initialAccessToken(new InitialAccessTokens(server::initialAccessToken));
    }

    private static DcrRequestBuilder withoutToken() {
        return DcrRequest.builder("https://app.example.com").upstreamIssuer(server.issuer());
    }

    private static ClientAuthentication with(ClientKey key) {
        return ClientAuthentication.builder().keys(key).build();
    }

    @Test
    void resolve_withoutAToken_isRefusedByThePolicyOfTrustedHosts() {
        DcrRequest request = withoutToken().redirectUri(CALLBACK).build();

        DcrRefusedException refused = catchThrowableOfType(DcrRefusedException.class, () -> resolver.resolve(request));

        assertThat(refused)
                .hasMessageContaining("403 insufficient_scope (Policy 'Trusted Hosts' rejected request")
                .hasMessageContaining("added to the trusted hosts of the server's client registration policies, or"
                        + " configure an initial access token");
    }

    @Test
    void resolve_withAToken_needsOneDocumentAndOneRegistration() throws Exception {
        DcrCredentials client = resolver.resolve(atServer().build());

        assertThat(resolver.sent())
                .containsExactly(
                        "GET /.well-known/oauth-authorization-server/realms/dev",
                        "POST /realms/dev/clients-registrations/openid-connect");
        assertThat(client.issuer()).hasValue(server.issuer());
        assertThat(client.issParameterSupported()).isTrue();
        assertThat(client.clientSecretExpiresAt()).isEmpty();
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
        assertThat(resolver.published(DcrEvent.DeviationTolerated.class))
                .extracting(DcrEvent.DeviationTolerated::field, DcrEvent.DeviationTolerated::shape)
                .containsExactly(tuple("redirect_uris", "empty array"));
    }

    @Test
    void serverMetadata_hasWhatTheServerPublishes() {
        ServerMetadata metadata =
                resolver.serverMetadata(withoutToken().redirectUri(CALLBACK).build());

        assertThat(metadata.issuer()).hasValue(server.issuer());
        assertThat(metadata.codeChallengeMethodsSupported()).contains("S256");
        assertThat(metadata.jwksUri()).isPresent();
    }

    @Test
    void resolve_confidentialClient_finishesALogin() throws Exception {
        DcrCredentials client =
                resolver.resolve(withToken().redirectUri(CALLBACK).build());

        HttpResponse<String> tokens = new Login(client, CALLBACK, List.of("openid")).tokens();

        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
        assertThat(CALLS.json(tokens).has("id_token")).isTrue();
        assertThat(CALLS.json(tokens).has("refresh_token")).isTrue();
    }

    @Test
    void resolve_publicClient_finishesALoginOnAnotherPortThanItRegistered() throws Exception {
        String registered = "http://127.0.0.1:49152/callback";
        String used = "http://127.0.0.1:49153/callback";

        DcrCredentials client = resolver.resolve(
                withToken().publicClient().redirectUri(registered).build());
        HttpResponse<String> tokens = new Login(client, used, List.of("openid")).tokens();

        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(NONE);
        assertThat(client.clientSecret()).isEmpty();
        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
    }

    @Test
    void resolve_scopesThatThePolicyForbids_areNamedAndCanBeLeftOut() throws Exception {
        DcrRequestBuilder request = withToken().redirectUri(CALLBACK).scopes("openid", "profile");

        assertThatThrownBy(() -> resolver.resolve(request.build()))
                .isInstanceOf(DcrRefusedException.class)
                .hasMessageContaining("Policy 'Allowed Client Scopes' rejected request")
                .hasMessageContaining("(sent: openid profile)");
        DcrCredentials client = resolver.resolve(request.dropRefusedScopes().build());

        assertThat(client.requestedScopes()).isEmpty();
        HttpResponse<String> tokens = new Login(client, CALLBACK, List.of("openid", "profile")).tokens();
        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "EdDSA", "PS256"})
    void call_privateKeyJwt_isChosenAndAccepted(String algorithm) throws Exception {
        DcrRequest request =
                atServer().authentication(with(TestKeys.of(algorithm, "k1"))).build();

        TokenOutcome outcome = accepted(request);

        assertThat(outcome.client().tokenEndpointAuthMethod()).isEqualTo(PRIVATE_KEY_JWT);
        assertThat(TestKeys.header(sender.sent().get(0)).get("alg").textValue()).isEqualTo(algorithm);
    }

    @Test
    void rotateKeys_newKeyAddedAndTheFormerWithdrawn_isAcceptedThroughout() throws Exception {
        ClientKey former = TestKeys.ec("k1");
        ClientKey next = TestKeys.ec("k2");
        AtomicReference<List<ClientKey>> keys = new AtomicReference<>(List.of(former));
        DcrRequest request = atServer()
                .authentication(ClientAuthentication.builder().keys(keys::get).build())
                .build();

        DcrCredentials first = accepted(request).client();
        keys.set(List.of(next, former));
        resolver.operations().rotateKeys(request);
        accepted(request);
        keys.set(List.of(next));
        DcrCredentials one = resolver.operations().rotateKeys(request);

        assertThat(accepted(request).client().clientId()).isEqualTo(first.clientId());
        assertThat(one.registeredMetadata()).contains("\"k2\"").doesNotContain("\"k1\"");
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(1);
    }

    @Test
    void update_replacesTheTokenThatManages_andTheNextOneUsesTheNewToken() throws Exception {
        DcrRequest request = withToken().redirectUri(CALLBACK).build();
        DcrCredentials first = resolver.resolve(request);

        DcrCredentials updated = resolver.operations().update(request);
        DcrCredentials again = resolver.operations().update(request);

        assertThat(again.clientId()).isEqualTo(first.clientId());
        assertThat(List.of(management(first), management(updated), management(again)))
                .extracting(DcrManagement::registrationAccessToken)
                .doesNotHaveDuplicates();
        assertThat(CALLS.manage("GET", management(updated), null).statusCode()).isEqualTo(401);
        assertThat(resolver.verify(request).outcome()).isEqualTo(Verification.Outcome.ALIVE);
        assertThat(new Login(again, CALLBACK, List.of("openid")).tokens().statusCode())
                .isEqualTo(200);
    }

    @Test
    void call_clientDeletedByAnAdministrator_isReplacedOnceAndGetsAToken() throws Exception {
        DcrRequest request = atServer().build();
        DcrCredentials first = resolver.resolve(request);
        server.delete(first.clientId());

        TokenOutcome outcome = resolver.tokens(request).call(GRANT, sender);

        assertThat(outcome.response().status()).as(outcome.response().body()).isEqualTo(200);
        assertThat(outcome.client().clientId()).isNotEqualTo(first.clientId());
        assertThat(sender.sent()).hasSize(2);
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(2);
    }

    @Test
    void deregister_clientIsGoneAtTheServer() throws Exception {
        DcrRequest request = atServer().build();
        DcrCredentials client = resolver.resolve(request);

        assertThat(resolver.operations().deregister(request).deleted())
                .extracting(Object::toString)
                .containsExactly(client.clientId());

        assertThat(CALLS.token(client).statusCode()).isEqualTo(401);
        assertThat(CALLS.manage("GET", management(client), null).statusCode()).isEqualTo(401);
    }

    private static DcrManagement management(DcrCredentials client) {
        return client.management().orElseThrow();
    }
}

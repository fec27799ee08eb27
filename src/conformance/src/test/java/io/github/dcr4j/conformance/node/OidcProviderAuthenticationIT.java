package io.github.dcr4j.conformance.node;

import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_JWT;
import static io.github.dcr4j.TokenEndpointAuthMethod.PRIVATE_KEY_JWT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientCertificate;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.conformance.JdkSender;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.SecretAuthenticationContract;
import io.github.dcr4j.conformance.TestKeys;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.token.TokenOutcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients get tokens from oidc-provider by every method, while their keys are replaced, and after the server forgot
 * them.
 */
@ExtendWith(NodeServers.class)
class OidcProviderAuthenticationIT extends SecretAuthenticationContract {
    private static final PlainCalls CALLS = new PlainCalls();
    private static Certificates certificates;
    private static NodeServer server;

    @BeforeAll
    static void start() throws Exception {
        certificates = Certificates.create();
        server = NodeServer.start("oidc-provider.mjs", "--mtls=" + certificates.directory());
    }

    @AfterAll
    static void stop() throws Exception {
        NodeServer.closeAll(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "EdDSA", "PS256"})
    void call_privateKeyJwt_isChosenAndAccepted(String algorithm) throws Exception {
        DcrRequest request =
                atServer().authentication(with(TestKeys.of(algorithm, "k1"))).build();

        TokenOutcome outcome = resolver.tokens(request).call(GRANT, sender);

        assertThat(outcome.client().tokenEndpointAuthMethod()).isEqualTo(PRIVATE_KEY_JWT);
        assertThat(outcome.client().clientSecret()).isEmpty();
        assertThat(outcome.response().status()).as(outcome.response().body()).isEqualTo(200);
        assertThat(TestKeys.header(sender.sent().get(0)).get("alg").textValue()).isEqualTo(algorithm);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void call_certificate_isSentToTheAliasAndAccepted(boolean selfSigned) throws Exception {
        ClientCertificate certificate = selfSigned
                ? ClientCertificate.selfSigned(certificates.selfSigned())
                : ClientCertificate.sanDns(Certificates.CLIENT);
        DcrRequest request = atServer()
                .authentication(
                        ClientAuthentication.builder().certificate(certificate).build())
                .build();
        JdkSender overTls = new JdkSender(certificates.httpClient(selfSigned));

        TokenOutcome outcome = resolver.tokens(request).call(GRANT, overTls);

        assertThat(outcome.client().tokenEndpointAuthMethod()).isEqualTo(certificate.method());
        assertThat(outcome.client().tokenEndpoint().getScheme()).isEqualTo("https");
        assertThat(outcome.response().status()).as(outcome.response().body()).isEqualTo(200);
    }

    @Test
    void rotateKeys_newKeyAddedAndTheFormerWithdrawn_isAcceptedThroughout() throws Exception {
        ClientKey former = TestKeys.ec("k1");
        ClientKey next = TestKeys.ec("k2");
        AtomicReference<List<ClientKey>> keys = new AtomicReference<>(List.of(former));
        DcrRequest request = atServer()
                .authentication(ClientAuthentication.builder().keys(keys::get).build())
                .build();
        DcrRequest ofLateReplica = atServer().authentication(with(former)).build();

        String clientId = accepted(request, "k1");
        keys.set(List.of(next, former));
        accepted(request, "k1");
        DcrCredentials both = resolver.operations().rotateKeys(request);
        accepted(request, "k2");
        accepted(ofLateReplica, "k1");
        keys.set(List.of(next));
        DcrCredentials one = resolver.operations().rotateKeys(request);

        assertThat(accepted(request, "k2")).isEqualTo(clientId);
        assertThat(both.registeredMetadata()).contains("\"k1\"", "\"k2\"");
        assertThat(one.registeredMetadata()).contains("\"k2\"").doesNotContain("\"k1\"");
        assertThat(resolver.operations().rotateKeys(request)).isEqualTo(one);
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(1);
        assertThatThrownBy(() -> resolver.tokens(ofLateReplica).call(GRANT, sender))
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("none of the keys [ClientKey[k1, [ES256]]] is registered");
    }

    /** A replica that gets the new key alone: the former one stays registered for the others until the next step. */
    @Test
    void rotateKeys_formerKeyLeftOutAtOnce_isWithdrawnOnlyByTheNextStep() throws Exception {
        ClientKey former = TestKeys.ec("k1");
        DcrRequest ofFormer = atServer().authentication(with(former)).build();
        DcrRequest ofNext =
                atServer().authentication(with(TestKeys.ed25519("k2"))).build();
        String clientId = accepted(ofFormer, "k1");

        DcrCredentials first = resolver.operations().rotateKeys(ofNext);
        String byNext = accepted(ofNext, "k2");
        DcrCredentials second = resolver.operations().rotateKeys(ofNext);

        assertThat(first.registeredMetadata()).contains("\"k1\"", "\"k2\"");
        assertThat(second.registeredMetadata()).doesNotContain("\"k1\"");
        assertThat(byNext).isEqualTo(clientId);
        assertThat(accepted(ofNext, "k2")).isEqualTo(clientId);
    }

    @Test
    void rotateKeys_clientOfASecret_isRefusedAndSendsNoUpdate() throws Exception {
        DcrRequest request = atServer().authMethods(CLIENT_SECRET_JWT).build();
        resolver.resolve(request);

        assertThatThrownBy(() -> resolver.operations().rotateKeys(request))
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("authenticates by client_secret_jwt, the request has no keys");
        assertThat(resolver.sent()).noneMatch(sent -> sent.startsWith("PUT"));
    }

    @Test
    void call_serverForgotTheClientOfAKey_replacesItOnceAndGetsAToken() throws Exception {
        DcrRequest request = atServer().authentication(with(TestKeys.ec("k1"))).build();
        DcrCredentials first = resolver.resolve(request);
        CALLS.manage("DELETE", first.management().orElseThrow(), null);

        TokenOutcome outcome = resolver.tokens(request).call(GRANT, sender);

        assertThat(outcome.client().clientId()).isNotEqualTo(first.clientId());
        assertThat(outcome.response().status()).as(outcome.response().body()).isEqualTo(200);
        assertThat(sender.sent()).hasSize(2);
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(2);
    }

    /** The answer is that to a client which is not known, word for word; a read tells the two apart. */
    @Test
    void call_serverHasAnotherKey_keepsTheClientAndSaysThatTheKeyIsRejected() throws Exception {
        DcrRequest request = atServer().authentication(with(TestKeys.ec("k1"))).build();
        DcrCredentials client = resolver.resolve(request);
        ClientKey another = TestKeys.ec("k1");
        String update = client.registeredMetadata()
                .replaceFirst(
                        "\"x\":\"[^\"]+\"", "\"x\":\"" + another.publicJwk().get("x") + "\"")
                .replaceFirst(
                        "\"y\":\"[^\"]+\"", "\"y\":\"" + another.publicJwk().get("y") + "\"");
        assertThat(CALLS.manage("PUT", client.management().orElseThrow(), update)
                        .statusCode())
                .isEqualTo(200);

        TokenOutcome first = resolver.tokens(request).call(GRANT, sender);
        TokenOutcome second = resolver.tokens(request).call(GRANT, sender);

        assertThat(List.of(first, second)).allSatisfy(outcome -> {
            assertThat(outcome).isInstanceOf(TokenOutcome.KeyRejected.class);
            assertThat(outcome.client().clientId()).isEqualTo(client.clientId());
        });
        assertThatThrownBy(first::response)
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("the server knows the client and rejects its key");
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(1);
    }

    @Test
    void resolve_keysOfAlgorithmsTheServerDoesNotTake_registersNothing() throws Exception {
        ClientKey es512 = ClientKey.of("k1", TestKeys.pair("secp521r1"));
        DcrRequest request = atServer()
                .authMethods(PRIVATE_KEY_JWT)
                .authentication(with(es512))
                .build();

        assertThatThrownBy(() -> resolver.resolve(request))
                .isInstanceOfSatisfying(
                        DcrException.class, e -> assertThat(e.step()).isEqualTo(DcrException.Step.CHOOSE_AUTH_METHOD))
                .hasMessageContaining("the server takes assertions by [ES256, EdDSA, PS256, RS256]")
                .hasMessageContaining("the client's keys are [ClientKey[k1, [ES512]]]");
        assertThat(resolver.sent()).noneMatch(sent -> sent.startsWith("POST"));
    }

    private String accepted(DcrRequest request, String keyId) throws Exception {
        TokenOutcome outcome = accepted(request);
        assertThat(TestKeys.header(sender.sent().get(sender.sent().size() - 1))
                        .get("kid")
                        .textValue())
                .isEqualTo(keyId);
        return outcome.client().clientId();
    }

    private static ClientAuthentication with(ClientKey... keys) {
        return ClientAuthentication.builder().keys(keys).build();
    }

    @Override
    protected DcrRequestBuilder atServer() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .grantTypes("client_credentials");
    }
}

package io.github.dcr4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeAuthorizationServerTest {
    private final PlainClient client = PlainClient.plain();

    @Test
    void https_clientThatTrustsIt_runsThroughDiscoveryRegistrationTokenAndDeletion() throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.builder()
                .https()
                .issuerPath("/tenants/a")
                .initialAccessToken(Secret.of("let-me-in"))
                .start()) {
            PlainClient trusting = PlainClient.trusting(server);

            PlainClient.Answer metadata = trusting.get(server.metadataUrl(MetadataDocument.OAUTH));
            PlainClient.Answer registered = trusting.post(
                    URI.create(metadata.text("registration_endpoint")),
                    PlainClient.serviceClient("client_secret_basic"),
                    "Authorization",
                    "Bearer let-me-in");
            PlainClient.Answer token = trusting.postForm(
                    URI.create(metadata.text("token_endpoint")),
                    Map.of("grant_type", "client_credentials"),
                    "Authorization",
                    PlainClient.basic(registered.text("client_id"), registered.text("client_secret")));
            PlainClient.Answer deleted = trusting.delete(
                    registered.managementUri(),
                    "Authorization",
                    PlainClient.bearer(registered.text("registration_access_token")));

            assertThat(metadata.text("issuer")).matches("https://127\\.0\\.0\\.1:\\d+/tenants/a");
            assertThat(List.of(registered.status(), token.status(), deleted.status()))
                    .containsExactly(201, 200, 204);
            assertThat(server.certificate().getSubjectAlternativeNames()).hasSize(2);
        }
    }

    @Test
    void https_clientThatDoesNotTrustIt_failsTheHandshake() {
        try (FakeAuthorizationServer server =
                FakeAuthorizationServer.builder().https().start()) {
            assertThatThrownBy(() -> client.get(server.metadataUrl(MetadataDocument.OAUTH)))
                    .isInstanceOf(SSLException.class);
            assertThat(server.calls()).isEmpty();
        }
    }

    @Test
    void certificate_plainHttp_saysHowToGetOne() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            assertThatIllegalStateException().isThrownBy(server::certificate).withMessageContaining("https()");
        }
    }

    @Test
    void orphans_someHeldSomeDeleted_areTheOthers() throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            PlainClient.Answer held = client.post(server.registrationEndpoint(), PlainClient.webClient());
            PlainClient.Answer deleted = client.post(server.registrationEndpoint(), PlainClient.webClient());
            PlainClient.Answer lost = client.post(server.registrationEndpoint(), PlainClient.webClient());
            client.delete(
                    deleted.managementUri(),
                    "Authorization",
                    PlainClient.bearer(deleted.text("registration_access_token")));

            List<FakeClient> orphans = server.orphans(List.of(held.text("client_id"), "never registered"));

            assertThat(orphans).extracting(FakeClient::clientId).containsExactly(lost.text("client_id"));
        }
    }

    @Test
    void calls_anyEndpoint_areRecordedInOrderWithSecrets() throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            client.get(server.metadataUrl(MetadataDocument.OAUTH));
            client.post(server.registrationEndpoint(), PlainClient.webClient(), "Authorization", "Bearer seen");

            List<RecordedCall> calls = server.calls();
            server.forgetCalls();

            assertThat(calls)
                    .extracting(RecordedCall::endpoint)
                    .containsExactly(FakeEndpoint.METADATA, FakeEndpoint.REGISTRATION);
            assertThat(calls.get(1).header("AUTHORIZATION")).hasValue("Bearer seen");
            assertThat(calls.get(1).json()).isEqualTo(PlainClient.webClient());
            assertThat(calls.get(1).toString()).contains("/register").doesNotContain("seen", "App");
            assertThat(server.calls()).isEmpty();
        }
    }

    @Test
    void register_manyAtOnce_losesNone() throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            List<CompletableFuture<PlainClient.Answer>> calls =
                    Stream.generate(() -> client.register(server)).limit(50).toList();

            CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(3, TimeUnit.MINUTES);

            assertThat(server.clients())
                    .extracting(FakeClient::clientId)
                    .doesNotHaveDuplicates()
                    .hasSize(50);
            assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(50);
        }
    }

    @Test
    void clock_default_startsAtTheMachinesTimeAndIsAdvancedByHand() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            long before = server.clock().millis();

            server.advance(Duration.ofHours(2));

            assertThat(before).isCloseTo(DcrClock.system().millis(), within(60_000L));
            assertThat(server.clock().millis() - before).isEqualTo(7_200_000);
        }
    }

    @Test
    void advance_clockOfTheMachine_isRejected() {
        try (FakeAuthorizationServer server =
                FakeAuthorizationServer.builder().clock(DcrClock.system()).start()) {
            assertThatIllegalStateException().isThrownBy(() -> server.advance(Duration.ofHours(1)));
        }
    }

    @Test
    void close_afterwards_nobodyAnswersAndTheRecordStays() throws Exception {
        FakeAuthorizationServer server = FakeAuthorizationServer.start();
        client.post(server.registrationEndpoint(), PlainClient.webClient());

        server.close();

        assertThatThrownBy(() -> client.get(server.metadataUrl(MetadataDocument.OAUTH)))
                .isInstanceOf(ConnectException.class);
        assertThat(server.clients()).hasSize(1);
        assertThat(server.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenants", "/a//b", "/a?b", "/a b", "//"})
    void issuerPath_notAPath_isRejected(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FakeAuthorizationServer.builder().issuerPath(path))
                .withMessageContaining("issuerPath")
                .withMessageContaining(path);
    }

    @Test
    void builder_badValues_areRejectedWithTheirNames() {
        FakeAuthorizationServerBuilder builder = FakeAuthorizationServer.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.secretLife(Duration.ofSeconds(-1)))
                .withMessageContaining("secretLife");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.authMethods(TokenEndpointAuthMethod.PRIVATE_KEY_JWT))
                .withMessageContaining("authMethods");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.grantTypes("password"))
                .withMessageContaining("grantTypes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.scopes("a b"))
                .withMessageContaining("scopes");
    }
}

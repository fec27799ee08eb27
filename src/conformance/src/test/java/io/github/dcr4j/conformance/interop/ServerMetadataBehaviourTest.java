package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What servers say about themselves beyond what a registration needs. */
class ServerMetadataBehaviourTest {
    private static ServerMetadata metadata(OddServer server) {
        return metadata(server, server.request());
    }

    private static ServerMetadata metadata(OddServer server, DcrRequestBuilder request) {
        return server.kit().resolver().serverMetadata(request.build());
    }

    @Test
    void documentsOfBothKinds_areMergedAndTheRegistrationsOneWins() {
        try (OddServer server = new OddServer()) {
            String issuer = server.fake().issuer();
            server.fake()
                    .at(FakeEndpoint.METADATA)
                    .answerNext(
                            document(issuer, Map.of("jwks_uri", issuer + "/oauth-keys")),
                            document(
                                    issuer, Map.of("jwks_uri", issuer + "/keys", "userinfo_endpoint", issuer + "/me")));

            ServerMetadata metadata = metadata(server);

            assertThat(metadata.jwksUri()).hasToString("Optional[" + issuer + "/oauth-keys]");
            assertThat(metadata.userinfoEndpoint()).hasToString("Optional[" + issuer + "/me]");
            assertThat(server.fake().at(FakeEndpoint.METADATA).calls())
                    .extracting(RecordedCall::path)
                    .containsExactly("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration");
            assertThat(server.published()).isEmpty();
        }
    }

    private static FakeAnswer document(String issuer, Map<String, String> more) {
        Map<String, Object> members = new LinkedHashMap<>(more);
        members.put("issuer", issuer);
        members.put("registration_endpoint", issuer + "/register");
        members.put("token_endpoint", issuer + "/token");
        return FakeAnswer.json(200, members);
    }

    @Test
    void secondDocumentOfAnotherIssuer_isLeftOutOfTheMetadata() {
        try (OddServer server = new OddServer()) {
            String issuer = server.fake().issuer();
            server.fake()
                    .at(FakeEndpoint.METADATA)
                    .answerNext(
                            document(issuer, Map.of()),
                            document(
                                    "https://other.example.com", Map.of("jwks_uri", "https://other.example.com/keys")));

            assertThat(metadata(server).jwksUri()).isEmpty();
            assertThat(server.published()).containsExactly("document-left-out");
        }
    }

    @Test
    void furtherEndpointOfAnotherScheme_isLeftOutOfTheMetadata() {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.put("jwks_uri", "http://as.example.com/keys"));

            assertThat(metadata(server).jwksUri()).isEmpty();
            assertThat(server.published()).containsExactly("unusable-url");
            assertThatThrownBy(() -> metadata(server, server.request().strict()))
                    .isInstanceOf(DcrException.class)
                    .hasMessageContaining("the request is strict");
            server.kit().events().clear();
            server.allows();
        }
    }

    @Test
    void furtherEndpointAtASpecialAddress_isLeftOutOfTheMetadata() {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.put("jwks_uri", "https://169.254.169.254/keys"));

            assertThat(metadata(server).jwksUri()).isEmpty();
            assertThat(metadata(server, server.request().strict()).jwksUri()).isEmpty();
            assertThat(server.published()).containsOnly("special-address");
        }
    }

    @Test
    void tokenEndpointMoved_storedClientsFollowWithinOneRefusedCall() throws Exception {
        try (OddServer server = new OddServer()) {
            DcrRequest request = server.request().build();
            DcrCredentials client = server.kit().resolver().resolve(request);
            server.metadata(
                    document -> document.put("token_endpoint", server.fake().issuer() + "/new/token"));
            server.fake().at(FakeEndpoint.TOKEN).answerAlways(FakeAnswer.status(404));
            server.fake().at(FakeEndpoint.ELSEWHERE).answerAlways(FakeAnswer.json(200, Map.of("access_token", "t")));

            TokenGrant code = TokenGrant.authorizationCode(
                    client.generation(),
                    Secret.of("the-code-of-a-login"),
                    "https://app.example.com/callback",
                    Secret.of("the-verifier-of-a-login"));
            TokenOutcome outcome =
                    TokenCalls.of(server.kit().resolver(), request).call(code);

            assertThat(outcome.response().status()).isEqualTo(200);
            assertThat(outcome.client().clientId()).isEqualTo(client.clientId());
            assertThat(server.fake().at(FakeEndpoint.ELSEWHERE).calls())
                    .extracting(RecordedCall::path)
                    .containsExactly("/new/token");
            assertThat(server.kit().resolver().find(request, client.generation()))
                    .hasValueSatisfying(
                            found -> assertThat(found.tokenEndpoint()).hasPath("/new/token"));
            assertThat(server.kit().events().of(DcrEvent.EndpointMoved.class))
                    .singleElement()
                    .satisfies(moved -> assertThat(moved.endpoint()).isEqualTo("token_endpoint"));
        }
    }
}

package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.MetadataDocument;
import io.github.dcr4j.testkit.RecordedCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers do where their metadata is looked for. */
class DiscoveryBehaviourTest {
    @Test
    void issuerOneSlashOff_withoutAPath_isTolerated() {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.put("issuer", server.fake().issuer() + "/"));

            DcrCredentials client = server.tolerates("issuer-terminating-slash");

            assertThat(client.issuer()).hasValue(server.fake().issuer() + "/");
        }
    }

    @Test
    void issuerOneSlashOff_withAPath_isRefusedUnlessItIsTheOneExpected() {
        try (OddServer server = new OddServer(FakeAuthorizationServer.builder().issuerPath("/tenants/a"))) {
            server.metadata(document -> document.put("issuer", server.fake().issuer() + "/"));

            assertIssuerMismatch(server, server.fake().issuer() + "/");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://auth.example.com", "https://auth.example.com/v2"})
    void issuerOfAnotherHost_isRefusedUnlessItIsTheOneExpected(String issuer) {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.put("issuer", issuer));

            assertIssuerMismatch(server, issuer);
        }
    }

    private static void assertIssuerMismatch(OddServer server, String issuer) {
        DcrException failure = server.refused();
        DcrRequestBuilder expecting = DcrRequest.builder("https://app.example.com")
                .discoveryUrl(server.fake().metadataUrl(MetadataDocument.OAUTH).toString())
                .server(s -> s.expectedIssuer(issuer));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure)
                .hasMessageContaining("its issuer is " + issuer)
                .hasMessageContaining("configure it as upstreamIssuer");
        assertThat(server.registrations()).isEmpty();
        assertThat(server.resolve(expecting).issuer()).hasValue(issuer);
    }

    @Test
    void pageAtAWellKnownAddress_isSkipped() {
        try (OddServer server = new OddServer()) {
            FakeAnswer page = FakeAnswer.status(200).withBody("text/html", "<!doctype html><title>App</title>");
            server.fake().at(FakeEndpoint.METADATA).answerNext(page);

            server.tolerates("no-metadata");

            assertThat(server.fake().at(FakeEndpoint.METADATA).calls())
                    .extracting(RecordedCall::path)
                    .startsWith("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration");
        }
    }

    @Test
    void metadataAsPlainText_isRead() {
        try (OddServer server = new OddServer()) {
            server.fake()
                    .at(FakeEndpoint.METADATA)
                    .answerAlways(FakeAnswer.asUsual().withHeader("Content-Type", "text/plain; charset=utf-8"));

            server.tolerates("media-type");
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneKindOfDocumentOnly_isFound(MetadataDocument only) {
        try (OddServer server = new OddServer(
                FakeAuthorizationServer.builder().issuerPath("/tenants/a").documents(only))) {
            server.allows();
        }
    }

    @Test
    void pkceNotAdvertised_noPublicClientUnlessTheCallerDeclaresIt() {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.remove("code_challenge_methods_supported"));

            DcrException failure = server.refused(server.request().publicClient());

            assertThat(failure.step()).isEqualTo(Step.CHOOSE_AUTH_METHOD);
            assertThat(failure).hasMessageContaining("declare server(s -> s.supportsPkceS256()) if it does");
            DcrCredentials declared = server.resolve(server.request()
                    .publicClient()
                    .server(s -> s.supportsPkceS256())
                    .variant("declared"));
            assertThat(declared.clientSecret()).isEmpty();
        }
    }

    @Test
    void noneNotListed_publicClientIsAskedForAllTheSame() {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.put(
                    "token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post")));

            DcrCredentials client = server.resolve(server.request().publicClient());

            assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.NONE);
            assertThat(client.clientSecret()).isEmpty();
        }
    }

    @Test
    void grantsListedAsNull_countAsNotListed() {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.put("grant_types_supported", null));

            server.tolerates("null-member");

            assertThat(server.sent()).containsEntry("grant_types", List.of("authorization_code", "refresh_token"));
        }
    }

    @Test
    void grantsListedThatAreRefusedAtRegistration_areNotCopied() {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.put(
                    "grant_types_supported",
                    List.of("authorization_code", "refresh_token", "implicit", "urn:example:unregistrable")));

            server.allows();

            assertThat(server.sent()).containsEntry("grant_types", List.of("authorization_code", "refresh_token"));
        }
    }

    @Test
    void issuerMadeOfAnInnerHttpAddress_isRefused() {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.put("issuer", "http://keycloak.internal:8080"));

            assertThat(server.refused()).hasMessageContaining("its issuer is http://keycloak.internal:8080");
            assertThat(server.registrations()).isEmpty();
        }
    }

    @Test
    void endpointsMadeOfAnInnerHttpAddress_areRefused() {
        try (OddServer server = new OddServer()) {
            server.metadata(
                    document -> document.put("registration_endpoint", "http://keycloak.internal:8080/register"));

            assertThat(server.refused())
                    .hasMessageContaining("registration_endpoint 'http://keycloak.internal:8080/register'")
                    .hasMessageContaining("https is required, except on loopback");
            assertThat(server.registrations()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    void clientErrorAtAWellKnownAddress_isSkipped(int status) {
        try (OddServer server = new OddServer()) {
            FakeAnswer error = FakeAnswer.status(status).withBody("text/html", "<html>error code: 1020</html>");
            server.fake().at(FakeEndpoint.METADATA).answerNext(error);

            server.allows();
        }
    }

    @Test
    void gatewayErrorAtAWellKnownAddress_isSkipped() {
        try (OddServer server = new OddServer()) {
            server.fake().at(FakeEndpoint.METADATA).answerNext(FakeAnswer.status(502));

            server.tolerates("gateway-error");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 504, 429})
    void serverErrorAtAWellKnownAddress_endsTheSearchAndIsWorthAnotherTry(int status) {
        try (OddServer server = new OddServer()) {
            server.fake().at(FakeEndpoint.METADATA).answerNext(FakeAnswer.status(status));

            DcrException failure = server.refused();

            assertThat(failure.step()).isEqualTo(Step.DISCOVER);
            assertThat(failure.retryable()).isTrue();
            assertThat(server.fake().at(FakeEndpoint.METADATA).count()).isOne();
        }
    }

    @Test
    void issuerMissing_isRefusedUnlessTheCallerAcceptsIt() {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.remove("issuer"));

            DcrException failure = server.refused();

            assertThat(failure)
                    .hasMessageContaining("the document has no issuer")
                    .hasMessageContaining("server(s -> s.issuerMayBeMissing())");
            server.kit().events().clear();
            DcrCredentials client = server.resolve(
                    server.request().server(s -> s.issuerMayBeMissing()).variant("accepted"));
            assertThat(client.issuer()).hasValue(server.fake().issuer());
            assertThat(server.published()).containsExactly("issuer-missing");
        }
    }

    @Test
    void scopesListedWithWhiteSpaceOrControlCharacters_areReadAsScopes() {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.put(
                    "scopes_supported", List.of("openid email", "\tprofile\n", "pho\u0000ne", "off\"line")));

            DcrCredentials client =
                    server.resolve(server.request().scopes(new String[0]).scopePolicy(ScopePolicy.SERVER_LIST));

            assertThat(client.requestedScopes()).containsExactlyInAnyOrder("openid", "email", "profile");
            assertThat(server.published()).contains("white-space", "element-left-out");
            server.refusesStrict();
        }
    }
}

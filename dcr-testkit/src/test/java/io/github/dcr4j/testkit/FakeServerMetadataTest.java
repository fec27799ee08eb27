package io.github.dcr4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Discovery by RFC 8414 and OpenID Connect Discovery. */
class FakeServerMetadataTest {
    private final PlainClient client = PlainClient.plain();

    @Test
    void metadata_rootIssuer_namesIssuerAndEndpoints() throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            PlainClient.Answer answer =
                    client.get(URI.create(server.issuer() + "/.well-known/oauth-authorization-server"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(server.issuer()).matches("http://127\\.0\\.0\\.1:\\d+");
            assertThat(answer.json())
                    .containsEntry("issuer", server.issuer())
                    .containsEntry(
                            "registration_endpoint",
                            server.registrationEndpoint().toString())
                    .containsEntry("token_endpoint", server.tokenEndpoint().toString())
                    .containsEntry(
                            "authorization_endpoint",
                            server.authorizationEndpoint().toString())
                    .containsEntry("code_challenge_methods_supported", List.of("S256"))
                    .doesNotContainKeys("scopes_supported", "jwks_uri");
        }
    }

    @Test
    void metadata_issuerWithPath_isServedAtEachPlaceAndNotAtTheRoot() throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.builder()
                .issuerPath("/tenants/a")
                .scopes("openid", "profile")
                .start()) {
            String origin = server.issuer().replace("/tenants/a", "");

            PlainClient.Answer inserted =
                    client.get(URI.create(origin + "/.well-known/oauth-authorization-server/tenants/a"));
            PlainClient.Answer openIdInserted =
                    client.get(URI.create(origin + "/.well-known/openid-configuration/tenants/a"));
            PlainClient.Answer openIdAppended =
                    client.get(URI.create(origin + "/tenants/a/.well-known/openid-configuration"));
            PlainClient.Answer root = client.get(URI.create(origin + "/.well-known/oauth-authorization-server"));

            assertThat(List.of(inserted, openIdInserted, openIdAppended))
                    .allSatisfy(answer -> assertThat(answer.json())
                            .containsEntry("issuer", origin + "/tenants/a")
                            .containsEntry("token_endpoint", origin + "/tenants/a/token")
                            .containsEntry("scopes_supported", List.of("openid", "profile")));
            assertThat(openIdAppended.json()).containsEntry("jwks_uri", origin + "/tenants/a/jwks");
            assertThat(client.get(URI.create(openIdAppended.text("jwks_uri"))).json())
                    .containsKey("keys");
            assertThat(root.status()).isEqualTo(404);
            assertThat(server.at(FakeEndpoint.METADATA).count()).isEqualTo(4);
        }
    }

    @Test
    void metadata_issuerWithTerminatingSlash_keepsItInTheIssuerOnly() throws Exception {
        try (FakeAuthorizationServer server =
                FakeAuthorizationServer.builder().issuerPath("/a/").start()) {
            PlainClient.Answer answer = client.get(server.metadataUrl(MetadataDocument.OAUTH));

            assertThat(server.metadataUrl(MetadataDocument.OAUTH).getPath())
                    .isEqualTo("/.well-known/oauth-authorization-server/a");
            assertThat(answer.text("issuer")).endsWith("/a/");
            assertThat(answer.text("token_endpoint")).endsWith("/a/token").doesNotContain("//token");
        }
    }

    @Test
    void metadata_documentSwitchedOff_isAbsent() throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.builder()
                .issuerPath("/a")
                .documents(MetadataDocument.OPENID_APPENDED)
                .start()) {
            int oauth = client.get(server.metadataUrl(MetadataDocument.OAUTH)).status();
            int inserted = client.get(server.metadataUrl(MetadataDocument.OPENID_INSERTED))
                    .status();
            int appended = client.get(server.metadataUrl(MetadataDocument.OPENID_APPENDED))
                    .status();

            assertThat(List.of(oauth, inserted, appended)).containsExactly(404, 404, 200);
        }
    }

    @Test
    void metadata_rewritten_saysWhatTheTestWants() throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            server.at(FakeEndpoint.METADATA).rewriteAnswers(document -> {
                document.remove("registration_endpoint");
                document.put("issuer", "https://elsewhere.example");
            });

            PlainClient.Answer answer = client.get(server.metadataUrl(MetadataDocument.OAUTH));

            assertThat(answer.json())
                    .containsEntry("issuer", "https://elsewhere.example")
                    .containsKey("token_endpoint")
                    .doesNotContainKey("registration_endpoint");
        }
    }

    @Test
    void elsewhere_anyAddress_is404AndRecorded() throws Exception {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            int status =
                    client.get(URI.create(server.issuer() + "/favicon.ico")).status();

            assertThat(status).isEqualTo(404);
            assertThat(server.at(FakeEndpoint.ELSEWHERE).calls())
                    .singleElement()
                    .extracting(RecordedCall::path)
                    .isEqualTo("/favicon.ico");
        }
    }
}

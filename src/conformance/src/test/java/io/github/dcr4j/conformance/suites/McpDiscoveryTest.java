package io.github.dcr4j.conformance.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.MetadataDocument;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Scenarios about discovery for clients, of the conformance suite of the Model Context Protocol. What they say about
 * the protected resource is left out: here the issuer is known, and looked up.
 */
class McpDiscoveryTest {

    /** {@code auth/metadata-default}. */
    @Test
    void auth_metadata_default() {
        assertThat(sent("", MetadataDocument.OAUTH))
                .containsExactly("GET /.well-known/oauth-authorization-server", "POST /register");
    }

    /** {@code auth/metadata-var1}. */
    @Test
    void auth_metadata_var1() {
        assertThat(sent("", MetadataDocument.OPENID_APPENDED))
                .containsExactly(
                        "GET /.well-known/oauth-authorization-server",
                        "GET /.well-known/openid-configuration",
                        "POST /register");
    }

    /** {@code auth/metadata-var2}; its trap, the document at the root, is not asked for. */
    @Test
    void auth_metadata_var2() {
        assertThat(sent("/tenant1", MetadataDocument.OAUTH))
                .containsExactly("GET /.well-known/oauth-authorization-server/tenant1", "POST /tenant1/register");
    }

    /** {@code auth/metadata-var3}; its trap, the document at the root, is not asked for. */
    @Test
    void auth_metadata_var3() {
        assertThat(sent("/tenant1", MetadataDocument.OPENID_APPENDED))
                .containsExactly(
                        "GET /.well-known/oauth-authorization-server/tenant1",
                        "GET /.well-known/openid-configuration/tenant1",
                        "GET /tenant1/.well-known/openid-configuration",
                        "POST /tenant1/register");
    }

    /**
     * {@code auth/2025-03-26-oauth-metadata-backcompat}: the endpoints lie under a path that only the document tells.
     */
    @Test
    void auth_2025_03_26_oauth_metadata_backcompat() {
        try (DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder().documents(MetadataDocument.OAUTH))) {
            String token = kit.server().issuer() + "/oauth/token";
            kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(document -> document.put("token_endpoint", token));

            DcrCredentials client = kit.resolver().resolve(kit.request());

            assertThat(client.tokenEndpoint()).isEqualTo(URI.create(token));
        }
    }

    /**
     * {@code auth/2025-03-26-oauth-endpoint-fallback}: there is no metadata at all. Endpoints are not guessed then;
     * whoever knows that they are at the usual places says so.
     */
    @Test
    void auth_2025_03_26_oauth_endpoint_fallback() {
        try (DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder().documents())) {
            String origin = kit.server().issuer();

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> kit.resolver().resolve(kit.request()));
            DcrCredentials client = kit.resolver()
                    .resolve(DcrRequest.builder("https://app.example.com")
                            .registrationEndpoint(origin + "/register")
                            .server(s -> s.authorizationEndpoint(origin + "/authorize")
                                    .tokenEndpoint(origin + "/token"))
                            .build());

            assertThat(failure.step()).isEqualTo(Step.DISCOVER);
            assertThat(failure).hasMessageEndingWith("or configure the server's endpoints");
            assertThat(client.tokenEndpoint()).isEqualTo(URI.create(origin + "/token"));
            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
        }
    }

    /**
     * {@code auth/metadata-issuer-mismatch} ({@code sep-2468-client-validate-metadata-issuer}): the endpoints lie under
     * a path that only the poisoned document tells, so that whoever asks there has used it.
     */
    @Test
    void auth_metadata_issuer_mismatch() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            String poisoned = kit.server().issuer() + "/mismatched-as";
            kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(document -> {
                document.put("issuer", "https://attacker.example.com");
                document.put("registration_endpoint", poisoned + "/register");
                document.put("authorization_endpoint", poisoned + "/authorize");
                document.put("token_endpoint", poisoned + "/token");
            });

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> kit.resolver().resolve(kit.request()));

            assertThat(failure.step()).isEqualTo(Step.DISCOVER);
            assertThat(failure).hasMessageContaining("https://attacker.example.com");
            assertThat(kit.server().calls()).isNotEmpty().allMatch(call -> call.endpoint() == FakeEndpoint.METADATA);
        }
    }

    /** {@code auth/iss-supported} and {@code auth/iss-not-advertised}: what a login needs to know is handed on. */
    @Test
    void auth_iss_supported() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrCredentials advertised = kit.resolver().resolve(kit.request());
            kit.server()
                    .at(FakeEndpoint.METADATA)
                    .rewriteAnswers(document -> document.remove("authorization_response_iss_parameter_supported"));
            DcrCredentials not = kit.newResolver(settings -> settings)
                    .resolve(kit.requestBuilder().variant("not advertised").build());

            assertThat(advertised.issParameterSupported()).isTrue();
            assertThat(not.issParameterSupported()).isFalse();
        }
    }

    /** {@code auth/iss-normalized}: the issuer to compare with is the server's own, to the last character. */
    @Test
    void auth_iss_normalized() {
        try (DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder().issuerPath("/"))) {
            assertThat(kit.resolver().resolve(kit.request()).issuer())
                    .hasValue(kit.server().issuer())
                    .hasValueSatisfying(issuer -> assertThat(issuer).endsWith("/"));
        }
    }

    private static List<String> sent(String issuerPath, MetadataDocument document) {
        try (DcrTestKit kit = DcrTestKit.start(
                FakeAuthorizationServer.builder().issuerPath(issuerPath).documents(document))) {
            kit.resolver().resolve(kit.request());
            return kit.server().calls().stream()
                    .map(call -> call.method() + " " + call.path())
                    .toList();
        }
    }
}

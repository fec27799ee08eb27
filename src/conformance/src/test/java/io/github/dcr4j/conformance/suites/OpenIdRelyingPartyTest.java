package io.github.dcr4j.conformance.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.MetadataDocument;
import io.github.dcr4j.testkit.RecordedCall;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules for relying parties of the OpenID Foundation's conformance suite, and of its predecessor ({@code rp-…}). */
class OpenIdRelyingPartyTest {

    /** The document is asked for before anything else, and what it says is used. */
    @Test
    void oidcc_client_test_discovery_openid_config() {
        try (DcrTestKit kit = DcrTestKit.start(openIdOnly())) {
            String moved = kit.server().issuer() + "/authorize-" + UUID.randomUUID();
            kit.server()
                    .at(FakeEndpoint.METADATA)
                    .rewriteAnswers(document -> document.put("authorization_endpoint", moved));

            DcrCredentials client = kit.resolver()
                    .resolve(DcrRequest.builder("https://app.example.com")
                            .discoveryUrl(kit.server()
                                    .metadataUrl(MetadataDocument.OPENID_APPENDED)
                                    .toString())
                            .build());

            assertThat(kit.server().calls())
                    .extracting(call -> call.method() + " " + call.path())
                    .containsExactly("GET /.well-known/openid-configuration", "POST /register");
            assertThat(client.authorizationEndpoint()).hasValue(URI.create(moved));
        }
    }

    /** The modules of this name of FAPI 1.0 Advanced and of FAPI 2.0 do the same. */
    @ParameterizedTest
    @EnumSource
    void oidcc_client_test_discovery_issuer_mismatch(MetadataDocument document) {
        try (DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder().documents(document))) {
            kit.server()
                    .at(FakeEndpoint.METADATA)
                    .rewriteAnswers(members -> members.put("issuer", members.get("issuer") + "INVALID"));

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> kit.resolver().resolve(kit.request("openid")));

            assertThat(failure.step()).isEqualTo(Step.DISCOVER);
            assertThat(failure).hasMessageContaining(kit.server().issuer() + "INVALID");
            assertThat(kit.server().calls()).allMatch(call -> call.endpoint() == FakeEndpoint.METADATA);
        }
    }

    @Test
    void oidcc_client_test_dynamic_registration() {
        try (DcrTestKit kit = DcrTestKit.start(openIdOnly())) {
            String clientId = "client_" + vschars(new Random(1), 25);
            String secret = "secret_" + vschars(new Random(2), 65);
            kit.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> {
                answer.put("client_id", clientId);
                answer.put("client_secret", secret);
                answer.put("client_secret_expires_at", 0);
            });

            DcrCredentials client = kit.resolver()
                    .resolve(kit.requestBuilder()
                            .redirectUris("https://app.example.com/callback", "https://app.example.com/other")
                            .metadata(m -> m.clientUri("https://app.example.com/")
                                    .logoUri("https://app.example.com/logo.png")
                                    .policyUri("https://app.example.com/policy")
                                    .tosUri("https://app.example.com/terms")
                                    .contacts("ops@example.com")
                                    .member("subject_type", "pairwise")
                                    .member("default_max_age", 3600)
                                    .member("require_auth_time", true)
                                    .member("default_acr_values", List.of("urn:example:loa:1"))
                                    .member("initiate_login_uri", "https://app.example.com/login"))
                            .build());

            assertRegistered(kit);
            assertThat(client.clientId()).isEqualTo(clientId);
            assertThat(client.clientSecret().orElseThrow().reveal()).isEqualTo(secret);
            assertThat(client.clientSecretExpiresAt()).isEmpty();
        }
    }

    /** The same of a native client. */
    @Test
    void oidcc_client_test_dynamic_registration_native() {
        try (DcrTestKit kit = DcrTestKit.start(openIdOnly())) {
            kit.resolver()
                    .resolve(kit.requestBuilder()
                            .publicClient()
                            .redirectUri("http://127.0.0.1:49152/callback")
                            .build());

            assertRegistered(kit);
        }
    }

    @Test
    void metadata_faulty_isFoundFaulty() {
        Map<String, Object> faulty = Map.of(
                "redirect_uris", List.of("http://app.example.com/callback#part"),
                "grant_types", List.of("authorization_code"),
                "response_types", List.of("token"),
                "logo_uri", "http://app.example.com/logo.png",
                "contacts", List.of("nobody"));

        assertThat(RelyingPartyMetadata.faultsOf(faulty)).hasSize(7);
    }

    private static void assertRegistered(DcrTestKit kit) {
        List<RecordedCall> calls = kit.server().calls();
        RecordedCall registration = calls.get(calls.size() - 1);
        assertThat(registration.method()).isEqualTo("POST");
        assertThat(registration.endpoint()).isEqualTo(FakeEndpoint.REGISTRATION);
        assertThat(calls.subList(0, calls.size() - 1)).allMatch(call -> call.endpoint() == FakeEndpoint.METADATA);
        assertThat(registration.header("content-type")).contains("application/json");
        assertThat(RelyingPartyMetadata.faultsOf(registration.json())).isEmpty();
    }

    /** Splitting at the colon must give two parts, each to be decoded as a form is, whatever the secret is made of. */
    @Test
    void oidcc_client_test_client_secret_basic() {
        Random random = new Random(20260101);
        AtomicReference<String> secret = new AtomicReference<>("");
        try (DcrTestKit kit = DcrTestKit.start()) {
            kit.server()
                    .at(FakeEndpoint.REGISTRATION)
                    .rewriteAnswers(answer -> answer.put("client_secret", secret.get()));
            for (int i = 0; i < 50; i++) {
                secret.set("secret_" + vschars(random, 65));
                DcrCredentials client = kit.resolver()
                        .resolve(kit.requestBuilder()
                                .variant("client " + i)
                                .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                                .build());
                Map<String, String> headers = new HashMap<>();
                List<String> fields = new ArrayList<>();

                client.authenticate(headers::put, (name, value) -> fields.add(name));

                assertThat(fields).as("never both methods at once").isEmpty();
                assertThat(decoded(headers.getOrDefault("Authorization", "")))
                        .containsExactly(client.clientId(), secret.get());
            }
        }
    }

    private static List<String> decoded(String header) {
        assertThat(header).startsWith("Basic ");
        String pair = new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8);
        return Stream.of(pair.split(":", -1))
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization_endpoint", "token_endpoint", "registration_endpoint"})
    void rp_registration_uses_https_endpoints(String endpoint) {
        try (DcrTestKit kit = DcrTestKit.start(openIdOnly().https())) {
            kit.server()
                    .at(FakeEndpoint.METADATA)
                    .rewriteAnswers(document -> document.put(endpoint, "http://idp.example.com/" + endpoint));

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> kit.resolver().resolve(kit.request("openid")));

            assertThat(failure.step()).isEqualTo(Step.DISCOVER);
            assertThat(failure).hasMessageContaining(endpoint);
            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
        }
    }

    @Test
    void rp_registration_well_formed_jwk() {
        Map<String, String> key = Map.of(
                "kty", "EC",
                "crv", "P-256",
                "x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
        Map<String, String> withPrivatePart = new HashMap<>(key);
        withPrivatePart.put("d", "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");
        try (DcrTestKit kit = DcrTestKit.start(openIdOnly())) {
            kit.resolver()
                    .resolve(kit.requestBuilder()
                            .metadata(m -> m.jwks(Map.of("keys", List.of(key))))
                            .build());

            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).calls().get(0).json())
                    .containsEntry("jwks", Map.of("keys", List.of(key)))
                    .doesNotContainKey("jwks_uri");
            assertThatThrownBy(() ->
                            kit.requestBuilder().metadata(m -> m.jwks(Map.of("keys", List.of(withPrivatePart)))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("jpsQnnGQ");
        }
    }

    private static FakeAuthorizationServerBuilder openIdOnly() {
        return FakeAuthorizationServer.builder().documents(MetadataDocument.OPENID_APPENDED);
    }

    /** Printable ASCII, every kind of punctuation included, as the suite makes ids and secrets. */
    private static String vschars(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (' ' + 1 + random.nextInt('~' - ' ')));
        }
        return text.toString();
    }
}

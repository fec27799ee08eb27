package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.MetadataDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The endpoints come from exactly one place, and the issuer found there must be the one expected. */
class EndpointSourceTest {
    @ParameterizedTest
    @EnumSource
    void resolve_issuerWithAPath_findsTheDocumentWhereverItIs(MetadataDocument place) {
        try (DcrTestKit kit = DcrTestKit.start(
                FakeAuthorizationServer.builder().issuerPath("/tenants/a").documents(place))) {
            DcrCredentials client = kit.resolver().resolve(kit.request("openid"));

            assertThat(client.issuer()).hasValue(kit.server().issuer());
            assertThat(kit.server().at(FakeEndpoint.METADATA).calls())
                    .extracting(call -> call.path())
                    .allMatch(path -> path.contains("/tenants/a"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_discoveryUrl_asksForThatDocumentOnly(MetadataDocument place) {
        try (DcrTestKit kit = DcrTestKit.start(
                FakeAuthorizationServer.builder().issuerPath("/tenants/a").documents(place))) {
            String url = kit.server().metadataUrl(place).toString();

            DcrCredentials client = kit.resolver()
                    .resolve(DcrRequest.builder("https://app.example.com")
                            .discoveryUrl(url)
                            .build());

            assertThat(client.issuer()).hasValue(kit.server().issuer());
            assertThat(kit.server().at(FakeEndpoint.METADATA).count()).isOne();
        }
    }

    @Test
    void resolve_discoveryUrlOfAnotherIssuer_isRefused() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = DcrRequest.builder("https://app.example.com")
                    .discoveryUrl(
                            kit.server().metadataUrl(MetadataDocument.OAUTH).toString())
                    .server(s -> s.expectedIssuer("https://idp.example.com"))
                    .build();

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> kit.resolver().resolve(request));

            assertThat(failure.step()).isEqualTo(DcrException.Step.DISCOVER);
            assertThat(failure).hasMessageContaining("https://idp.example.com");
            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
        }
    }

    private static DcrRequestBuilder allEndpointsGiven(FakeAuthorizationServer server) {
        return DcrRequest.builder("https://app.example.com")
                .registrationEndpoint(server.registrationEndpoint().toString())
                .server(s -> s.authorizationEndpoint(
                                server.authorizationEndpoint().toString())
                        .tokenEndpoint(server.tokenEndpoint().toString()));
    }

    @Test
    void resolve_registrationEndpointGiven_discoversNothing() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrCredentials client =
                    kit.resolver().resolve(allEndpointsGiven(kit.server()).build());

            assertThat(client.issuer()).isEmpty();
            assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);
            assertThat(kit.server().at(FakeEndpoint.METADATA).count()).isZero();
        }
    }

    @Test
    void resolve_registrationEndpointWithIssuer_theClientTellsIt() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrCredentials client = kit.resolver()
                    .resolve(allEndpointsGiven(kit.server())
                            .server(s -> s.issuer("https://idp.example.com").sendsIss())
                            .build());

            assertThat(kit.store().find(client.key())).isEqualTo(client);
            assertThat(client.issuer()).hasValue("https://idp.example.com");
            assertThat(client.issParameterSupported()).isTrue();
            assertThat(kit.server().at(FakeEndpoint.METADATA).count()).isZero();
        }
    }

    @Test
    void resolve_httpsServer_isReachedWithTheCallersTrust() {
        FakeAuthorizationServerBuilder https = FakeAuthorizationServer.builder().https();
        try (DcrTestKit kit = DcrTestKit.start(https)) {
            assertThat(kit.resolver().resolve(kit.request("openid")).issuer())
                    .hasValueSatisfying(issuer -> assertThat(issuer).startsWith("https://"));
        }
    }

    @Test
    void resolve_publicClient_hasNoSecretAndIsRegisteredAsNative() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrCredentials client = kit.resolver()
                    .resolve(DcrRequest.builder("my-cli")
                            .upstreamIssuer(kit.server().issuer())
                            .redirectUri("http://127.0.0.1:49152/callback")
                            .publicClient()
                            .build());

            assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.NONE);
            assertThat(client.clientSecret()).isEmpty();
            assertThat(client.clientSecretExpiresAt()).isEmpty();
            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).calls().get(0).json())
                    .containsEntry("application_type", "native")
                    .containsEntry("token_endpoint_auth_method", "none");
        }
    }

    @Test
    void resolve_nativeClientOnAnotherPort_isTheSameClient() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequestBuilder cli = DcrRequest.builder("my-cli")
                    .upstreamIssuer(kit.server().issuer())
                    .publicClient();

            DcrCredentials first = kit.resolver()
                    .resolve(cli.redirectUri("http://127.0.0.1:49152/callback").build());
            DcrCredentials second = kit.resolver()
                    .resolve(cli.redirectUri("http://127.0.0.1:50000/callback").build());

            assertThat(second.generation()).isEqualTo(first.generation());
            assertThat(first.redirectUris()).containsExactly("http://127.0.0.1:49152/callback");
            assertThat(second.redirectUris()).containsExactly("http://127.0.0.1:50000/callback");
        }
    }
}

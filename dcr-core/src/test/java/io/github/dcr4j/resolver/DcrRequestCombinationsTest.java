package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.dcr4j.TokenEndpointAuthMethod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was set does not go together, or something is missing: the request is not built. */
class DcrRequestCombinationsTest {
    private static final String UPSTREAM = "https://idp.example.com";

    private static DcrRequestBuilder request() {
        return DcrRequest.builder("https://gateway.example.com/gw").upstreamIssuer(UPSTREAM);
    }

    @Test
    void build_noUpstream_namesTheThreeProperties() {
        DcrRequestBuilder builder = DcrRequest.builder("https://gateway.example.com");

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContainingAll("discoveryUrl", "upstreamIssuer", "registrationEndpoint");
    }

    @Test
    void build_twoUpstreams_namesBothValuesWithoutQueries() {
        DcrRequestBuilder builder = request().registrationEndpoint("https://idp.example.com/reg?t=TOPSECRET");

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContainingAll(
                        "upstreamIssuer=https://idp.example.com", "registrationEndpoint=https://idp.example.com/reg")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("TOPSECRET"));
    }

    @Test
    void build_expectedIssuerWithoutDiscoveryUrl_isRefused() {
        DcrRequestBuilder builder = request().server(s -> s.expectedIssuer("https://login.example.com"));

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContaining("expectedIssuer=https://login.example.com");
    }

    @Test
    void build_registrationEndpointWithoutTokenEndpoint_namesWhatIsMissing() {
        DcrRequestBuilder builder =
                DcrRequest.builder("https://gateway.example.com").registrationEndpoint("https://idp.example.com/reg");

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContainingAll("tokenEndpoint", "https://idp.example.com/reg");
    }

    @Test
    void build_registrationEndpointWithoutAuthorizationEndpoint_namesWhatIsMissing() {
        DcrRequestBuilder builder = DcrRequest.builder("https://gateway.example.com")
                .registrationEndpoint("https://idp.example.com/reg")
                .server(s -> s.tokenEndpoint("https://idp.example.com/token"));

        assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining("authorizationEndpoint");
    }

    @Test
    void build_registrationEndpointForClientCredentials_needsTheTokenEndpointOnly() {
        DcrRequest request = DcrRequest.builder("batch")
                .registrationEndpoint("https://idp.example.com/reg")
                .server(s -> s.tokenEndpoint("https://idp.example.com/token"))
                .grantTypes("client_credentials")
                .build();

        assertThat(request.key().upstream()).isEqualTo("https://idp.example.com/reg");
    }

    @Test
    void build_noRedirectUriForAPlainName_isRefused() {
        DcrRequestBuilder builder = DcrRequest.builder("my-cli").upstreamIssuer(UPSTREAM);

        assertThatIllegalStateException().isThrownBy(builder::build).withMessageContainingAll("redirectUri", "my-cli");
    }

    @Test
    void build_consumerUrlWithQuery_showsNoQuery() {
        DcrRequestBuilder builder =
                DcrRequest.builder("https://gateway.example.com/?t=TOPSECRET").upstreamIssuer(UPSTREAM);

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContainingAll("redirectUri", "https://gateway.example.com/")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("TOPSECRET"));
    }

    @Test
    void build_redirectUrisEmptiedForTheCodeGrant_isRefused() {
        DcrRequestBuilder builder = request().redirectUris();

        assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining("redirectUri");
    }

    @Test
    void build_jwksAndJwksUri_isRefused() {
        DcrRequestBuilder builder = request()
                .metadata(m -> m.jwksUri("https://gateway.example.com/jwks")
                        .jwks(Map.of("keys", List.of(Map.of("kty", "RSA", "n", "x", "e", "AQAB")))));

        assertThatIllegalStateException().isThrownBy(builder::build).withMessageContainingAll("jwks", "jwksUri");
    }

    @Test
    void build_publicClientThenOtherAuthMethod_isRefused() {
        DcrRequestBuilder builder = request().publicClient().authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContainingAll("public", "CLIENT_SECRET_BASIC");
    }

    @Test
    void build_otherAuthMethodThenPublicClient_isRefusedToo() {
        DcrRequestBuilder builder = request()
                .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .publicClient();

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContainingAll("public", "CLIENT_SECRET_BASIC");
    }

    @Test
    void build_publicClientWithNone_isPublic() {
        DcrRequest request = request()
                .publicClient()
                .authMethods(TokenEndpointAuthMethod.NONE)
                .build();

        assertThat(request.spec().profile().publicClient()).isTrue();
        assertThat(request.spec().profile().authMethods()).containsExactly(TokenEndpointAuthMethod.NONE);
    }

    @Test
    void build_responseTypesAndGrantsDisagree_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> request()
                        .grantTypes("client_credentials")
                        .metadata(m -> m.responseTypes("code"))
                        .build())
                .withMessageContaining("responseTypes");
        assertThatIllegalStateException()
                .isThrownBy(() -> request().metadata(m -> m.responseTypes()).build())
                .withMessageContaining("responseTypes");
    }

    private static DcrRequestBuilder undiscovered() {
        return DcrRequest.builder("https://gateway.example.com/gw")
                .registrationEndpoint("https://idp.example.com/register")
                .server(s -> s.authorizationEndpoint("https://idp.example.com/authorize")
                        .tokenEndpoint("https://idp.example.com/token"));
    }

    @Test
    void build_issuerOfADiscoveredServer_isRefused() {
        DcrRequestBuilder byIssuer = request().server(s -> s.issuer("https://idp.example.com"));
        DcrRequestBuilder byDocument = DcrRequest.builder("https://gateway.example.com")
                .discoveryUrl("https://idp.example.com/.well-known/openid-configuration")
                .server(s -> s.issuer("https://idp.example.com"));

        assertThatIllegalStateException()
                .isThrownBy(byIssuer::build)
                .withMessageStartingWith("issuer=https://idp.example.com goes with registrationEndpoint only");
        assertThatIllegalStateException()
                .isThrownBy(byDocument::build)
                .withMessageContaining("expectedIssuer says which it must be");
    }

    @Test
    void build_serverSendsIssWithNothingToCompare_isRefused() {
        DcrRequestBuilder builder = undiscovered().server(s -> s.sendsIss());

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageStartingWith("server(s -> s.sendsIss()) needs issuer");
    }

    @Test
    void build_strictAndIssuerMayBeMissing_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        request().strict().server(s -> s.issuerMayBeMissing()).build())
                .withMessageContaining("issuerMayBeMissing tolerates what strict refuses");
    }
}

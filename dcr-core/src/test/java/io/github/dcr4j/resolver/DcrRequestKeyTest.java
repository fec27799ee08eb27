package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which options decide whether two requests share a client. */
class DcrRequestKeyTest {
    private static final String UPSTREAM = "https://idp.example.com";

    private static DcrRequestBuilder request() {
        return DcrRequest.builder("https://gateway.example.com/gw").upstreamIssuer(UPSTREAM);
    }

    @Test
    void key_sameRequestInAnotherOrder_isEqual() {
        DcrKey one = request()
                .scopes("b", "a", "b")
                .redirectUris("https://a.example/1", "https://a.example/2")
                .grantTypes("refresh_token", "authorization_code")
                .build()
                .key();
        DcrKey other = request()
                .grantTypes("authorization_code", "refresh_token", "authorization_code")
                .redirectUris("https://a.example/2", "https://a.example/1", "https://a.example/2")
                .scopes(List.of("a", "b"))
                .build()
                .key();

        assertThat(one).isEqualTo(other);
        assertThat(one.fingerprint()).isEqualTo(other.fingerprint());
    }

    static Stream<Consumer<DcrRequestBuilder>> functional() {
        return Stream.of(
                b -> b.scopes("a"),
                b -> b.scopePolicy(ScopePolicy.OMIT),
                b -> b.redirectUri("https://other.example/cb"),
                b -> b.grantTypes("authorization_code"),
                b -> b.grantTypes("default"),
                b -> b.metadata(m -> m.responseTypes("code id_token")),
                b -> b.scopes("a").dropRefusedScopes(),
                b -> b.authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_POST),
                b -> b.authMethods(
                        TokenEndpointAuthMethod.CLIENT_SECRET_POST,
                        TokenEndpointAuthMethod.CLIENT_SECRET_BASIC,
                        TokenEndpointAuthMethod.NONE),
                b -> b.publicClient(),
                b -> b.server(s -> s.requirePkceS256()),
                b -> b.metadata(m -> m.applicationType("native")),
                b -> b.metadata(m -> m.softwareId("s-1")),
                b -> b.variant("two"));
    }

    @ParameterizedTest
    @MethodSource("functional")
    void key_functionalProperty_changesIt(Consumer<DcrRequestBuilder> change) {
        DcrRequestBuilder changed =
                DcrRequest.builder("https://gateway.example.com/gw").upstreamIssuer(UPSTREAM);
        change.accept(changed);

        assertThat(changed.build().key())
                .isNotEqualTo(request()
                        .grantTypes("authorization_code", "refresh_token")
                        .build()
                        .key())
                .isNotEqualTo(request().build().key());
    }

    static Stream<Consumer<DcrRequestBuilder>> cosmetic() {
        return Stream.of(
                b -> b.clientName("A gateway"),
                b -> b.metadata(m -> m.clientUri("https://gateway.example.com")),
                b -> b.metadata(m -> m.logoUri("https://gateway.example.com/logo.png")),
                b -> b.metadata(m -> m.policyUri("https://gateway.example.com/policy")),
                b -> b.metadata(m -> m.tosUri("https://gateway.example.com/tos")),
                b -> b.metadata(m -> m.contacts("ops@example.com")),
                b -> b.metadata(m -> m.softwareVersion("2")),
                b -> b.metadata(m -> m.localized("client_name", "de", "Ein Gateway")),
                b -> b.server(s -> s.providerName("idp")),
                b -> b.initialAccessToken(() -> io.github.dcr4j.Secret.of("x")),
                b -> b.server(s -> s.tokenEndpoint("https://idp.example.com/other-token")));
    }

    @ParameterizedTest
    @MethodSource("cosmetic")
    void key_cosmeticProperty_doesNotChangeIt(Consumer<DcrRequestBuilder> change) {
        DcrRequestBuilder changed = request();
        change.accept(changed);

        assertThat(changed.build().key()).isEqualTo(request().build().key());
    }

    @Test
    void key_grantWithAComma_isNotTwoGrants() {
        DcrKey one = request()
                .grantTypes("authorization_code", "urn:x,urn:y")
                .build()
                .key();
        DcrKey other = request()
                .grantTypes("authorization_code", "urn:x", "urn:y")
                .build()
                .key();

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void key_loopbackPort_isNoPartOfIt() {
        DcrKey one = request().redirectUri("http://127.0.0.1:51000/cb").build().key();
        DcrKey other =
                request().redirectUri("http://127.0.0.1:52000/cb").build().key();

        assertThat(one).isEqualTo(other);
        assertThat(one.redirectUris()).containsExactly("http://127.0.0.1/cb");
    }

    @Test
    void key_loopbackPortMatters_isPartOfIt() {
        DcrKey one = request()
                .redirectUri("http://127.0.0.1:51000/cb")
                .loopbackPortMatters()
                .build()
                .key();
        DcrKey other = request()
                .redirectUri("http://127.0.0.1:52000/cb")
                .loopbackPortMatters()
                .build()
                .key();

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void key_sameServerByDiscoveryUrlAndByIssuer_isEqual() {
        DcrKey byDocument = DcrRequest.builder("https://gateway.example.com/gw")
                .discoveryUrl("https://idp.example.com/.well-known/openid-configuration")
                .build()
                .key();

        assertThat(byDocument).isEqualTo(request().build().key());
    }

    @Test
    void key_otherUpstream_differs() {
        DcrKey other = DcrRequest.builder("https://gateway.example.com/gw")
                .upstreamIssuer("https://idp.example.com/")
                .build()
                .key();

        assertThat(other).isNotEqualTo(request().build().key());
    }

    private static DcrRequestBuilder undiscovered() {
        return DcrRequest.builder("https://gateway.example.com/gw")
                .registrationEndpoint("https://idp.example.com/register")
                .server(s -> s.authorizationEndpoint("https://idp.example.com/authorize")
                        .tokenEndpoint("https://idp.example.com/token"));
    }

    @Test
    void key_issuerDeclared_isTheSame() {
        assertThat(undiscovered()
                        .server(s -> s.issuer("https://idp.example.com"))
                        .build()
                        .key())
                .isEqualTo(undiscovered().build().key());
    }

    @Test
    void metadataDigest_cosmeticChange_isAnother() {
        String one = request().build().spec().metadataDigest();
        String other = request().clientName("another").build().spec().metadataDigest();

        assertThat(one).isNotEqualTo(other);
    }
}

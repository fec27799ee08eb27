package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.request.ClientProfile;
import io.github.dcr4j.request.Upstream;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DcrRequestTest {
    private static final String UPSTREAM = "https://idp.example.com";

    private static DcrRequestBuilder request() {
        return DcrRequest.builder("https://gateway.example.com/gw").upstreamIssuer(UPSTREAM);
    }

    @Test
    void redirectUri_anotherPortThanAnEarlierRun_isThisRunsOwnUnderTheSameKey() {
        DcrRequest earlier =
                request().redirectUri("http://127.0.0.1:33418/callback").build();
        DcrRequest now =
                request().redirectUri("http://127.0.0.1:50021/callback").build();

        assertThat(now.key()).isEqualTo(earlier.key());
        assertThat(now.redirectUri()).isEqualTo("http://127.0.0.1:50021/callback");
    }

    @Test
    void redirectUri_noneGiven_isTheDefault() {
        assertThat(request().build().redirectUri()).isEqualTo("https://gateway.example.com/gw/oauth/callback");
    }

    @Test
    void redirectUri_grantsNeedNone_saysSo() {
        DcrRequest request = request().grantTypes("client_credentials").build();

        assertThatIllegalStateException().isThrownBy(request::redirectUri).withMessageContaining("need none");
    }

    // Defaults

    @Test
    void build_nothingElseGiven_hasTheDefaults() {
        ClientProfile profile = request().build().spec().profile();

        assertThat(profile.redirectUris()).containsExactly("https://gateway.example.com/gw/oauth/callback");
        assertThat(profile.scopes()).isEmpty();
        assertThat(profile.scopePolicy()).isEqualTo(ScopePolicy.REQUESTED);
        assertThat(profile.grantTypes()).isNull();
        assertThat(profile.authMethods())
                .containsExactly(
                        TokenEndpointAuthMethod.CLIENT_SECRET_BASIC,
                        TokenEndpointAuthMethod.CLIENT_SECRET_POST,
                        TokenEndpointAuthMethod.NONE);
        assertThat(profile.publicClient()).isFalse();
        assertThat(profile.pkceRequired()).isFalse();
        assertThat(profile.applicationType()).isEqualTo("web");
        assertThat(profile.variant()).isEmpty();
        assertThat(profile.members()).containsExactly(Map.entry("client_name", "https://gateway.example.com/gw"));
    }

    @Test
    void build_nothingElseGiven_believesTheServerAndTriesTheRegisterPath() {
        Upstream upstream = request().build().spec().upstream();

        assertThat(upstream.source()).isEqualTo(Upstream.Source.ISSUER);
        assertThat(upstream.declaredAuthMethods()).isNull();
        assertThat(upstream.declaredPkceS256()).isFalse();
        assertThat(upstream.registerPathFallback()).isTrue();
        assertThat(upstream.authorizationEndpoint()).isNull();
        assertThat(upstream.tokenEndpoint()).isNull();
    }

    @Test
    void build_scopesGiven_asksForThose() {
        DcrRequest request = request().scopes("b", "a").build();

        assertThat(request.spec().profile().scopePolicy()).isEqualTo(ScopePolicy.REQUESTED);
        assertThat(request.spec().profile().scopes()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://gw.example.com", "https://gw.example.com/"})
    void build_consumerIsUrl_redirectUriFollowsFromIt(String consumer) {
        DcrRequest request =
                DcrRequest.builder(consumer).upstreamIssuer(UPSTREAM).build();

        assertThat(request.key().redirectUris()).containsExactly("https://gw.example.com/oauth/callback");
    }

    @Test
    void build_grantNeedsNoRedirect_hasNone() {
        DcrRequest request = DcrRequest.builder("batch")
                .upstreamIssuer(UPSTREAM)
                .grantTypes("client_credentials")
                .build();

        assertThat(request.key().redirectUris()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:4711/cb", "http://[::1]/cb", "http://localhost/cb", "com.example.app:/cb"})
    void build_redirectOfAnInstalledApplication_isNative(String redirectUri) {
        DcrRequest request = request().redirectUri(redirectUri).build();

        assertThat(request.spec().profile().applicationType()).isEqualTo("native");
    }

    @Test
    void build_httpsOnLocalhost_isWeb() {
        DcrRequest request = request().redirectUri("https://localhost:8443/cb").build();

        assertThat(request.spec().profile().applicationType()).isEqualTo("web");
    }

    @Test
    void build_applicationTypeGiven_wins() {
        DcrRequest request = request()
                .redirectUri("http://127.0.0.1/cb")
                .metadata(m -> m.applicationType("web"))
                .build();

        assertThat(request.spec().profile().applicationType()).isEqualTo("web");
    }

    @Test
    void build_discoveryUrlWithoutExpectedIssuer_derivesIt() {
        DcrRequest request = DcrRequest.builder("app")
                .discoveryUrl("https://idp.example.com/.well-known/oauth-authorization-server/t1")
                .redirectUri("https://app.example.com/cb")
                .build();

        assertThat(request.key().upstream()).isEqualTo("https://idp.example.com/t1");
    }

    @Test
    void build_discoveryUrlWithoutWellKnownPart_expectsItsOrigin() {
        DcrRequest request = DcrRequest.builder("app")
                .discoveryUrl("https://idp.example.com/custom/metadata.json")
                .redirectUri("https://app.example.com/cb")
                .build();

        assertThat(request.key().upstream()).isEqualTo("https://idp.example.com");
    }

    @Test
    void build_expectedIssuerGiven_isTheUpstream() {
        DcrRequest request = DcrRequest.builder("app")
                .discoveryUrl("https://idp.example.com/custom/metadata.json")
                .server(s -> s.expectedIssuer("https://login.example.com/t"))
                .redirectUri("https://app.example.com/cb")
                .build();

        assertThat(request.key().upstream()).isEqualTo("https://login.example.com/t");
        assertThat(request.spec().upstream().issuer()).isEqualTo("https://login.example.com/t");
    }

    // What the caller knows better

    @Test
    void withOwnEndpoints_noneGiven_sameObject() {
        DcrRequest request = request().build();
        DcrCredentials stored = Samples.credentials(request.key()).build();

        assertThat(request.spec().withOwnEndpoints(stored)).isSameAs(stored);
    }

    @Test
    void withOwnEndpoints_equalOnes_sameObject() {
        DcrRequest request = request()
                .server(s -> s.tokenEndpoint("https://idp.example.com/token"))
                .build();
        DcrCredentials stored = Samples.credentials(request.key()).build();

        assertThat(request.spec().withOwnEndpoints(stored)).isSameAs(stored);
    }

    @Test
    void withOwnEndpoints_otherOnes_winOverTheStored() {
        DcrRequest request = request()
                .server(s -> s.tokenEndpoint("https://internal.example.com/token")
                        .authorizationEndpoint("https://internal.example.com/authorize"))
                .build();
        DcrCredentials stored = Samples.credentials(request.key()).build();

        DcrCredentials own = request.spec().withOwnEndpoints(stored);

        assertThat(own.tokenEndpoint()).isEqualTo(URI.create("https://internal.example.com/token"));
        assertThat(own.authorizationEndpoint()).contains(URI.create("https://internal.example.com/authorize"));
        assertThat(own.generation()).isEqualTo(stored.generation());
        assertThat(own.clientSecret()).isEqualTo(stored.clientSecret());
    }

    private static DcrRequestBuilder undiscovered() {
        return DcrRequest.builder("https://gateway.example.com/gw")
                .registrationEndpoint("https://idp.example.com/register")
                .server(s -> s.authorizationEndpoint("https://idp.example.com/authorize")
                        .tokenEndpoint("https://idp.example.com/token"));
    }

    @Test
    void withOwnEndpoints_issuerDeclared_winsOverTheStored() {
        DcrRequest request = undiscovered()
                .server(s -> s.issuer("https://idp.example.com").sendsIss())
                .build();
        DcrCredentials stored = Samples.credentials(request.key()).issuer(null).build();

        DcrCredentials own = request.spec().withOwnEndpoints(stored);

        assertThat(own.issuer()).hasValue("https://idp.example.com");
        assertThat(own.issParameterSupported()).isTrue();
        assertThat(request.spec().withOwnEndpoints(own)).isSameAs(own);
    }

    @Test
    void withOwnEndpoints_issDeclaredOfADiscoveredServer_isTold() {
        DcrRequest request = request().server(s -> s.sendsIss()).build();
        DcrCredentials stored =
                Samples.credentials(request.key()).issParameterSupported(false).build();

        assertThat(request.spec().withOwnEndpoints(stored).issParameterSupported())
                .isTrue();
    }

    @Test
    void build_builderUsedAgain_requestsStayAsTheyWere() {
        DcrRequestBuilder builder = request();
        DcrRequest first = builder.build();
        builder.clientName("later").scopes("later");

        assertThat(first.spec().profile().members()).containsEntry("client_name", "https://gateway.example.com/gw");
        assertThat(first.spec().profile().scopes()).isEmpty();
    }

    @Test
    void toString_consumerAndUpstreamWithQuery_showNone() {
        DcrRequest request = DcrRequest.builder("https://gateway.example.com/?t=TOPSECRET")
                .registrationEndpoint("https://idp.example.com/reg?t=TOPSECRET")
                .server(s -> s.tokenEndpoint("https://idp.example.com/token"))
                .grantTypes("client_credentials")
                .build();

        assertThat(request.toString()).contains("https://idp.example.com/reg").doesNotContain("TOPSECRET");
    }

    @Test
    void build_strict_guessesNoEndpointAndKeepsTheKey() {
        DcrRequest strict = request().strict().build();

        assertThat(strict.spec().upstream().registerPathFallback()).isFalse();
        assertThat(strict.key()).isEqualTo(request().build().key());
    }
}

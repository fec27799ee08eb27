package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.request.ClientProfile;
import io.github.dcr4j.request.Upstream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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

    // Bad values, refused by the setter

    static Stream<Arguments> badValues() {
        return Stream.of(
                bad("discoveryUrl", "'not a url'", b -> b.discoveryUrl("not a url")),
                bad("upstreamIssuer", "https://idp.example.com", b -> b.upstreamIssuer("https://idp.example.com?a=b")),
                bad("upstreamIssuer", "https://idp.example.com", b -> b.upstreamIssuer("https://idp.example.com#f")),
                bad(
                        "registrationEndpoint",
                        "idp.example.com",
                        b -> b.registrationEndpoint("https://u:p@idp.example.com")),
                bad("expectedIssuer", "ftp://idp", b -> b.server(s -> s.expectedIssuer("ftp://idp.example.com"))),
                bad(
                        "authorizationEndpoint",
                        "ftp://a.example",
                        b -> b.server(s -> s.authorizationEndpoint("ftp://a.example"))),
                bad("tokenEndpoint", "ftp://a.example", b -> b.server(s -> s.tokenEndpoint("ftp://a.example"))),
                bad("redirectUri", "http://app.example.com/cb", b -> b.redirectUri("http://app.example.com/cb")),
                bad("redirectUri", "/relative", b -> b.redirectUri("/relative")),
                bad("redirectUri", "myapp:/cb", b -> b.redirectUri("myapp:/cb")),
                bad("scope", "a b", b -> b.scopes("a b")),
                bad("scope", "a\"b", b -> b.scopes("a\"b")),
                bad("scope", "''", b -> b.scopes("")),
                bad("grantTypes", "implicit", b -> b.grantTypes("implicit")),
                bad("grantTypes", "password", b -> b.grantTypes("authorization_code", "password")),
                bad("grantTypes", "at least one", b -> b.grantTypes()),
                bad("grantTypes", "a b", b -> b.grantTypes("a b")),
                bad("authMethods", "at least one", b -> b.authMethods()),
                bad("serverAuthMethods", "at least one", b -> b.server(s -> s.authMethods())),
                bad("applicationType", "desktop", b -> b.metadata(m -> m.applicationType("desktop"))),
                bad("variant", "blank", b -> b.variant(" ")),
                bad("variant", "a b", b -> b.variant("a\nb")),
                bad("providerName", "blank", b -> b.server(s -> s.providerName(""))),
                bad("clientName", "blank", b -> b.clientName("")),
                bad("clientUri", "javascript:alert(1)", b -> b.metadata(m -> m.clientUri("javascript:alert(1)"))),
                bad("logoUri", "http://logo.example", b -> b.metadata(m -> m.logoUri("http://logo.example"))),
                bad("policyUri", "data:x", b -> b.metadata(m -> m.policyUri("data:x"))),
                bad("tosUri", "https://tos.example", b -> b.metadata(m -> m.tosUri("https://tos.example#part"))),
                bad("contacts", "blank", b -> b.metadata(m -> m.contacts("ops@example.com", " "))),
                bad("softwareId", "256", b -> b.metadata(m -> m.softwareId("x".repeat(256)))),
                bad("softwareVersion", "blank", b -> b.metadata(m -> m.softwareVersion(""))),
                bad("softwareStatement", "ASCII", b -> b.metadata(m -> m.softwareStatement("ey\u00e4"))),
                bad("jwksUri", "http://keys.example", b -> b.metadata(m -> m.jwksUri("http://keys.example"))),
                bad("jwks", "'keys'", b -> b.metadata(m -> m.jwks(Map.of("kty", "RSA")))),
                bad(
                        "jwks",
                        "'d'",
                        b -> b.metadata(m -> m.jwks(Map.of("keys", List.of(Map.of("kty", "RSA", "d", "TOPSECRET")))))),
                bad(
                        "jwks",
                        "'k'",
                        b -> b.metadata(m -> m.jwks(Map.of("keys", List.of(Map.of("kty", "oct", "k", "TOPSECRET")))))),
                bad("languageTag", "en_US", b -> b.metadata(m -> m.localized("client_name", "en_US", "x"))),
                bad("languageTag", "''", b -> b.metadata(m -> m.localized("client_name", "", "x"))),
                bad("member", "redirect_uris", b -> b.metadata(m -> m.localized("redirect_uris", "de", "x"))),
                bad(
                        "client_uri#de",
                        "javascript:alert(1)",
                        b -> b.metadata(m -> m.localized("client_uri", "de", "javascript:alert(1)"))),
                bad("metadata", "grant_types", b -> b.metadata(m -> m.member("grant_types", List.of("implicit")))),
                bad("metadata", "client_id", b -> b.metadata(m -> m.member("client_id", "x"))),
                bad(
                        "metadata",
                        "registration_access_token",
                        b -> b.metadata(m -> m.member("registration_access_token", "x"))),
                bad("metadata", "java.lang.Object", b -> b.metadata(m -> m.member("x", new Object()))));
    }

    private static Arguments bad(String property, String shown, Consumer<DcrRequestBuilder> set) {
        return arguments(property, shown, set);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("badValues")
    void setter_badValue_namesPropertyAndValue(String property, String shown, Consumer<DcrRequestBuilder> set) {
        DcrRequestBuilder builder = DcrRequest.builder("app");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> set.accept(builder))
                .withMessageContaining(property)
                .withMessageContaining(shown)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("TOPSECRET"));
    }

    static Stream<Consumer<DcrRequestBuilder>> urlsWithSecrets() {
        return Stream.of(
                b -> b.discoveryUrl("http://user:TOPSECRET@idp.example.com/?t=TOPSECRET"),
                b -> b.upstreamIssuer("https://idp.example.com?t=TOPSECRET"),
                b -> b.registrationEndpoint("https://TOPSECRET@idp.example.com"),
                b -> b.server(s -> s.tokenEndpoint("https://idp.example.com?t=TOPSECRET#x")),
                b -> b.metadata(m -> m.clientUri("http://idp.example.com?t=TOPSECRET")),
                b -> b.redirectUri("http://app.example.com/cb?t=TOPSECRET"),
                b -> b.redirectUri("https://user:TOPSECRET@app.example.com/cb"),
                b -> b.redirectUri("https://user:x/TOPSECRET@app.example.com/cb"),
                b -> b.redirectUri("https://app.example.com/cb?t=a\nTOPSECRET"),
                b -> b.redirectUri("https://app.example.com/cb#TOPSECRET"));
    }

    @ParameterizedTest
    @MethodSource("urlsWithSecrets")
    void setter_badUrl_showsNeitherUserInfoNorQuery(Consumer<DcrRequestBuilder> set) {
        DcrRequestBuilder builder = DcrRequest.builder("app");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> set.accept(builder))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("TOPSECRET"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a\u0000b",
                "https://user:TOPSECRET@gw.example.com",
                "HTTP://user:TOPSECRET@x@gw.example.com/\u2028"
            })
    void builder_badConsumer_isRefused(String consumer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DcrRequest.builder(consumer))
                .withMessageContaining("consumer")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("TOPSECRET"));
    }

    // http elsewhere than on loopback, refused by build

    static Stream<Arguments> insecureAddresses() {
        return Stream.of(
                arguments(
                        "discoveryUrl", (Consumer<DcrRequestBuilder>) b -> b.discoveryUrl("http://idp.example.com/d")),
                arguments("upstreamIssuer", (Consumer<DcrRequestBuilder>)
                        b -> b.upstreamIssuer("http://idp.example.com")),
                arguments(
                        "expectedIssuer", (Consumer<DcrRequestBuilder>) b -> b.discoveryUrl("https://idp.example.com/d")
                                .server(s -> s.expectedIssuer("http://idp.example.com"))),
                arguments("issuer", (Consumer<DcrRequestBuilder>)
                        b -> registrationEndpoint(b).server(s -> s.issuer("http://idp.example.com"))),
                arguments("registrationEndpoint", (Consumer<DcrRequestBuilder>)
                        b -> registrationEndpoint(b).registrationEndpoint("http://idp.example.com/r")),
                arguments("authorizationEndpoint", (Consumer<DcrRequestBuilder>) b -> registrationEndpoint(b)
                        .server(s -> s.authorizationEndpoint("http://idp.example.com/a?t=TOPSECRET"))),
                arguments("tokenEndpoint", (Consumer<DcrRequestBuilder>) b -> registrationEndpoint(b)
                        .server(s -> s.tokenEndpoint("http://idp.example.com:81/t?t=TOPSECRET"))));
    }

    private static DcrRequestBuilder registrationEndpoint(DcrRequestBuilder request) {
        return request.registrationEndpoint("https://idp.example.com/r")
                .server(s -> s.authorizationEndpoint("https://idp.example.com/a")
                        .tokenEndpoint("https://idp.example.com/t"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("insecureAddresses")
    void build_httpWhereItIsNotOpen_isRefused(String property, Consumer<DcrRequestBuilder> set) {
        for (String open : List.of("idp.example.com:8080", "other.example.com:80")) {
            DcrRequestBuilder builder = DcrRequest.builder("https://gateway.example.com");
            set.accept(builder);

            assertThatIllegalArgumentException()
                    .isThrownBy(builder.network(n -> n.insecureHttp(InsecureHttp.to(open)))::build)
                    .withMessageContainingAll(
                            property + " 'http://idp.example.com", "https is required", "insecureHttp")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("TOPSECRET"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("insecureAddresses")
    void build_httpWhereItIsOpen_isTaken(String property, Consumer<DcrRequestBuilder> set) {
        DcrRequestBuilder builder = DcrRequest.builder("https://gateway.example.com");
        set.accept(builder);
        String open = property.equals("tokenEndpoint") ? "IDP.example.com:81" : "idp.example.com:80";

        assertThat(builder.network(n -> n.insecureHttp(InsecureHttp.to(open))).build())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keycloak",
                "http://keycloak:8080",
                "keycloak:8080/realms",
                "keycloak:8080?",
                "*:8080",
                "*.example.com:80",
                "keycloak:0",
                "keycloak:99999",
                "keycloak:08080",
                "user@keycloak:80",
                ":80",
                ""
            })
    void insecureHttp_notOneHostAndPort_isRefused(String authority) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InsecureHttp.to(authority))
                .withMessageContaining("insecureHttp");
    }

    // Bad combinations, refused by build

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

    // Response types

    @ParameterizedTest
    @ValueSource(strings = {"token", "code token", "code  id_token", " code", "", "c\u00f6de"})
    void responseTypes_notAllowedOrMalformed_areRefused(String type) {
        assertThatIllegalArgumentException().isThrownBy(() -> request().metadata(m -> m.responseTypes(type)));
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

    // Keys

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
    void key_issuerDeclared_isTheSame() {
        assertThat(undiscovered()
                        .server(s -> s.issuer("https://idp.example.com"))
                        .build()
                        .key())
                .isEqualTo(undiscovered().build().key());
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
                .withMessageStartingWith("sendsIss (in a file serverSendsIss) needs issuer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://idp.example.com", "https://idp.example.com?a=b", "idp", "https://u:p@idp.example.com"})
    void issuer_thatCannotBeOne_isRefused(String issuer) {
        DcrRequestBuilder builder = undiscovered();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.server(s -> s.issuer(issuer)))
                .withMessageStartingWith("issuer");
    }

    @Test
    void metadataDigest_cosmeticChange_isAnother() {
        String one = request().build().spec().metadataDigest();
        String other = request().clientName("another").build().spec().metadataDigest();

        assertThat(one).isNotEqualTo(other);
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

    @ParameterizedTest
    @ValueSource(strings = {"idp.internal:8443", "idp.internal/path", "https://idp.internal", "", "user@idp.internal"})
    void allowPrivateAddresses_noHost_isRefused(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request().network(n -> n.allowPrivateAddresses(host)))
                .withMessageStartingWith("allowPrivateAddresses ");
    }

    @Test
    void allowPrivateAddresses_hosts_openThoseOnly() {
        DcrRequest request = request()
                .network(n -> n.allowPrivateAddresses("IdP.internal", "10.0.0.5"))
                .build();

        assertThat(request.spec().upstream().egress().privateAllowed()).isFalse();
        assertThat(request.spec().upstream().egress().privateHosts())
                .containsExactlyInAnyOrder("idp.internal", "10.0.0.5");
    }

    @Test
    void build_strictAndIssuerMayBeMissing_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        request().strict().server(s -> s.issuerMayBeMissing()).build())
                .withMessageContaining("issuerMayBeMissing tolerates what strict refuses");
    }

    @Test
    void build_strict_guessesNoEndpointAndKeepsTheKey() {
        DcrRequest strict = request().strict().build();

        assertThat(strict.spec().upstream().registerPathFallback()).isFalse();
        assertThat(strict.key()).isEqualTo(request().build().key());
    }
}

package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An option that is given a value which cannot be used refuses it, and shows no secret of it. */
class DcrRequestValuesTest {
    private static final String UPSTREAM = "https://idp.example.com";

    private static DcrRequestBuilder request() {
        return DcrRequest.builder("https://gateway.example.com/gw").upstreamIssuer(UPSTREAM);
    }

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

    @ParameterizedTest
    @ValueSource(strings = {"token", "code token", "code  id_token", " code", "", "c\u00f6de"})
    void responseTypes_notAllowedOrMalformed_areRefused(String type) {
        assertThatIllegalArgumentException().isThrownBy(() -> request().metadata(m -> m.responseTypes(type)));
    }

    private static DcrRequestBuilder undiscovered() {
        return DcrRequest.builder("https://gateway.example.com/gw")
                .registrationEndpoint("https://idp.example.com/register")
                .server(s -> s.authorizationEndpoint("https://idp.example.com/authorize")
                        .tokenEndpoint("https://idp.example.com/token"));
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
}

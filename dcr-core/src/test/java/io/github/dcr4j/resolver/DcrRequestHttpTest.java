package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dcr4j.server.InsecureHttp;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where http is open, and where it is refused. */
class DcrRequestHttpTest {
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
                .withMessageContaining("exactly one host and port");
    }
}

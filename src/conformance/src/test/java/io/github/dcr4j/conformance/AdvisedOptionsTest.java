package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.server.OptionNames;
import io.github.dcr4j.server.ServerRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.UpstreamConfigException;
import io.github.dcr4j.upstream.UpstreamsConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure advises an option by the name that its reader can set it by, also while the program runs. */
class AdvisedOptionsTest {
    private static final String CONSUMER = "https://app.example.com";

    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    private String failure(DcrRequest request) {
        return message(
                catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request)));
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    private static DcrRequest configured(UpstreamsConfig config) {
        return config.upstreams().get(0).request(CONSUMER);
    }

    private static DcrRequest inAFile(String dcr) {
        return configured(UpstreamsJson.parse("{\"consumer\": \"" + CONSUMER + "\", \"upstreams\": [{\"name\": \"a\", "
                + "\"dcr\": " + dcr.replace('^', '"') + "}]}"));
    }

    static Stream<Arguments> privateServers() {
        return Stream.of(
                arguments(
                        DcrRequest.builder(CONSUMER)
                                .upstreamIssuer("https://10.0.0.5")
                                .build(),
                        "; network(n -> n.allowPrivateAddresses()) on the request opens private networks"),
                arguments(
                        inAFile("{^upstreamIssuer^: ^https://10.0.0.5^}"),
                        "; allowPrivateAddresses opens private networks"),
                arguments(
                        configured(UpstreamsJson.of(
                                Map.of(
                                        "consumer",
                                        CONSUMER,
                                        "upstreams",
                                        List.of(Map.of(
                                                "name", "a", "dcr", Map.of("upstreamIssuer", "https://10.0.0.5")))),
                                upstream -> option -> Optional.of("idps." + upstream + "." + option))),
                        "; idps.a.allowPrivateAddresses opens private networks"),
                arguments(
                        UpstreamConfig.builder("a")
                                .dcr(request -> request.upstreamIssuer("https://10.0.0.5"))
                                .build()
                                .request(CONSUMER),
                        "; network(n -> n.allowPrivateAddresses()) on the request opens private networks"),
                arguments(
                        DcrRequest.builder(CONSUMER)
                                .upstreamIssuer("https://10.0.0.5")
                                .optionNames(option -> Optional.of("--" + option))
                                .build(),
                        "; --allowPrivateAddresses opens private networks"),
                arguments(
                        DcrRequest.builder(CONSUMER)
                                .upstreamIssuer("https://10.0.0.5")
                                .optionNames(option -> Optional.empty())
                                .build(),
                        "; network(n -> n.allowPrivateAddresses()) on the request opens private networks"),
                arguments(
                        DcrRequest.builder(CONSUMER)
                                .upstreamIssuer("https://10.0.0.5")
                                .optionNames(option -> {
                                    throw new IllegalStateException("a program's own mistake");
                                })
                                .build(),
                        "; network(n -> n.allowPrivateAddresses()) on the request opens private networks"));
    }

    @ParameterizedTest
    @MethodSource("privateServers")
    void resolve_privateServer_advisesTheOptionAsItIsSet(DcrRequest request, String advice) {
        assertThat(failure(request)).contains("is private", advice);
    }

    @ParameterizedTest
    @MethodSource("privateServers")
    void serverHttp_privateAddress_advisesTheOptionAsItIsSet(DcrRequest request, String advice) {
        assertThatThrownBy(() ->
                        kit.resolver().serverHttp(request).send(ServerRequest.get(URI.create("https://10.0.0.5/me"))))
                .hasMessageContaining(advice);
    }

    static Stream<Arguments> documents() {
        return Stream.of(
                document(
                        members -> members.put("registration_endpoint", "https://api.example.com/register"),
                        "say so: --trustAuthorities=api.example.com:443"),
                document(members -> members.remove("issuer"), "; --issuerMayBeMissing accepts it"),
                document(
                        members -> members.put("code_challenge_methods_supported", List.of("plain")),
                        "declare --serverSupportsPkceS256 if it does"),
                document(
                        members -> members.put("token_endpoint_auth_methods_supported", List.of("tls_client_auth")),
                        "declare --serverAuthMethods if"));
    }

    private static Arguments document(Consumer<Map<String, Object>> rewrite, String advice) {
        return arguments(rewrite, advice);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void resolve_documentThatIsRefused_advisesTheOptionAsItIsSet(Consumer<Map<String, Object>> rewrite, String advice) {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(rewrite);
        DcrRequest request = kit.requestBuilder()
                .initialAccessToken(() -> Secret.of("T0ken-of-a-test"))
                .server(s -> s.requirePkceS256())
                .optionNames(option -> Optional.of("--" + option))
                .build();

        assertThat(failure(request)).contains(advice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"})
    void resolve_issuerIsTheAddressOfADocument_saysSo(String path) {
        assertThat(failure(DcrRequest.builder(CONSUMER)
                        .upstreamIssuer(kit.server().issuer() + path)
                        .build()))
                .contains("The issuer is the address of a metadata document", "or the address as discovery URL");
    }

    /** A message says what is wrong with the configuration, even if something is wrong with the names. */
    @Test
    void of_namesThatThrowOrAreMissing_areTheMembers() {
        Map<String, Object> members = Map.of(
                "consumer",
                CONSUMER,
                "upstreams",
                List.of(Map.of("name", "a", "dcr", Map.of("upstreamIssuer", "http://idp.example.com"))));
        List<Function<String, OptionNames>> ofNoUse = List.of(
                upstream -> {
                    throw new IllegalStateException("a program's own mistake");
                },
                upstream -> null,
                upstream -> option -> {
                    throw new IllegalStateException("a program's own mistake");
                });

        for (Function<String, OptionNames> names : ofNoUse) {
            assertThatThrownBy(() -> UpstreamsJson.of(members, names))
                    .isInstanceOf(UpstreamConfigException.class)
                    .hasMessageContaining("insecureHttp")
                    .hasMessageContaining("opens http");
        }
    }

    @Test
    void resolve_guessedAddress_advisesTheOptionAndItsValue() {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(document -> document.remove("registration_endpoint"));
        kit.server().at(FakeEndpoint.REGISTRATION).answerAlways(FakeAnswer.status(404));

        assertThat(failure(kit.requestBuilder()
                        .optionNames(option -> Optional.of("--" + option))
                        .build()))
                .contains("(--registerPathFallback=false stops guessing)");
        assertThat(failure(kit.requestBuilder()
                        .variant("no guess")
                        .server(s -> s.registerPathFallback(false))
                        .optionNames(option -> Optional.of("--" + option))
                        .build()))
                .contains("or allow --registerPathFallback=true");
    }

    @Test
    void build_resource_advisesByTheNamesThatItsClientHas() {
        assertThatThrownBy(() -> ResourceRequest.builder(CONSUMER, "http://mcp.example.com")
                        .client(client -> client.optionNames(option -> Optional.of("--" + option)))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("; --insecureResource opens http");
        assertThatThrownBy(() -> ResourceRequest.builder(CONSUMER, "https://mcp.example.com")
                        .client(client -> client.optionNames(option -> Optional.of("--" + option)))
                        .authorizationServer("http://idp.example.com")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("; --insecureHttp opens http");
    }

    @Test
    void build_upstreamRefused_isTheFailureOfTheRequestItself() {
        assertThatThrownBy(() -> UpstreamConfig.builder("a")
                        .resource("https://mcp.example.com")
                        .issuer("http://idp.example.com")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(failure -> assertThat(Objects.requireNonNull(failure.getStackTrace())[0].getClassName())
                        .endsWith("AddressText"));
    }

    /** What messages call options is no part of what is read: requests that differ in it alone share a document. */
    @Test
    void serverMetadata_otherNames_isReadOnce() {
        readMetadata();
        int once = kit.server().at(FakeEndpoint.METADATA).count();
        readMetadata();

        assertThat(kit.server().at(FakeEndpoint.METADATA).count()).isEqualTo(once);
    }

    private void readMetadata() {
        String flag = String.valueOf(kit.clock().millis()); // another function each time
        kit.resolver()
                .serverMetadata(kit.requestBuilder()
                        .optionNames(option -> Optional.of(flag + option))
                        .build());
    }
}

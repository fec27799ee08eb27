package io.github.dcr4j.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resolver.ResourceRequestBuilder;
import io.github.dcr4j.resource.ResourceChallenge;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.upstream.UpstreamConfigException;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A resource in a lab, {@code http://mcp.lab.internal:8080}, is read because the operator opened {@code http} to it, and
 * nothing else is open by that. Whatever is dialled ends at the fake server.
 */
class InsecureResourceTest extends InsecureHttpFixture {
    private static final String LAB = "http://mcp.lab.internal:8080";
    private static final InsecureHttp OPENED = InsecureHttp.to("mcp.lab.internal:8080");
    private static final Pattern ADVICE =
            Pattern.compile("([\\w.(> -]+?)(?:\\(\\.\\.\\.\\)\\)*)? opens http to one host and port, here ([^,]+),");

    private final String path =
            kit.server().resource().toString().substring(kit.server().issuer().length());
    private final String resource = LAB + path;

    /** Lets the resource name these servers. */
    private void names(String... issuers) {
        kit.server().at(FakeEndpoint.RESOURCE_METADATA).rewriteAnswers(members -> {
            members.put("resource", resource);
            members.put("authorization_servers", List.of(issuers));
        });
    }

    private ResourceRequestBuilder builder() {
        return ResourceRequest.builder("https://app.example.com", resource)
                .client(client -> client.redirectUri("https://app.example.com/callback"));
    }

    private static String refused(ResourceRequestBuilder builder) {
        IllegalArgumentException refused =
                Objects.requireNonNull(catchThrowableOfType(IllegalArgumentException.class, builder::build));
        return String.valueOf(refused.getMessage());
    }

    private DcrException failureOf(ResourceRequest request) {
        DcrException failure =
                Objects.requireNonNull(catchThrowableOfType(DcrException.class, () -> resolver.resolve(request)));
        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        return failure;
    }

    private static Matcher advice(String message) {
        Matcher advice = ADVICE.matcher(message.substring(message.indexOf("; ") + 2));
        assertThat(advice.lookingAt()).as(message).isTrue();
        return advice;
    }

    @Test
    void build_notOpened_isRefusedWithAnAdviceThatHelps() {
        names("https://idp.example.com");
        String message = refused(builder());
        Matcher advice = advice(message);

        ResourceRequest request =
                builder().insecureResource(InsecureHttp.to(advice.group(2))).build();

        assertThat(message).startsWith("resource '" + resource + "': https is required");
        assertThat(advice.group(1)).isEqualTo("insecureResource");
        assertThat(resolver.resourceMetadata(request).authorizationServers())
                .containsExactly("https://idp.example.com");
        assertThat(dialled).isNotEmpty().containsOnly("mcp.lab.internal:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcp.lab.internal:8081", "mcp.lab.internal:80", "lab.internal:8080", "keycloak:8080"})
    void build_openedElsewhere_isRefused(String authority) {
        assertThat(refused(builder().insecureResource(InsecureHttp.to(authority))))
                .contains("https is required");
    }

    /** What is open for the server is not for the resource. */
    @Test
    void build_openedAsTheServer_isRefused() {
        assertThat(refused(builder().client(client -> client.network(n -> n.insecureHttp(OPENED)))))
                .contains("insecureResource");
    }

    @Test
    void insecureResource_withInitialAccessToken_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().insecureResource(OPENED.withInitialAccessToken()))
                .withMessageContaining("withInitialAccessToken");
    }

    @Test
    void resolve_bothOpened_registersThere() {
        metadata(members -> {});
        names(ORIGIN);

        ResourceClient client = resolver.resolve(builder()
                .insecureResource(OPENED)
                .client(each -> each.network(
                        n -> n.insecureHttp(InsecureHttp.to("keycloak:8080")).allowPrivateAddresses("keycloak")))
                .build());

        assertThat(client.resource()).isEqualTo(resource);
        assertThat(client.credentials().issuer()).hasValue(ORIGIN);
        assertThat(dialled).contains("mcp.lab.internal:8080", "keycloak:8080");
        assertThat(registrations()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {LAB, "http://MCP.lab.internal:8080/realm", ORIGIN, "http://127.0.0.1:8080"})
    void resolve_serverIsHttp_isNotOpenedByTheResource(String issuer) {
        names(issuer);

        DcrException failure = failureOf(builder().insecureResource(OPENED).build());

        assertThat(failure).hasMessageContainingAll("authorization_servers '" + issuer, "https is required");
        assertThat(dialled).containsOnly("mcp.lab.internal:8080");
        assertThat(kit.server().at(FakeEndpoint.METADATA).count()).isZero();
    }

    @Test
    void resolve_serverIsHttp_isRefusedWithAnAdviceThatHelps() {
        metadata(members -> {});
        names(ORIGIN);
        String message = String.valueOf(
                failureOf(builder().insecureResource(OPENED).build()).getMessage());
        Matcher advice = advice(message.substring(message.indexOf("https is required")));
        kit.clock().advance(Duration.ofMinutes(1));

        resolver.resolve(builder()
                .insecureResource(OPENED)
                .client(c -> c.network(
                        n -> n.insecureHttp(InsecureHttp.to(advice.group(2))).allowPrivateAddresses("keycloak")))
                .build());

        assertThat(advice.group(1)).isEqualTo("client(c -> c.network(n -> n.insecureHttp");
        assertThat(registrations()).isOne();
    }

    @Test
    void authorizationServer_isHttp_isRefusedWithAnAdviceThatHelps() {
        metadata(members -> {});
        names("https://idp.example.com", ORIGIN);
        String message = refused(builder().insecureResource(OPENED).authorizationServer(ORIGIN));
        Matcher advice = advice(message);

        resolver.resolve(builder()
                .insecureResource(OPENED)
                .authorizationServer(ORIGIN)
                .client(c -> c.network(
                        n -> n.insecureHttp(InsecureHttp.to(advice.group(2))).allowPrivateAddresses("keycloak")))
                .build());

        assertThat(message).startsWith("issuer '" + ORIGIN + "'");
        assertThat(advice.group(1)).isEqualTo("client(c -> c.network(n -> n.insecureHttp");
        assertThat(registrations()).isOne();
    }

    /** It is open to that server alone, and not to another one at the same host and port. */
    @Test
    void clientAt_opensHttp_isForThatServer() {
        metadata(members -> {});
        ResourceRequest request = builder()
                .insecureResource(OPENED)
                .clientAt(
                        ORIGIN,
                        c -> c.network(n ->
                                n.insecureHttp(InsecureHttp.to("keycloak:8080")).allowPrivateAddresses("keycloak")))
                .build();
        names(ORIGIN + "/other");
        DcrException failure = failureOf(request);
        names(ORIGIN);
        kit.clock().advance(Duration.ofMinutes(1));

        resolver.resolve(request);

        assertThat(failure).hasMessageContaining("https is required");
        assertThat(registrations()).isOne();
        assertThat(refused(builder().insecureResource(OPENED).clientAt(ORIGIN, c -> {})))
                .startsWith("issuer '" + ORIGIN + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://mcp.lab.internal:8081/x",
                "http://other:8080/x",
                "https://mcp.lab.internal:8080/x",
                "http://127.0.0.1:8080/x"
            })
    void resolve_redirectedElsewhere_isNotFollowed(String location) {
        kit.server()
                .at(FakeEndpoint.RESOURCE_METADATA)
                .answerAlways(FakeAnswer.status(302).withHeader("Location", location));

        DcrException failure = failureOf(builder().insecureResource(OPENED).build());

        assertThat(failure).hasMessageContaining("which is not followed");
        assertThat(dialled).containsOnly("mcp.lab.internal:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://other:8080/x", "http://mcp.lab.internal:8081/x"})
    void resolve_challengeNamesAnotherAddress_isNotDialledAndNothingIsAdvised(String named) {
        names("https://idp.example.com");
        kit.server().at(FakeEndpoint.RESOURCE_METADATA).answerAlways(FakeAnswer.status(404));
        ResourceChallenge challenge = ResourceChallenge.of(List.of("Bearer resource_metadata=\"" + named + "\""));

        DcrException failure =
                failureOf(builder().insecureResource(OPENED).build().challenged(challenge));

        assertThat(failure).hasMessageContaining("not of the resource's origin").hasMessageNotContaining("opens http");
        assertThat(dialled).containsOnly("mcp.lab.internal:8080");
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void resourceMetadata_opened_warnsOnceAStart() {
        names("https://idp.example.com");
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, UTF_8));
        try {
            resolver.resourceMetadata(builder().insecureResource(OPENED).build());
            resolver.resourceMetadata(builder().insecureResource(OPENED).build());
        } finally {
            System.setErr(before);
        }

        assertThat(log.toString(UTF_8).lines().filter(line -> line.contains("http is open to mcp.lab.internal:8080")))
                .singleElement()
                .asString()
                .contains("WARN", "(insecureResource)");
    }

    private String file(String more) {
        return """
                {"consumer": "https://gateway.example.com", "upstreams": [
                  {"name": "a", "resource": "%s", %s
                   "dcr": {"insecureHttp": "keycloak:8080", "allowPrivateAddresses": ["keycloak"]}}]}""".formatted(resource, more);
    }

    @Test
    void file_notOpened_isRefusedWithAnAdviceThatHelps() {
        metadata(members -> {});
        names(ORIGIN);
        UpstreamConfigException refused = Objects.requireNonNull(
                catchThrowableOfType(UpstreamConfigException.class, () -> UpstreamsJson.parse(file(""))));
        Matcher advice = advice(refused.problems().get(0).message());
        assertThat(refused.problems().get(0).path()).isEqualTo("upstreams[0].resource");

        try (Upstreams upstreams = Upstreams.builder(
                        UpstreamsJson.parse(file("\"" + advice.group(1) + "\": \"" + advice.group(2) + "\",")))
                .store(kit.store())
                .clock(kit.clock())
                .resolver(settings -> settings.httpClient(new OkHttpClient.Builder()
                        .dns(host -> List.of(addressOf(host)))
                        .socketFactory(new ToTheFake())
                        .build()))
                .open()) {
            upstreams.client("a").credentials();
        }

        assertThat(refused.problems()).hasSize(1);
        assertThat(advice.group(1)).isEqualTo("insecureResource");
        assertThat(registrations()).isOne();
    }
}

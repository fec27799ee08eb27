package io.github.dcr4j.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.http.HandClock;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataClientTest {
    private final MockWebServer server = new MockWebServer();
    private final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    private final MetadataClient client = new MetadataClient(http, Duration.ofSeconds(10));
    private String issuer = "";

    @BeforeEach
    void start() throws IOException {
        server.start();
        issuer = "http://127.0.0.1:" + server.getPort() + "/t1";
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private void enqueue(int status, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }

    private String document(String members) {
        return "{\"issuer\":\"" + issuer + "\"" + (members.isEmpty() ? "" : "," + members) + "}";
    }

    private String full() {
        return document("\"registration_endpoint\":\"" + issuer + "/register\",\"authorization_endpoint\":\"" + issuer
                + "/authorize\",\"token_endpoint\":\"" + issuer
                + "/token\",\"token_endpoint_auth_methods_supported\":[\"none\",\"client_secret_post\"],"
                + "\"code_challenge_methods_supported\":[\"S256\"],\"scopes_supported\":[\"openid\"],"
                + "\"grant_types_supported\":[\"authorization_code\"],\"response_types_supported\":[\"code\"],"
                + "\"authorization_response_iss_parameter_supported\":true,\"jwks\":{\"keys\":[]}");
    }

    private AuthorizationServerMetadata discover() {
        return search(ExpectedIssuer.named(issuer)).metadata();
    }

    private Discovery search(ExpectedIssuer expected) {
        return client.discover(
                DiscoveryUrl.candidates(EndpointUrl.issuer("upstreamIssuer", issuer)),
                expected,
                Deadline.after(DcrClock.system(), Duration.ofSeconds(20)));
    }

    private DcrException failure() {
        DcrException failure = catchThrowableOfType(DcrException.class, this::discover);
        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining("/.well-known/oauth-authorization-server/t1: ");
        return failure;
    }

    @Test
    void discover_fullDocument_isReadFromTheFirstAddress() throws Exception {
        enqueue(200, full());

        AuthorizationServerMetadata metadata = discover();

        assertThat(metadata.issuer()).isEqualTo(issuer);
        assertThat(metadata.registrationEndpoint()).hasToString(issuer + "/register");
        assertThat(metadata.authorizationEndpoint()).hasToString(issuer + "/authorize");
        assertThat(metadata.tokenEndpoint()).hasToString(issuer + "/token");
        assertThat(metadata.tokenEndpointAuthMethodsSupported()).containsExactly("none", "client_secret_post");
        assertThat(metadata.codeChallengeMethodsSupported()).containsExactly("S256");
        assertThat(metadata.scopesSupported()).containsExactly("openid");
        assertThat(metadata.grantTypesSupported()).containsExactly("authorization_code");
        assertThat(metadata.responseTypesSupported()).containsExactly("code");
        assertThat(metadata.issParameterSupported()).isTrue();
        assertThat(metadata.deviations()).isEmpty();
        assertThat(server.takeRequest().getTarget()).isEqualTo("/.well-known/oauth-authorization-server/t1");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void discover_listsLeftOut_areAbsentWithoutDeviation() {
        enqueue(200, document("\"registration_endpoint\":\"" + issuer + "/register\""));

        AuthorizationServerMetadata metadata = discover();

        assertThat(metadata.tokenEndpoint()).isNull();
        assertThat(metadata.tokenEndpointAuthMethodsSupported()).isNull();
        assertThat(metadata.codeChallengeMethodsSupported()).isNull();
        assertThat(metadata.deviations()).isEmpty();
    }

    @Test
    void discover_thousandsOfOddElements_areOneDeviation() {
        enqueue(200, document("\"scopes_supported\":[" + "1,".repeat(5_000) + "\"openid\"]"));
        enqueue(404, "");

        assertThat(discover().deviations())
                .containsExactly(new Deviation(DeviationCode.ELEMENT_LEFT_OUT, "scopes_supported", "number"));
    }

    @Test
    void discover_oddLists_areReadWithDeviations() {
        enqueue(
                200,
                document("\"registration_endpoint\":\"" + issuer + "/register\",\"grant_types_supported\":null,"
                        + "\"scopes_supported\":[],\"response_types_supported\":\"code\","
                        + "\"token_endpoint_auth_methods_supported\":[7,\"none\"],"
                        + "\"code_challenge_methods_supported\":{\"S256\":true},\"authorization_endpoint\":\"\""));

        AuthorizationServerMetadata metadata = discover();

        assertThat(metadata.grantTypesSupported()).isNull();
        assertThat(metadata.scopesSupported()).isNull();
        assertThat(metadata.responseTypesSupported()).containsExactly("code");
        assertThat(metadata.tokenEndpointAuthMethodsSupported()).containsExactly("none");
        assertThat(metadata.codeChallengeMethodsSupported()).isNull();
        assertThat(metadata.authorizationEndpoint()).isNull();
        assertThat(metadata.deviations())
                .containsExactlyInAnyOrder(
                        new Deviation(DeviationCode.NULL_MEMBER, "grant_types_supported", "null"),
                        new Deviation(DeviationCode.EMPTY_MEMBER, "scopes_supported", "empty array"),
                        new Deviation(DeviationCode.STRING_FOR_ARRAY, "response_types_supported", "string"),
                        new Deviation(
                                DeviationCode.ELEMENT_LEFT_OUT, "token_endpoint_auth_methods_supported", "number"),
                        new Deviation(DeviationCode.WRONG_TYPE, "code_challenge_methods_supported", "object"),
                        new Deviation(DeviationCode.EMPTY_MEMBER, "authorization_endpoint", "empty string"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 502, 204, 206, 304})
    void discover_nothingThere_triesTheNextAddress(int status) throws Exception {
        server.enqueue(new MockResponse.Builder().code(status).build());
        enqueue(404, "");
        enqueue(200, full());

        discover();

        server.takeRequest();
        assertThat(server.takeRequest().getTarget()).isEqualTo("/.well-known/openid-configuration/t1");
        assertThat(server.takeRequest().getTarget()).isEqualTo("/t1/.well-known/openid-configuration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html; charset=utf-8", "application/json", "TEXT/HTML"})
    void discover_page_triesTheNextAddress(String type) {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", type)
                .body(" <!doctype html><p>{</p>")
                .build());
        enqueue(200, full());

        assertThat(discover().registrationEndpoint()).isNotNull();
    }

    @Test
    void discover_textThatIsNoJson_triesTheNextAddress() {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "text/plain")
                .body("ok")
                .build());
        enqueue(200, "{\"message\":\"nothing here\"}");
        enqueue(200, full());

        assertThat(discover().registrationEndpoint()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"text/plain, other", "'', missing"})
    void discover_jsonUnderAnotherMediaType_isReadWithDeviation(String type, String shape) {
        MockResponse.Builder answer = new MockResponse.Builder().body(full());
        if (!type.isEmpty()) {
            answer.addHeader("Content-Type", type);
        }
        server.enqueue(answer.build());

        assertThat(discover().deviations())
                .containsExactly(new Deviation(DeviationCode.MEDIA_TYPE, "Content-Type", shape));
    }

    @Test
    void discover_redirectElsewhere_triesTheNextAddress() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "https://127.0.0.1:1/in?token=SECRET")
                .build());
        enqueue(404, "");
        enqueue(404, "");

        assertThat(failure())
                .hasMessageContaining("302 to https://127.0.0.1:1/in, which is not followed")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void discover_redirectWithALineSeparator_showsNothingOfTheQuery() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .headers(new Headers.Builder()
                        .addUnsafeNonAscii("Location", "https://127.0.0.1:1/in?token=a\u2028SECRET")
                        .add("Content-Length", "0")
                        .build())
                .build());
        enqueue(404, "");
        enqueue(404, "");

        assertThat(failure())
                .hasMessageContaining("302 to https://127.0.0.1:1/in, which is not followed")
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void discover_sameOriginRedirect_isFollowedAndChecked() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "/meta")
                .build());
        enqueue(200, full());

        assertThat(discover().source()).hasToString("http://127.0.0.1:" + server.getPort() + "/meta");
    }

    @Test
    void discover_partialDocument_givesWayToAFullOne() {
        enqueue(200, document("\"token_endpoint\":\"" + issuer + "/partial\""));
        enqueue(200, full());

        assertThat(discover().tokenEndpoint()).hasToString(issuer + "/token");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500})
    void discover_partialDocumentOnly_isTheFallback(int status) {
        enqueue(200, document("\"token_endpoint\":\"" + issuer + "/partial\""));
        enqueue(status, "");
        enqueue(status, "");

        AuthorizationServerMetadata metadata = discover();

        assertThat(metadata.tokenEndpoint()).hasToString(issuer + "/partial");
        assertThat(metadata.registrationEndpoint()).isNull();
    }

    @Test
    void discover_nothingAnywhere_listsEveryAddress() {
        enqueue(404, "");
        enqueue(410, "");
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "text/html")
                .body("<html>")
                .build());

        DcrException failure = failure();

        assertThat(failure)
                .hasMessageContaining("/.well-known/oauth-authorization-server/t1: answered 404; ")
                .hasMessageContaining("/.well-known/openid-configuration/t1: answered 410; ")
                .hasMessageContaining("/t1/.well-known/openid-configuration: answered with a page instead of JSON. ");
        assertThat(failure.retryable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 501, 503, 504})
    void discover_serverInTrouble_stopsAndCanBeRetried(int status) {
        for (int i = 0; i < 4; i++) {
            server.enqueue(new MockResponse.Builder()
                    .code(status)
                    .addHeader("Retry-After", "17")
                    .build());
        }

        DcrException failure = failure();

        assertThat(failure.retryable()).isTrue();
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(17));
        assertThat(failure).hasMessageNotContaining("openid-configuration");
    }

    @Test
    void discover_droppedConnection_stopsAndCanBeRetried() {
        for (int i = 0; i < 3; i++) {
            server.enqueue(new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build());
        }

        DcrException failure = failure();

        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageNotContaining("openid-configuration");
    }

    @Test
    void discover_noTimeLeft_sendsNothing() {
        HandClock clock = new HandClock(0);
        Deadline deadline = Deadline.after(clock, Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        List<EndpointUrl> candidates = DiscoveryUrl.candidates(EndpointUrl.issuer("upstreamIssuer", issuer));

        DcrException failure = catchThrowableOfType(
                DcrException.class,
                () -> client.discover(candidates, ExpectedIssuer.named(issuer), deadline)
                        .metadata());

        assertThat(failure.retryable()).isTrue();
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"x\"", "{\"issuer\":\"a\",\"issuer\":\"b\"}", "{} {}"})
    void discover_unreadableJson_stops(String body) {
        enqueue(200, body);
        enqueue(200, full());

        DcrException failure = failure();

        assertThat(failure.retryable()).isFalse();
        assertThat(server.getRequestCount()).isLessThanOrEqualTo(body.equals("{} {}") ? 2 : 1);
    }

    @Test
    void discover_oversizedDocument_stops() {
        enqueue(200, "{\"x\":\"" + "y".repeat(1024 * 1024) + "\"}");

        assertThat(failure()).hasMessageContaining("the body is larger than is read");
    }

    @Test
    void discover_documentWithoutIssuer_stops() {
        enqueue(200, "{\"registration_endpoint\":\"" + issuer + "/register\"}");
        enqueue(200, full());

        assertThat(failure()).hasMessageContaining("no issuer");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "https://as.example/t1, https://as.example/t1/",
        "https://as.example/t1/, https://as.example/t1",
        "https://as.example, https://as.example:443",
        "https://as.example:443, https://as.example",
        "https://as.example, https://AS.example",
        "https://as.example, HTTPS://as.example",
        "https://as.example, http://as.example",
        "https://as.example/t1, https://as.example/T1",
        "https://as.example/t1, https://as.example/t%31",
        "https://as.example/t1, https://as.example/",
        "https://as.example, https://as.example/INVALID",
        "https://as.example, https://as.exampleINVALID",
        "https://as.example, https://evil.example",
        "https://as.example, https://as.example//",
        "https://as.example, https://as.example?x",
        "https://as.example, 'https://as.example '"
    })
    void discover_otherIssuer_stopsBeforeAnyEndpointIsUsed(String expected, String told) {
        enqueue(200, full().replace("\"issuer\":\"" + issuer + "\"", "\"issuer\":\"" + told + "\""));
        enqueue(200, full());
        List<EndpointUrl> candidates = DiscoveryUrl.candidates(EndpointUrl.issuer("upstreamIssuer", issuer));
        Deadline deadline = Deadline.after(DcrClock.system(), Duration.ofSeconds(20));

        DcrException failure = catchThrowableOfType(
                DcrException.class,
                () -> client.discover(candidates, ExpectedIssuer.named(expected), deadline)
                        .metadata());

        assertThat(failure).hasMessageContaining("its issuer is ").hasMessageContaining("character for character");
        assertThat(failure.retryable()).isFalse();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"https://as.example, https://as.example/", "https://as.example/, https://as.example"})
    void discover_issuerWithoutPathOneSlashOff_isReadWithDeviation(String expected, String told) {
        enqueue(200, full().replace("\"issuer\":\"" + issuer + "\"", "\"issuer\":\"" + told + "\""));
        List<EndpointUrl> candidates = DiscoveryUrl.candidates(EndpointUrl.issuer("upstreamIssuer", issuer));

        AuthorizationServerMetadata metadata = client.discover(
                        candidates,
                        ExpectedIssuer.named(expected),
                        Deadline.after(DcrClock.system(), Duration.ofSeconds(20)))
                .metadata();

        assertThat(metadata.issuer()).isEqualTo(told);
        assertThat(metadata.deviations())
                .extracting(deviation -> deviation.code().code())
                .containsExactly("issuer-terminating-slash");
    }

    @ParameterizedTest
    @CsvSource({
        "registration_endpoint, http://as.example/register",
        "token_endpoint, http://as.example/token",
        "authorization_endpoint, http://as.example/authorize",
        "registration_endpoint, /register",
        "token_endpoint, https://user:SECRET@as.example/token",
        "token_endpoint, https://as.example/token#SECRET",
        "authorization_endpoint, javascript:alert(1)"
    })
    void discover_endpointThatMustNotBeUsed_stops(String member, String value) {
        enqueue(200, document("\"" + member + "\":\"" + value + "\""));
        enqueue(200, full());

        assertThat(failure()).hasMessageContaining(member + " '").hasMessageNotContaining("SECRET");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"openid profile\"]|openid,profile|WHITE_SPACE",
                "[\" openid \",\"profile\"]|openid,profile|WHITE_SPACE",
                "[\"openid\\tprofile\"]|openid,profile|WHITE_SPACE",
                "[\"openid\",\"pro\\u0000file\",\"email\"]|openid,email|ELEMENT_LEFT_OUT",
                "[\"openid\",\"pro\\\"file\",\"e\\\\mail\"]|openid|ELEMENT_LEFT_OUT",
                "[\"openid\",\"caf\\u00e9\"]|openid|ELEMENT_LEFT_OUT",
                "[\"openid\",\"  \"]|openid|WHITE_SPACE",
                "\"openid profile\"|openid,profile|STRING_FOR_ARRAY"
            })
    void discover_scopesWithWhatNoScopeHas_areReadByRfc6749(String listed, String scopes, DeviationCode code) {
        enqueue(200, document("\"registration_endpoint\":\"" + issuer + "/register\",\"scopes_supported\":" + listed));

        AuthorizationServerMetadata metadata = discover();

        assertThat(metadata.scopesSupported()).containsExactly(scopes.split(","));
        assertThat(metadata.deviations()).extracting(Deviation::code).contains(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"  \"]", "[\"\\t\"]", "[\"\\u0001\"]", "\" \""})
    void discover_scopesOfBlanksAndControlCharacters_areNone(String listed) {
        enqueue(200, document("\"registration_endpoint\":\"" + issuer + "/register\",\"scopes_supported\":" + listed));

        assertThat(discover().scopesSupported()).isNull();
    }
}

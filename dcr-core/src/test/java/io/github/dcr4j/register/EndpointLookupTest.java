package io.github.dcr4j.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.metadata.MetadataClient;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.Samples;
import java.io.IOException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointLookupTest {
    private final MockWebServer server = new MockWebServer();
    private final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    private final TestClock clock = TestClock.standing();
    private final EndpointLookup lookup = new EndpointLookup(new MetadataClient(http, Duration.ofSeconds(10)), clock);
    private String issuer = "";

    @BeforeEach
    void start() throws IOException {
        server.start();
        issuer = "http://127.0.0.1:" + server.getPort() + "/tenant";
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private DcrRequestBuilder request() {
        return DcrRequest.builder("https://gateway.example.com").upstreamIssuer(issuer);
    }

    private void serves(String members) {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body("{\"issuer\":\"" + issuer + "\"" + members + "}")
                .build());
    }

    private void servesEverything() {
        serves(endpoint("registration_endpoint", "/reg") + endpoint("authorization_endpoint", "/auth")
                + endpoint("token_endpoint", "/token")
                + ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]"
                + ",\"grant_types_supported\":[\"authorization_code\"],\"scopes_supported\":[\"openid\"]"
                + ",\"code_challenge_methods_supported\":[\"plain\",\"S256\"]"
                + ",\"authorization_response_iss_parameter_supported\":true");
    }

    @Test
    void find_mtlsAliasAndAlgorithms_areWhatTheServerOffers() {
        serves(endpoint("registration_endpoint", "/reg") + endpoint("authorization_endpoint", "/auth")
                + endpoint("token_endpoint", "/token")
                + ",\"token_endpoint_auth_signing_alg_values_supported\":[\"ES256\"],\"mtls_endpoint_aliases\":{"
                + endpoint("token_endpoint", "/mtls").substring(1) + "}");

        Endpoints found = find(request());

        assertThat(found.offer().algorithms()).containsExactly("ES256");
        assertThat(found.tokenEndpoint(TokenEndpointAuthMethod.TLS_CLIENT_AUTH).uri())
                .hasPath("/tenant/mtls");
        assertThat(found.tokenEndpoint(TokenEndpointAuthMethod.NONE).uri()).hasPath("/tenant/token");
    }

    /** Few clients have a use for the alias: a wrong one does not keep the others from registering. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"https://x/\"",
                "{\"token_endpoint\":\"http://10.0.0.1/t\"}",
                "{\"token_endpoint\":\"https://169.254.169.254/t\"}",
                "{\"token_endpoint\":\"not a url\"}",
                "{}",
                "null"
            })
    void find_mtlsAliasThatMustNotBeUsed_countsAsAbsent(String aliases) {
        serves(endpoint("registration_endpoint", "/reg") + endpoint("authorization_endpoint", "/auth")
                + endpoint("token_endpoint", "/token") + ",\"mtls_endpoint_aliases\":" + aliases);

        Endpoints found = find(request());

        assertThat(found.tokenEndpoint(TokenEndpointAuthMethod.TLS_CLIENT_AUTH).uri())
                .hasPath("/tenant/token");
    }

    /**
     * Every candidate is asked when a document has no registration endpoint: the first answers, the others have none.
     */
    private void servesFirstOnly(String members) {
        serves(members);
        server.enqueue(new MockResponse.Builder().code(404).build());
        server.enqueue(new MockResponse.Builder().code(404).build());
    }

    private String endpoint(String member, String path) {
        return ",\"" + member + "\":\"" + issuer + path + "\"";
    }

    private Endpoints find(DcrRequestBuilder request) {
        return lookup.find(Samples.spec(request), Deadline.after(clock, Duration.ofSeconds(10)));
    }

    private DcrException failure(DcrRequestBuilder request) {
        DcrException failure = catchThrowableOfType(DcrException.class, () -> find(request));
        assertThat(failure).isNotNull();
        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        return failure;
    }

    private EndpointUrl url(String path) {
        return EndpointUrl.ofOperator("expected", issuer + path);
    }

    @Test
    void find_everythingListed_isReadFromTheDocument() {
        servesEverything();

        Endpoints found = find(request());

        assertThat(found.issuer()).isEqualTo(issuer);
        assertThat(found.registrationEndpoint()).isEqualTo(url("/reg"));
        assertThat(found.authorizationEndpoint()).isEqualTo(url("/auth"));
        assertThat(found.tokenEndpoint()).isEqualTo(url("/token"));
        assertThat(found.authMethods()).containsExactly("client_secret_post");
        assertThat(found.grantTypes()).containsExactly("authorization_code");
        assertThat(found.scopes()).containsExactly("openid");
        assertThat(found.pkceS256()).isTrue();
        assertThat(found.issParameter()).isTrue();
    }

    @Test
    void find_withinTenMinutes_documentIsKept() {
        servesEverything();
        find(request());
        clock.advance(Duration.ofMinutes(10).minusNanos(1));

        Endpoints again = find(request().variant("another key"));

        assertThat(again.tokenEndpoint()).isEqualTo(url("/token"));
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void find_afterTenMinutes_documentIsReadAgain() {
        servesEverything();
        find(request());
        clock.advance(Duration.ofMinutes(10));
        serves(endpoint("registration_endpoint", "/reg2")
                + endpoint("authorization_endpoint", "/auth")
                + endpoint("token_endpoint", "/token"));

        Endpoints again = find(request());

        assertThat(again.registrationEndpoint()).isEqualTo(url("/reg2"));
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void find_wallClockMoved_documentIsStillKept() {
        servesEverything();
        find(request());
        clock.moveWallClock(Duration.ofDays(3_650));

        find(request());

        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void find_failure_isNotKept() {
        server.enqueue(new MockResponse.Builder().code(500).build());
        failure(request());
        servesEverything();

        assertThat(find(request()).tokenEndpoint()).isEqualTo(url("/token"));
    }

    @Test
    void find_ownEndpoints_areTheRequestsAndNotWhatIsStored() {
        servesEverything();

        Endpoints found = find(request()
                .server(s -> s.tokenEndpoint("https://internal.example.com/token")
                        .authorizationEndpoint("https://internal.example.com/auth")));

        assertThat(found.tokenEndpoint()).isEqualTo(url("/token"));
        assertThat(found.authorizationEndpoint()).isEqualTo(url("/auth"));
        assertThat(found.registrationEndpoint()).isEqualTo(url("/reg"));
    }

    @Test
    void find_nothingListed_basicAndNoPkce() {
        serves(endpoint("registration_endpoint", "/reg")
                + endpoint("authorization_endpoint", "/auth")
                + endpoint("token_endpoint", "/token"));

        Endpoints found = find(request());

        assertThat(found.authMethods()).containsExactly("client_secret_basic");
        assertThat(found.grantTypes()).isNull();
        assertThat(found.scopes()).isEmpty();
        assertThat(found.pkceS256()).isFalse();
        assertThat(found.issParameter()).isFalse();
    }

    @Test
    void find_callerDeclares_isBelieved() {
        servesEverything();

        Endpoints found = find(request()
                .server(s -> s.authMethods(TokenEndpointAuthMethod.NONE).supportsPkceS256()));

        assertThat(found.authMethods()).containsExactly("none");
        assertThat(found.pkceS256()).isTrue();
    }

    @Test
    void find_noRegistrationEndpoint_takesTheRegisterPathUnderTheIssuer() {
        servesFirstOnly(endpoint("authorization_endpoint", "/auth") + endpoint("token_endpoint", "/token"));

        assertThat(find(request()).registrationEndpoint()).isEqualTo(url("/register"));
    }

    @Test
    void find_noRegistrationEndpointAndSwitchedOff_saysWhatToDo() {
        servesFirstOnly(endpoint("authorization_endpoint", "/auth") + endpoint("token_endpoint", "/token"));

        assertThat(failure(request().server(s -> s.registerPathFallback(false))))
                .hasMessageContainingAll("registration_endpoint", "registerPathFallback", "127.0.0.1");
    }

    @Test
    void find_noTokenEndpoint_saysWhichPropertyHelps() {
        serves(endpoint("registration_endpoint", "/reg") + endpoint("authorization_endpoint", "/auth"));

        assertThat(failure(request())).hasMessageContainingAll("token_endpoint", "tokenEndpoint");
    }

    @Test
    void find_noAuthorizationEndpoint_saysWhichPropertyHelps() {
        serves(endpoint("registration_endpoint", "/reg") + endpoint("token_endpoint", "/token"));

        assertThat(failure(request())).hasMessageContainingAll("authorization_endpoint", "authorizationEndpoint");
    }

    @Test
    void find_noAuthorizationEndpointForClientCredentials_isFine() {
        serves(endpoint("registration_endpoint", "/reg") + endpoint("token_endpoint", "/token"));

        Endpoints found = find(request().grantTypes("client_credentials"));

        assertThat(found.authorizationEndpoint()).isNull();
    }

    @Test
    void find_discoveryUrl_asksForThatDocumentOnly() throws InterruptedException {
        servesFirstOnly(endpoint("authorization_endpoint", "/auth") + endpoint("token_endpoint", "/token"));
        DcrRequestBuilder request = DcrRequest.builder("https://gateway.example.com")
                .discoveryUrl("http://127.0.0.1:" + server.getPort() + "/custom?v=1")
                .server(s -> s.expectedIssuer(issuer));

        Endpoints found = find(request);

        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(server.takeRequest().getTarget()).isEqualTo("/custom?v=1");
        assertThat(found.registrationEndpoint()).isEqualTo(url("/register"));
    }

    @Test
    void find_registrationEndpointGiven_discoversNothing() {
        Endpoints found = find(DcrRequest.builder("https://gateway.example.com")
                .registrationEndpoint(issuer + "/reg")
                .server(s -> s.authorizationEndpoint(issuer + "/auth").tokenEndpoint(issuer + "/token")));

        assertThat(server.getRequestCount()).isZero();
        assertThat(found.issuer()).isNull();
        assertThat(found.registrationEndpoint()).isEqualTo(url("/reg"));
        assertThat(found.authMethods()).containsExactly("client_secret_basic");
        assertThat(found.pkceS256()).isFalse();
    }
}

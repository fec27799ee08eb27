package io.github.dcr4j.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a metadata document may say, and what is taken from it. */
class MetadataDocumentTest extends MetadataClientFixture {
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

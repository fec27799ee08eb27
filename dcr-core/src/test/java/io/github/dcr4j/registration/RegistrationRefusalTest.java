package io.github.dcr4j.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.registration.RegistrationResult.Refused;
import java.time.Duration;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server refuses a registration: what the failure says. */
class RegistrationRefusalTest extends RegistrationClientFixture {
    private DcrRefusedException refused(MockResponse.Builder answer) {
        RegistrationResult result = answered(answer);
        assertThat(result).isInstanceOf(Refused.class);
        return withoutSecrets(((Refused) result).failure());
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_redirect_uri, 'https://app.example/cb, com.example.app:/cb'",
        "400, invalid_client_metadata, check the client metadata",
        "400, invalid_software_statement, software statement",
        "400, unapproved_software_statement, software statement",
        "400, invalid_scope, SERVER_LIST",
        "403, insufficient_scope, policy",
        "400, registration_not_supported, does not offer registration there",
        "401, invalid_token, does not accept the initial access token",
        "403, access_denied, policy",
        "404, not_found, does not offer registration there",
        "405, x, does not offer registration there",
        "501, x, does not offer registration there",
        "422, x, check the client metadata"
    })
    void register_refused_saysStatusCodeWordsAndWhatToDo(int status, String code, String advice) {
        DcrRefusedException failure = refused(json(
                status,
                "{\"error\":\"" + code + "\",\"error_description\":\"no\\r\\n iat-CANARY.x~y+z/1== \\u202e way\"}"));

        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.error()).contains(code);
        assertThat(failure.description()).contains("no *** way");
        assertThat(failure)
                .hasMessageContaining(status + " " + code + " (no *** way)")
                .hasMessageContaining(advice);
        assertThat(failure.retryable()).isFalse();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void register_metadataRefusedForItsScope_hintsAtTheScopePolicy() {
        DcrRefusedException failure = refused(
                json(400, "{\"error\":\"invalid_client_metadata\",\"error_description\":\"scope not allowed\"}"));

        assertThat(failure).hasMessageContaining("none was sent").hasMessageContaining("SERVER_LIST");
    }

    @Test
    void register_401WithoutToken_asksForOne() {
        server.enqueue(json(401, "").build());

        Refused refused = (Refused) register(null);

        assertThat(refused.failure()).hasMessageContaining("wants an initial access token");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void register_redirect_saysWhereToAndStays(int status) {
        DcrRefusedException failure = refused(
                new MockResponse.Builder().code(status).addHeader("Location", "https://127.0.0.1:1/in?token=SECRET"));

        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure).hasMessageContaining("points to https://127.0.0.1:1/in,");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void register_redirectToAnAddressMadeOfTheToken_isToldWithoutIt() {
        DcrRefusedException failure = refused(
                new MockResponse.Builder().code(302).addHeader("Location", "/login/" + TOKEN.reveal() + "/register"));

        assertThat(failure).hasMessageContaining("points to /login/***/register,");
    }

    @ParameterizedTest
    @CsvSource({"408, 30", "429, 30", "503, 0"})
    void register_later_isRetryableAndOnePost(int status, String retryAfter) {
        DcrRefusedException failure = refused(json(status, "{}").addHeader("Retry-After", retryAfter));

        assertThat(failure.retryable()).isTrue();
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(Math.max(1, Long.parseLong(retryAfter))));
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void register_429WithDate_waitsByTheGivenClock() {
        DcrRefusedException failure = refused(json(429, "").addHeader("Retry-After", "Mon, 23 Nov 2026 10:05:00 GMT"));

        assertThat(failure.retryAfter()).contains(Duration.ofMinutes(5));
    }

    @Test
    void register_429WithoutRetryAfter_isRetryable() {
        DcrRefusedException failure = refused(json(429, "{\"error\":\"too_many_requests\"}"));

        assertThat(failure.retryable()).isTrue();
        assertThat(failure.retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<html><body>Access <b>denied</b>: error code 1010</body></html>|Access denied : error code 1010",
                "plain words|plain words",
                "{\"message\":\"no such thing\"}|no such thing",
                "{\"error\":{\"code\":7,\"message\":\"deep\"}}|{'code':7,'message':'deep'}",
                "{\"error\":7}|7",
                "{\"error_description\":{\"redirect_uris\":[\"bad\"]}}|{'redirect_uris':['bad']}",
                "[\"list\"]|['list']"
            })
    void register_refusalInAnotherForm_keepsAnExcerpt(String body, String words) {
        DcrRefusedException failure =
                refused(new MockResponse.Builder().code(400).body(body));

        assertThat(failure.error()).isEmpty();
        assertThat(failure.description()).contains(words);
    }

    @Test
    void register_emptyRefusal_hasNoWords() {
        DcrRefusedException failure = refused(new MockResponse.Builder().code(400));

        assertThat(failure.description()).isEmpty();
        assertThat(failure).hasMessageContaining("was refused: 400; ");
    }

    @Test
    void register_hugeRefusal_isCutShort() {
        DcrRefusedException failure =
                refused(new MockResponse.Builder().code(400).body("<".repeat(1_000_000)));

        assertThat(failure.getMessage()).hasSizeLessThan(800);
    }
}

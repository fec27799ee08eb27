package io.github.dcr4j.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.registration.ManagementResult.NotOffered;
import io.github.dcr4j.registration.ManagementResult.NotSent;
import io.github.dcr4j.registration.ManagementResult.Refused;
import io.github.dcr4j.registration.ManagementResult.Unknown;
import io.github.dcr4j.registration.ManagementResult.UnknownClient;
import io.github.dcr4j.registration.ManagementResult.Unusable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A read that fails, or whose answer cannot be used. */
class ManagementReadFailureTest extends ManagementReadFixture {
    private static void checkFailure(DcrException failure) {
        StringWriter everything = new StringWriter();
        failure.printStackTrace(new PrintWriter(everything));
        assertThat(everything.toString()).contains("client c1").doesNotContain("CANARY", "SECRET");
        assertThat(failure.step()).isEqualTo(Step.MANAGE);
    }

    @Test
    void read_anotherClientsInformation_isUnusableAndItsTokenNotTaken() {
        Unusable unusable = (Unusable) answered(200, whole("").replace("\"c1\"", "\"c2\""));

        checkFailure(unusable.failure());
        assertThat(unusable.failure()).hasMessageContaining("another client's");
        assertThat(unusable.management()).isEqualTo(old());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"registration_access_token\":\"new-token-CANARY\"}",
                "{\"registration_access_token\":\"new-token-CANARY\",\"client_id\":[]}",
                "{\"registration_access_token\":\"new-token-CANARY\",\"client_id\":\"c1\",\"client_secret\":\"\\n\"}",
                "{\"registration_access_token\":\"new-token-CANARY\",\"client_id\":\"c1\"",
                "{\"registration_access_token\":\"new-token-CANARY\",\"client_id\":\"c1\",\"client_id\":\"c1\"}",
                "{\"registration_access_token\":\"new-token-CANARY\",\"client_id\":\"c1\"} {}"
            })
    void read_unusable_itsTokenCounts(String body) {
        Unusable unusable = (Unusable) answered(200, body);

        checkFailure(unusable.failure());
        assertThat(unusable.management()).isEqualTo(new DcrManagement("c1", address(), Secret.of("new-token-CANARY")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>CANARY</html>", "[1]", "{\"registration_access_token\":\"new-tok"})
    void read_unusableWithoutToken_theOldCounts(String body) {
        Unusable unusable = (Unusable) answered(200, body);

        checkFailure(unusable.failure());
        assertThat(unusable.management()).isEqualTo(old());
    }

    @Test
    void read_202_isUnusableAndItsTokenCounts() {
        Unusable unusable = (Unusable) answered(202, whole(""));

        assertThat(unusable.failure()).hasMessageContaining("status 202").hasMessageContaining("200 was expected");
        assertThat(unusable.management().registrationAccessToken()).isEqualTo(Secret.of("new-token-CANARY"));
    }

    @Test
    void read_bodyBreaksOff_isUnusableAndItsTokenCounts() {
        String body = whole(",\"padding\":\"" + "x".repeat(10_000) + "\"");
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(body)
                .onResponseBody(new SocketEffect.CloseSocket())
                .build());

        Unusable unusable = (Unusable) read();

        checkFailure(unusable.failure());
        assertThat(unusable.management().registrationAccessToken()).isEqualTo(Secret.of("new-token-CANARY"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 410})
    void read_clientOrTokenGone_isUnknownClient(int status) {
        checkFailure(((UnknownClient) answered(status, "{\"error\":\"invalid_token\"}")).failure());
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501})
    void read_notOffered_isSaid(int status) {
        checkFailure(((NotOffered) answered(status, "")).failure());
    }

    @ParameterizedTest
    @CsvSource({"400, false", "403, false", "307, false", "408, true", "429, true", "503, true"})
    void read_refused_tellsWhetherLaterHelps(int status, boolean retryable) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Retry-After", "7")
                .addHeader("Location", "/elsewhere?SECRET")
                .body("{\"error\":\"nope\",\"error_description\":\"" + OLD_TOKEN.reveal() + " " + OLD_SECRET.reveal()
                        + "\"}")
                .build());
        if (status == 408) {
            server.enqueue(new MockResponse.Builder()
                    .code(status)
                    .body("{\"error\":\"nope\"}")
                    .build());
        }

        DcrRefusedException failure = ((Refused) read()).failure();

        checkFailure(failure);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.error()).contains("nope");
        assertThat(failure.retryable()).isEqualTo(retryable);
    }

    @Test
    void read_503_waitsAsTheServerAsks() {
        server.enqueue(new MockResponse.Builder()
                .code(503)
                .addHeader("Retry-After", "7")
                .build());

        assertThat(((Refused) read()).failure().retryAfter()).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void read_serverFailed_isUnknown(int status) {
        DcrException failure = ((Unknown) answered(status, "{\"error\":\"server_error\"}")).failure();

        checkFailure(failure);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("whether it was read is not known");
    }

    @Test
    void read_connectionDropped_isUnknown() {
        for (int i = 0; i < 3; i++) {
            server.enqueue(new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build());
        }

        DcrException failure = ((Unknown) read()).failure();

        checkFailure(failure);
        assertThat(failure.retryable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"http://as.example/c1?SECRET, token", "https://127.0.0.1:1/c1, 'CANARY CANARY'"})
    void read_addressOrTokenUnfit_sendsNothing(String uri, String token) {
        ManagedClient unfit =
                new ManagedClient(new DcrManagement("c1", URI.create(uri), Secret.of(token)), OLD_SECRET, null);

        NotSent result = (NotSent) client.read(unfit, here(), LONG);

        checkFailure(result.failure());
        assertThat(result.failure()).hasMessageContaining("nothing was sent");
    }

    @Test
    void read_nobodyListens_isNotSent() {
        server.close();

        DcrException failure = ((NotSent) read()).failure();

        checkFailure(failure);
        assertThat(failure.retryable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":\"server_busy\",\"error_description\":\"come back\"}|server_busy (come back)",
                "{\"error\":\"invalid_client_metadata\",\"client_id\":null}|invalid_client_metadata"
            })
    void read_200WithAnError_isTheServersErrorAndNoMalformedClient(String body, String shown) {
        Refused refused = (Refused) answered(200, body);

        checkFailure(refused.failure());
        assertThat(refused.failure().status()).isEqualTo(200);
        assertThat(refused.failure())
                .hasMessageContaining("200 " + shown)
                .hasMessageNotContaining("client_id")
                .hasMessageNotContaining("report this");
    }

    @Test
    void read_200WithAnErrorAndANewToken_itsTokenCounts() {
        Unusable unusable =
                (Unusable) answered(200, "{\"error\":\"oops\",\"registration_access_token\":\"new-token-CANARY\"}");

        assertThat(unusable.management()).isEqualTo(new DcrManagement("c1", address(), Secret.of("new-token-CANARY")));
    }
}

package io.github.dcr4j.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.http.GuardedHttp;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementClientTest extends ManagementFixture {
    private static final Secret CLIENT_SECRET = Secret.of("client-secret-CANARY+/=");

    private DcrManagement management() {
        return management(address().toString(), "rat-CANARY");
    }

    private static DcrManagement management(String uri, String token) {
        return new DcrManagement("c1", URI.create(uri), Secret.of(token));
    }

    private DeleteResult answered(int status) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .body(status == 200 ? "" : "{\"error\":\"x\",\"error_description\":\"rat-CANARY\"}")
                .build());
        return client.delete(management(), CLIENT_SECRET, here(), LONG);
    }

    private static void checkWithoutSecrets(DcrException failure) {
        StringWriter everything = new StringWriter();
        failure.printStackTrace(new PrintWriter(everything));
        assertThat(everything.toString()).contains("client c1").doesNotContain("CANARY", "SECRET");
        assertThat(failure.step()).isEqualTo(Step.MANAGE);
    }

    @Test
    void delete_204_isGoneByOneDelete() throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());

        DeleteResult result = client.delete(management(), CLIENT_SECRET, here(), LONG);

        assertThat(result).isEqualTo(new DeleteResult.Gone(204));
        RecordedRequest sent = server.takeRequest();
        assertThat(sent.getRequestLine()).isEqualTo("DELETE /register/c1?k=SECRET HTTP/1.1");
        assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer rat-CANARY");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 410})
    void delete_notThereAnyMore_isGone(int status) {
        assertThat(answered(status)).isEqualTo(new DeleteResult.Gone(status));
        assertThat(server.getRequestCount()).isOne();
    }

    /** What a server without deletions answers; the client lives on. */
    @ParameterizedTest
    @ValueSource(ints = {404, 405, 501})
    void delete_answerProvesNothingAndClientIsRead_isUnsupportedAndExists(int status) throws Exception {
        DeleteResult result = answered(
                status,
                new MockResponse.Builder()
                        .addHeader("Content-Type", "application/json")
                        .body("{\"client_id\":\"c1\",\"registration_access_token\":\"other-CANARY\"}")
                        .build());

        DeleteResult.Unsupported unsupported = (DeleteResult.Unsupported) result;
        assertThat(unsupported.exists()).isTrue();
        assertThat(unsupported.failure())
                .hasMessageContaining(String.valueOf(status))
                .hasMessageContaining("the client exists");
        assertThat(unsupported.failure().retryable()).isFalse();
        checkWithoutSecrets(unsupported.failure());
        assertThat(server.takeRequest().getMethod()).isEqualTo("DELETE");
        RecordedRequest read = server.takeRequest();
        assertThat(read.getRequestLine()).isEqualTo("GET /register/c1?k=SECRET HTTP/1.1");
        assertThat(read.getHeaders().get("Authorization")).isEqualTo("Bearer rat-CANARY");
    }

    static Stream<Arguments> readsThatProveNothing() {
        return Stream.of(
                Arguments.of("404", status(404), DeleteResult.Unsupported.class, false),
                Arguments.of("405", status(405), DeleteResult.Unsupported.class, false),
                Arguments.of("403", status(403), DeleteResult.Unsupported.class, false),
                Arguments.of("401", status(401), DeleteResult.UnknownClient.class, false),
                Arguments.of("503", status(503), DeleteResult.Failed.class, true),
                Arguments.of("page", page(), DeleteResult.Unsupported.class, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readsThatProveNothing")
    void delete_404AndReadProvesNothing_isNotGone(
            String name, MockResponse read, Class<?> expected, boolean retryable) {
        DeleteResult result = answered(404, read);

        assertThat(result).isInstanceOf(expected);
        DcrException failure = failure(result);
        assertThat(failure).hasMessageContaining("404").hasMessageContaining("could not be found out");
        assertThat(failure.retryable()).isEqualTo(retryable);
        checkWithoutSecrets(failure);
        assertThat(result instanceof DeleteResult.Unsupported unsupported && unsupported.exists())
                .isFalse();
    }

    @Test
    void delete_404AndReadSaysGone_isGone() {
        assertThat(answered(404, status(410))).isEqualTo(new DeleteResult.Gone(410));
    }

    private DeleteResult answered(int status, MockResponse read) {
        server.enqueue(new MockResponse.Builder().code(status).build());
        server.enqueue(read);
        return client.delete(management(), CLIENT_SECRET, here(), LONG);
    }

    private static MockResponse status(int status) {
        return new MockResponse.Builder().code(status).build();
    }

    private static MockResponse page() {
        return new MockResponse.Builder()
                .addHeader("Content-Type", "text/html")
                .body("<html>welcome</html>")
                .build();
    }

    private static DcrException failure(DeleteResult result) {
        if (result instanceof DeleteResult.Unsupported unsupported) {
            return unsupported.failure();
        }
        return result instanceof DeleteResult.UnknownClient unknown
                ? unknown.failure()
                : ((DeleteResult.Failed) result).failure();
    }

    @Test
    void delete_401_isUnknownClient() {
        DeleteResult result = answered(401);

        assertThat(result).isInstanceOf(DeleteResult.UnknownClient.class);
        checkWithoutSecrets(((DeleteResult.UnknownClient) result).failure());
    }

    @ParameterizedTest
    @CsvSource({"400, false", "403, false", "202, false", "429, true", "500, true", "502, true"})
    void delete_otherAnswers_areFailures(int status, boolean retryable) {
        DeleteResult result = answered(status);

        assertThat(result).isInstanceOf(DeleteResult.Failed.class);
        DcrException failure = ((DeleteResult.Failed) result).failure();
        checkWithoutSecrets(failure);
        assertThat(failure.retryable()).isEqualTo(retryable);
    }

    @Test
    void delete_redirect_isNotFollowed() {
        server.enqueue(new MockResponse.Builder()
                .code(307)
                .addHeader("Location", "/other?SECRET")
                .build());

        DeleteResult result = client.delete(management(), CLIENT_SECRET, here(), LONG);

        assertThat(((DeleteResult.Failed) result).failure()).hasMessageContaining("points to /other");
        checkWithoutSecrets(((DeleteResult.Failed) result).failure());
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void delete_secretsEchoed_areMasked() {
        server.enqueue(new MockResponse.Builder()
                .code(400)
                .body("{\"error\":\"client-secret-CANARY+/=\",\"error_description\":"
                        + "\"rat-CANARY and client-secret-CANARY%2B%2F%3D\"}")
                .build());

        DeleteResult result = client.delete(management(), CLIENT_SECRET, here(), LONG);

        DcrException failure = ((DeleteResult.Failed) result).failure();
        assertThat(failure).hasMessageContaining("400 *** (*** and ***)");
        checkWithoutSecrets(failure);
    }

    @Test
    void delete_redirectToAnAddressMadeOfSecrets_isToldWithoutThem() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "/login/rat-CANARY/client-secret-CANARY%2B%2F%3D/")
                .build());

        DeleteResult result = client.delete(management(), CLIENT_SECRET, here(), LONG);

        DcrException failure = ((DeleteResult.Failed) result).failure();
        assertThat(failure).hasMessageContaining("points to /login/***/***/");
        checkWithoutSecrets(failure);
    }

    @Test
    void delete_connectionDropped_isRetryableFailure() {
        for (int i = 0; i < 3; i++) {
            server.enqueue(new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build());
        }

        DeleteResult result = client.delete(management(), CLIENT_SECRET, here(), LONG);

        assertThat(((DeleteResult.Failed) result).failure().retryable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://as.example/c1?SECRET, rat",
        "urn:x:y, rat",
        "https://user:SECRET@127.0.0.1:1/c1, rat",
        "https://127.0.0.1:1/c1, 'CANARY CANARY'"
    })
    void delete_addressOrTokenUnfit_sendsNothing(String uri, String token) {
        OkHttpClient nameless = new OkHttpClient.Builder()
                .dns(host -> {
                    throw new UnknownHostException(host);
                })
                .build();

        DeleteResult result = new ManagementClient(new GuardedHttp(nameless, "t"))
                .delete(management(uri, token), null, new Egress(Set.of(), false, Set.of()), LONG);

        assertThat(((DeleteResult.Failed) result).failure()).hasMessageContaining("nothing was sent");
        checkWithoutSecrets(((DeleteResult.Failed) result).failure());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":\"registration_disabled\"}", "{\"error\":\"server_error\",\"x\":1}"})
    void delete_200WithAnError_isNotGone(String body) {
        server.enqueue(new MockResponse.Builder()
                .code(200)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());

        DeleteResult result = client.delete(management(), null, here(), LONG);

        assertThat(result).isInstanceOf(DeleteResult.Failed.class);
        assertThat(((DeleteResult.Failed) result).failure()).hasMessageContaining("200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "deleted", "{\"error\":null}", "{\"error\":\"\"}"})
    void delete_200WithoutAnError_isGone(String body) {
        server.enqueue(new MockResponse.Builder().code(200).body(body).build());

        assertThat(client.delete(management(), null, here(), LONG)).isEqualTo(new DeleteResult.Gone(200));
    }
}

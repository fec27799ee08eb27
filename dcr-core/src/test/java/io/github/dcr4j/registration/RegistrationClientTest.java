package io.github.dcr4j.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.registration.RegistrationResult.NotSent;
import io.github.dcr4j.registration.RegistrationResult.Registered;
import io.github.dcr4j.registration.RegistrationResult.Unknown;
import io.github.dcr4j.registration.RegistrationResult.Unusable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationClientTest extends RegistrationClientFixture {
    private Unusable unusable(MockResponse.Builder answer) {
        RegistrationResult result = answered(answer);
        assertThat(result).isInstanceOf(Unusable.class);
        withoutSecrets(((Unusable) result).failure());
        return (Unusable) result;
    }

    @Test
    void register_created_isRegisteredByOnePost() throws Exception {
        RegistrationResult result = answered(json(201, "{\"client_id\":\"c1\"}"));

        assertThat(result).isInstanceOf(Registered.class);
        assertThat(((Registered) result).response().clientId()).isEqualTo("c1");
        assertThat(((Registered) result).response().deviations()).isEmpty();
        RecordedRequest sent = server.takeRequest();
        assertThat(sent.getMethod()).isEqualTo("POST");
        assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + TOKEN.reveal());
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void register_withoutToken_sendsNone() throws Exception {
        server.enqueue(json(201, "{\"client_id\":\"c1\"}").build());

        register(null);

        assertThat(server.takeRequest().getHeaders().get("Authorization")).isNull();
    }

    @Test
    void register_200_isRegisteredWithDeviation() {
        RegistrationResult result = answered(json(200, "{\"client_id\":\"c1\"}"));

        assertThat(((Registered) result).response().deviations())
                .containsExactly(new Deviation(DeviationCode.STATUS, "status", "200"));
    }

    @ParameterizedTest
    @CsvSource({"text/plain, other", "text/json, other", "'', missing"})
    void register_otherMediaType_isRegisteredWithDeviation(String type, String shape) {
        MockResponse.Builder answer = new MockResponse.Builder().code(201).body("{\"client_id\":\"c1\"}");
        if (!type.isEmpty()) {
            answer.addHeader("Content-Type", type);
        }

        RegistrationResult result = answered(answer);

        assertThat(((Registered) result).response().deviations())
                .containsExactly(new Deviation(DeviationCode.MEDIA_TYPE, "Content-Type", shape));
    }

    @Test
    void register_mediaTypeWithParameterAndCapitals_isNoDeviation() {
        RegistrationResult result = answered(new MockResponse.Builder()
                .code(201)
                .addHeader("Content-Type", "Application/JSON; charset=UTF-8")
                .body("{\"client_id\":\"c1\"}"));

        assertThat(((Registered) result).response().deviations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"CANARY\n", "CANARY\r\nX-Evil: 1", "CANAR\u00dd CANARY", "a b CANARY", "=CANARY", "CANARY=x"})
    void register_tokenThatCannotBeSent_isNotSentAndNotShown(String token) {
        RegistrationResult result = register(Secret.of(token));

        assertThat(result).isInstanceOf(NotSent.class);
        DcrException failure = withoutSecrets(((NotSent) result).failure());
        assertThat(failure).hasMessageContaining("initial access token").hasNoCause();
        assertThat(failure.retryable()).isFalse();
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void register_nobodyListens_isNotSent() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        EndpointUrl nowhere = EndpointUrl.ofOperator("x", "http://127.0.0.1:" + port + "/register?k=SECRET");

        RegistrationResult result = client.register(nowhere, request, CallAuthorization.bearer(TOKEN), LONG);

        assertThat(result).isInstanceOf(NotSent.class);
        DcrException failure = withoutSecrets(((NotSent) result).failure());
        assertThat(failure).hasMessageContaining("nothing was sent");
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void register_noAnswerInTime_isUnknown() {
        server.enqueue(json(201, "{}").headersDelay(30, TimeUnit.SECONDS).build());

        RegistrationResult result = client.register(
                endpoint(),
                request,
                CallAuthorization.bearer(TOKEN),
                Pace.stretched(Duration.ofMillis(200), Duration.ofSeconds(5)));

        assertThat(result).isInstanceOf(Unknown.class);
        assertThat(withoutSecrets(((Unknown) result).failure()).retryable()).isTrue();
    }

    @Test
    void register_connectionDropped_isUnknownAfterOnePost() {
        server.enqueue(
                json(201, "{}").onResponseStart(new SocketEffect.CloseSocket()).build());
        server.enqueue(json(201, "{\"client_id\":\"c2\"}").build());

        RegistrationResult result = register(TOKEN);

        assertThat(result).isInstanceOf(Unknown.class);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504, 520})
    void register_serverError_isUnknown(int status) {
        RegistrationResult result = answered(json(status, "{\"message\":\"iat-CANARY.x~y+z/1== \\u001b[1m\"}"));

        assertThat(result).isInstanceOf(Unknown.class);
        DcrException failure = withoutSecrets(((Unknown) result).failure());
        assertThat(failure).hasMessageContaining(String.valueOf(status));
        assertThat(failure.retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>CANARY</html>",
                "[]",
                "null",
                "{\"client_secret\":\"CANARY\"}",
                "{\"client_id\":\"\",\"client_secret\":\"CANARY\"}",
                "{\"client_id\":null}",
                "{\"client_id\":[\"CANARY\"]}",
                "{\"client_id\":\"CANARY\\n\"}",
                "{\"client_id\":\"CANARY\\u00e4\"}"
            })
    void register_createdWithoutUsableId_isUnusable(String body) {
        Unusable unusable = unusable(json(201, body));

        assertThat(unusable.clientId()).isNull();
        assertThat(unusable.management()).isNull();
        assertThat(unusable.failure()).hasMessageContaining("status 201").hasMessageContaining("cannot be used: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 204, 206})
    void register_otherSuccess_isUnusable(int status) {
        Unusable unusable = unusable(new MockResponse.Builder().code(status));

        assertThat(unusable.failure()).hasMessageContaining("201 was expected");
    }

    private String managed(String rest) {
        return "{\"client_id\":\"c1\",\"registration_client_uri\":\""
                + endpoint().text() + "/c1?k=SECRET\",\"registration_access_token\":\"rat-CANARY\"," + rest;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"client_secret\":\"CANARY",
                "\"client_id\":\"c2\"}",
                "\"x\":1} trailing",
                "\"x\":1e99999999999}",
                "\"client_secret\":\"CANARY\\u00e4\"}",
                "\"client_secret\":\"CANARY\\n\"}",
                "\"x\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}"
            })
    void register_createdButUnusable_givesWhatItTakesToGiveItBack(String rest) {
        Unusable unusable = unusable(json(201, managed(rest)));

        assertThat(unusable.clientId()).isEqualTo("c1");
        assertThat(unusable.management())
                .isEqualTo(new DcrManagement(
                        "c1", URI.create(endpoint().text() + "/c1?k=SECRET"), Secret.of("rat-CANARY")));
        assertThat(unusable.toString()).doesNotContain("CANARY", "SECRET");
    }

    @Test
    void register_oversizedAnswer_givesWhatItTakesToGiveItBack() {
        Unusable unusable = unusable(json(201, managed("\"x\":[\"" + "y\",\"".repeat(100_000) + "\"]}")));

        assertThat(unusable.failure()).hasMessageContaining("larger than is read");
        assertThat(unusable.clientId()).isEqualTo("c1");
        assertThat(unusable.management()).isNotNull();
    }

    @Test
    void register_answerDripsTooSlowly_givesWhatItTakesToGiveItBack() {
        String body = managed("\"x\":\"" + "y".repeat(10_000) + "\"}");
        server.enqueue(
                json(201, body).throttleBody(1_000, 300, TimeUnit.MILLISECONDS).build());

        RegistrationResult result =
                client.register(endpoint(), request, CallAuthorization.bearer(TOKEN), Duration.ofMillis(700));

        assertThat(result).isInstanceOf(Unusable.class);
        assertThat(((Unusable) result).clientId()).isEqualTo("c1");
        assertThat(((Unusable) result).failure()).hasMessageContaining("did not come in time");
    }

    @Test
    void register_noIdButManagementData_canBeDeleted() {
        Unusable unusable = unusable(json(201, managed("\"x\":1}").replace("\"client_id\":\"c1\",", "")));

        assertThat(unusable.clientId()).isNull();
        assertThat(unusable.management()).isNotNull();
    }

    @Test
    void register_inTurkishLocale_readsTheSame() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            RegistrationResult result =
                    answered(json(201, "{\"client_id\":\"c1\"}").setHeader("Content-Type", "APPLICATION/JSON"));

            assertThat(((Registered) result).response().deviations()).isEmpty();
        } finally {
            Locale.setDefault(before);
        }
    }
}

package io.github.dcr4j.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.registration.ManagementResult.Information;
import java.net.URI;
import java.time.Instant;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a client's information, whoever asked for it: a read and an update are answered alike. */
class ManagementReadTest extends ManagementReadFixture {
    private static final Instant LATER = Instant.parse("2031-01-01T00:00:00Z");

    private Information informed(String body) {
        return (Information) answered(200, body);
    }

    @Test
    void read_wholeAnswer_isWhatTheServerHoldsByOneGet() throws Exception {
        Information information =
                informed(whole(",\"client_secret\":\"new-secret-CANARY\",\"client_secret_expires_at\":"
                        + LATER.getEpochSecond() + ",\"redirect_uris\":[\"https://app.example/cb\"],\"x\":1"));

        assertThat(information.management())
                .isEqualTo(new DcrManagement("c1", address(), Secret.of("new-token-CANARY")));
        assertThat(information.response().management()).isEqualTo(information.management());
        assertThat(information.response().clientSecret()).isEqualTo(Secret.of("new-secret-CANARY"));
        assertThat(information.response().clientSecretExpiresAt()).isEqualTo(LATER);
        assertThat(information.response().registeredMetadata())
                .isEqualTo("{\"client_id\":\"c1\",\"redirect_uris\":[\"https://app.example/cb\"],\"x\":1}");
        assertThat(information.response().deviations()).isEmpty();
        RecordedRequest sent = server.takeRequest();
        assertThat(sent.getRequestLine()).isEqualTo("GET /register/c1?k=SECRET HTTP/1.1");
        assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer old-token-CANARY");
        assertThat(sent.getBody() == null || sent.getBody().size() == 0).isTrue();
    }

    @Test
    void read_managementLeftOut_theOldStays() {
        Information information = informed("{\"client_id\":\"c1\"}");

        assertThat(information.management()).isEqualTo(old());
        assertThat(information.response().deviations())
                .containsExactlyInAnyOrder(
                        new Deviation(DeviationCode.MISSING_MEMBER, "registration_client_uri", "missing"),
                        new Deviation(DeviationCode.MISSING_MEMBER, "registration_access_token", "missing"));
    }

    @Test
    void read_tokenAlone_takesItWithTheOldAddress() {
        Information information = informed("{\"client_id\":\"c1\",\"registration_access_token\":\"new-token-CANARY\"}");

        assertThat(information.management())
                .isEqualTo(new DcrManagement("c1", address(), Secret.of("new-token-CANARY")));
    }

    @Test
    void read_addressMovedOnItsOrigin_isTheNewOne() {
        String moved = "http://127.0.0.1:" + server.getPort() + "/clients/c1?k=2";

        Information information = informed("{\"client_id\":\"c1\",\"registration_client_uri\":\"" + moved + "\"}");

        assertThat(information.management()).isEqualTo(new DcrManagement("c1", URI.create(moved), OLD_TOKEN));
    }

    @ParameterizedTest
    @CsvSource({
        "https://elsewhere.example/c1, foreign-url",
        "http://127.0.0.1:1/c1, foreign-url",
        "http://elsewhere.example/c1, unusable-url",
        "javascript:alert(1), unusable-url",
        "/clients/c1, relative-url",
        "c1, relative-url"
    })
    void read_addressThatMustNotBeUsed_theOldStaysAndTheTokenCounts(String address, String code) {
        Information information = informed("{\"client_id\":\"c1\",\"registration_client_uri\":\"" + address
                + "\",\"registration_access_token\":\"new-token-CANARY\"}");

        assertThat(information.management())
                .isEqualTo(new DcrManagement("c1", address(), Secret.of("new-token-CANARY")));
        assertThat(information.response().deviations())
                .extracting(deviation -> deviation.code().code())
                .containsExactly(code);
    }

    @Test
    void read_tokenThatNoHeaderCarries_theOldStays() {
        Information information = informed(whole("").replace("new-token-CANARY", "new token\\nCANARY"));

        assertThat(information.management()).isEqualTo(old());
        assertThat(information.response().deviations())
                .containsExactly(
                        new Deviation(DeviationCode.UNUSABLE_TOKEN, "registration_access_token", "no bearer token"));
    }

    @Test
    void read_secretLeftOut_theOldStaysWithItsExpiry() {
        Information information = informed(whole(""));

        assertThat(information.response().clientSecret()).isEqualTo(OLD_SECRET);
        assertThat(information.response().clientSecretExpiresAt()).isEqualTo(OLD_EXPIRY);
        assertThat(information.response().deviations()).isEmpty();
    }

    @Test
    void read_secretLeftOutAndExpiryTold_theOldLivesThatLong() {
        Information information = informed(whole(",\"client_secret_expires_at\":" + LATER.getEpochSecond()));

        assertThat(information.response().clientSecret()).isEqualTo(OLD_SECRET);
        assertThat(information.response().clientSecretExpiresAt()).isEqualTo(LATER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"client_secret_expires_at\":null", ",\"client_secret_expires_at\":\"soon\""})
    void read_sameSecretAndExpiryNotTold_isNotTakenForOneThatNeverExpires(String expiry) {
        Information information = informed(whole(",\"client_secret\":\"" + OLD_SECRET.reveal() + "\"" + expiry));

        assertThat(information.response().clientSecretExpiresAt()).isEqualTo(OLD_EXPIRY);
        assertThat(information.response().deviations())
                .extracting(Deviation::field)
                .containsOnly("client_secret_expires_at");
    }

    @Test
    void read_anotherSecretAndExpiryNotTold_isReadAsARegistrationIs() {
        Information information = informed(whole(",\"client_secret\":\"new-secret-CANARY\""));

        assertThat(information.response().clientSecretExpiresAt()).isNull();
    }

    @Test
    void read_expiryZero_neverExpires() {
        Information information =
                informed(whole(",\"client_secret\":\"" + OLD_SECRET.reveal() + "\",\"client_secret_expires_at\":0"));

        assertThat(information.response().clientSecretExpiresAt()).isNull();
        assertThat(information.response().deviations()).isEmpty();
    }

    @Test
    void read_oldSecretsUnderOtherNames_areNotKept() {
        Information information =
                informed(whole(",\"client_secret\":\"new-secret-CANARY\",\"client_secret_expires_at\":0,"
                        + "\"previous\":[\"" + OLD_SECRET.reveal() + "\"],\"was\":{\"" + OLD_TOKEN.reveal() + "\":1},"
                        + "\"now\":\"new-token-CANARY\",\"client_name\":\"App\""));

        assertThat(information.response().registeredMetadata())
                .isEqualTo("{\"client_id\":\"c1\",\"client_name\":\"App\"}");
    }

    @Test
    void read_201OfAnotherMediaType_isToldAndTolerated() {
        server.enqueue(new MockResponse.Builder()
                .code(201)
                .addHeader("Content-Type", "text/plain")
                .body(whole(""))
                .build());

        Information information = (Information) read();

        assertThat(information.response().deviations())
                .containsExactlyInAnyOrder(
                        new Deviation(DeviationCode.STATUS, "status", "201"),
                        new Deviation(DeviationCode.MEDIA_TYPE, "Content-Type", "other"));
    }

    @Test
    void read_authMethodAsAnArrayOfOne_isThatMethodWithDeviation() {
        Information information = informed(whole(",\"token_endpoint_auth_method\":[\"client_secret_post\"]"));

        assertThat(information.response().tokenEndpointAuthMethod()).isEqualTo("client_secret_post");
        assertThat(information.response().deviations())
                .contains(new Deviation(DeviationCode.ARRAY_FOR_STRING, "token_endpoint_auth_method", "array"));
    }
}

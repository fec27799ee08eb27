package io.github.dcr4j.registration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.Members;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTimeTest {
    private static final long NOW = Instant.parse("2026-11-23T10:00:00Z").toEpochMilli();
    private static final Instant IN_100_YEARS = Instant.ofEpochMilli(NOW).plusSeconds(100L * 365 * 86_400);

    private static Members members(String json) throws JsonProblem {
        return new Members(Json.object(json.getBytes(UTF_8)));
    }

    @Test
    void clientSecretExpiresAt_seconds_isExactAndNoDeviation() throws JsonProblem {
        Members members = members("{\"client_secret_expires_at\":1893456000}");

        Instant expiry = new WireTime(members, NOW).clientSecretExpiresAt();

        assertThat(expiry).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(members.deviations()).isEmpty();
    }

    @Test
    void clientSecretExpiresAt_zero_meansNeverAndNoDeviation() throws JsonProblem {
        Members members = members("{\"client_secret_expires_at\":0}");

        assertThat(new WireTime(members, NOW).clientSecretExpiresAt()).isNull();
        assertThat(members.deviations()).isEmpty();
    }

    @Test
    void clientSecretExpiresAt_missing_meansNeverWithDeviation() throws JsonProblem {
        Members members = members("{\"client_secret\":\"s\"}");

        assertThat(new WireTime(members, NOW).clientSecretExpiresAt()).isNull();
        assertThat(members.deviations())
                .containsExactly(new Deviation(DeviationCode.MISSING_MEMBER, "client_secret_expires_at", "missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "-1", "\"\"", "\"never\"", "true", "[1893456000]", "\"-5\"", "-0.5"})
    void clientSecretExpiresAt_unusable_meansNeverWithDeviation(String value) throws JsonProblem {
        Members members = members("{\"client_secret_expires_at\":" + value + "}");

        assertThat(new WireTime(members, NOW).clientSecretExpiresAt()).isNull();
        assertThat(members.deviations()).isNotEmpty().allMatch(d -> d.field().equals("client_secret_expires_at"));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"1893456000\"', string-for-number",
        "1893456000.75, fraction",
        "1.893456e9, fraction",
        "'\"1893456000.0\"', string-for-number",
        "1893456000000, milliseconds",
        "'\"1893456000000\"', milliseconds"
    })
    void clientSecretExpiresAt_oddShape_isReadWithDeviation(String value, String code) throws JsonProblem {
        Members members = members("{\"client_secret_expires_at\":" + value + "}");

        assertThat(new WireTime(members, NOW).clientSecretExpiresAt()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(members.deviations())
                .extracting(deviation -> deviation.code().code())
                .contains(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999", "9223372036854775807", "1e999999999", "99999999999999999999999999999999"})
    void clientSecretExpiresAt_absurdlyFar_isAHundredYears(String value) throws JsonProblem {
        Members members = members("{\"client_secret_expires_at\":" + value + "}");

        assertThat(new WireTime(members, NOW).clientSecretExpiresAt()).isEqualTo(IN_100_YEARS);
        assertThat(members.deviations())
                .extracting(deviation -> deviation.code().code())
                .contains("time-out-of-range");
    }

    @Test
    void clientSecretExpiresAt_past_isNotJudged() throws JsonProblem {
        Members members = members("{\"client_secret_expires_at\":1}");

        assertThat(new WireTime(members, NOW).clientSecretExpiresAt()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(members.deviations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'{}', 0", "'{\"client_id_issued_at\":0}', 1", "'{\"client_id_issued_at\":-7}', 1"})
    void clientIdIssuedAt_absentOrUnusable_isNothing(String json, int deviations) throws JsonProblem {
        Members members = members(json);

        assertThat(new WireTime(members, NOW).clientIdIssuedAt()).isNull();
        assertThat(members.deviations()).hasSize(deviations);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"client_secret_expires_at\":null}", "{\"client_secret_expires_at\":\"soon\"}"})
    void clientSecretExpiresAt_untold_isWhatWasKnown(String json) throws JsonProblem {
        assertThat(new WireTime(members(json), NOW).clientSecretExpiresAt(IN_100_YEARS))
                .isEqualTo(IN_100_YEARS);
    }

    @Test
    void clientSecretExpiresAt_zero_meansNeverWhateverWasKnown() throws JsonProblem {
        Members members = members("{\"client_secret_expires_at\":0}");

        assertThat(new WireTime(members, NOW).clientSecretExpiresAt(IN_100_YEARS))
                .isNull();
    }
}

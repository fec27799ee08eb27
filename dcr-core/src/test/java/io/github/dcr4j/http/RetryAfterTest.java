package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final long NOW = Instant.parse("2026-11-23T10:00:00Z").toEpochMilli();

    private static @Nullable Duration read(String retryAfter, @Nullable String date) {
        Headers.Builder headers = new Headers.Builder().add("Retry-After", retryAfter);
        if (date != null) {
            headers.add("Date", date);
        }
        EndpointUrl url = EndpointUrl.ofOperator("x", "https://as.example/");
        return RetryAfter.of(
                new HttpAnswer(
                        new HttpCall("GET", url, null, null, 1_024, Duration.ofSeconds(1)),
                        429,
                        headers.build(),
                        new byte[0],
                        HttpAnswer.BodyState.COMPLETE),
                NOW);
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "00030, 30", "00000, 1", "0, 1", "7200, 3600", "99999999999999999999999, 3600"})
    void of_seconds_isBounded(String value, long seconds) {
        assertThat(read(value, null)).hasSeconds(seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "'Mon, 23 Nov 2026 10:01:00 GMT', 60",
        "'Mon, 23 Nov 2026 09:00:00 GMT', 1",
        "'Tue, 23 Nov 2027 09:00:00 GMT', 3600"
    })
    void of_date_isTheTimeUntilThen(String value, long seconds) {
        assertThat(read(value, null)).hasSeconds(seconds);
    }

    @Test
    void of_dateBesideTheServersClock_usesThatClock() {
        Duration wait = read("Mon, 23 Nov 2026 12:00:30 GMT", "Mon, 23 Nov 2026 12:00:00 GMT");

        assertThat(wait).hasSeconds(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "1.5", "Mon, 99 Nov 2026 10:01:00 GMT"})
    void of_unreadable_isNothing(String value) {
        assertThat(read(value, null)).isNull();
    }

    @Test
    void of_aQuarterOfAMebibyteOfZerosAndALetter_isNoDelay() {
        assertThat(read("0".repeat(250_000) + "x", null)).isNull();
    }

    @Test
    void of_aQuarterOfAMebibyteOfZeros_isNoDelay() {
        assertThat(read("0".repeat(250_000), null)).isNull();
    }

    private static @Nullable Duration of(String... headers) {
        EndpointUrl url = EndpointUrl.ofOperator("x", "https://as.example/");
        return RetryAfter.of(
                new HttpAnswer(
                        new HttpCall("GET", url, null, null, 1_024, Duration.ofSeconds(1)),
                        429,
                        Headers.of(headers),
                        new byte[0],
                        HttpAnswer.BodyState.COMPLETE),
                NOW);
    }

    @Test
    void of_xRetryAfterAlone_isReadAsRetryAfter() {
        assertThat(of("x-retry-after", "30")).hasSeconds(30);
        assertThat(of("X-Retry-After", "99999999")).hasSeconds(3600);
        assertThat(of("x-retry-after", "soon")).isNull();
    }

    @Test
    void of_xRetryAfterBesideRetryAfter_isNotRead() {
        assertThat(of("x-retry-after", "30", "Retry-After", "7")).hasSeconds(7);
        assertThat(of("Retry-After", "7", "x-retry-after", "30")).hasSeconds(7);
    }
}

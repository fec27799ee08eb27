package io.github.dcr4j.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ages of the near cache in the file of a service. */
class NearCacheAgeConfigTest {
    private static final String IN_REDIS = "{\"consumer\": \"gw\", \"store\": {\"uri\": \"redis://127.0.0.1\", %s}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"nearCacheSoftAgeSeconds\": -1|store.nearCacheSoftAgeSeconds|must be 0 to 86400 s",
                "\"nearCacheSoftAgeSeconds\": 86401|store.nearCacheSoftAgeSeconds|must be 0 to 86400 s",
                "\"nearCacheSoftAgeSeconds\": 99999999999999999999|store.nearCacheSoftAgeSeconds|a whole number",
                "\"nearCacheSoftAgeSeconds\": 1.5|store.nearCacheSoftAgeSeconds|a whole number",
                "\"nearCacheSoftAgeSeconds\": \"30\"|store.nearCacheSoftAgeSeconds|a whole number",
                "\"nearCacheHardAgeSeconds\": true|store.nearCacheHardAgeSeconds|a whole number",
                "\"nearCacheSoftAgeSeconds\": 61, \"nearCacheHardAgeSeconds\": 60|store|more than its hard age",
                "\"nearCacheSoftAgeSeconds\": 30, \"nearCache\": false|store|do not go together"
            })
    void parse_ageOfTheNearCacheThatCannotBe_isReportedWithItsPath(String members, String path, String message) {
        UpstreamConfigException failure = catchThrowableOfType(
                UpstreamConfigException.class, () -> UpstreamsJson.parse(IN_REDIS.formatted(members)));

        assertThat(failure.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void parse_ageOfTheNearCacheAtItsLimits_isTaken() {
        StoreConfig store = Objects.requireNonNull(UpstreamsJson.parse(
                        IN_REDIS.formatted("\"nearCacheSoftAgeSeconds\": 0, \"nearCacheHardAgeSeconds\": 86400"))
                .store());

        assertThat(store.nearCacheSoftAge()).isZero();
        assertThat(store.nearCacheHardAge()).isEqualTo(Duration.ofDays(1));
        assertThat(Objects.requireNonNull(UpstreamsJson.parse(IN_REDIS.formatted("\"inClear\": true"))
                                .store())
                        .nearCacheSoftAge())
                .isNull();
    }
}

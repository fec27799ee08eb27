package io.github.dcr4j.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrNearCacheProvider.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How old an answer of a cache may be that a configuration put in front of a store. */
class NearCacheProviderTest extends NearCacheFixture {
    private Settings settings(@Nullable Integer soft, @Nullable Integer hard) {
        return new Settings(
                soft == null ? null : Duration.ofSeconds(soft),
                hard == null ? null : Duration.ofSeconds(hard),
                clock,
                null);
    }

    @ParameterizedTest
    @CsvSource({
        ", , 30, 300",
        "5, 60, 5, 60",
        "5, , 5, 300",
        "600, , 600, 600",
        ", 60, 30, 60",
        ", 10, 10, 10",
        "0, 0, 0, 0"
    })
    void builder_agesAreGiven_whatIsLeftOutIsTheDefaultThatGoesWithThem(
            @Nullable Integer soft, @Nullable Integer hard, int softAge, int hardAge) {
        NearCacheBuilder builder = NearCacheProvider.builder(shared, settings(soft, hard));

        assertThat(builder.softAge).isEqualTo(Duration.ofSeconds(softAge));
        assertThat(builder.hardAge).isEqualTo(Duration.ofSeconds(hardAge));
    }

    @Test
    void inFrontOf_hardAgeOfTenSeconds_aLookThenWaitsForACheck() {
        DcrCredentials a = saveElsewhere("a", null);
        try (DcrCredentialStore store = new NearCacheProvider().inFrontOf(shared, settings(null, 10))) {
            assertThat(store.find(KEY)).isEqualTo(a);
            DcrCredentials b = saveElsewhere("b", a);

            clock.advance(Duration.ofSeconds(10).minusNanos(1));
            assertThat(store.find(KEY)).isEqualTo(a);
            clock.advance(Duration.ofNanos(1));
            assertThat(store.find(KEY)).isEqualTo(b);
        }
    }

    @Test
    void inFrontOf_softAgeAboveTheHardAge_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NearCacheProvider().inFrontOf(shared, settings(11, 10)))
                .withMessageContaining("softAge must not be more than hardAge");
    }
}

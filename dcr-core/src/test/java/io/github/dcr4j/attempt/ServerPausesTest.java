package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.http.EndpointUrl;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerPausesTest {
    private static final EndpointUrl ENDPOINT = url("https://as.example/register");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestClock clock = TestClock.standing();
    private final ServerPauses pauses = new ServerPauses(clock);

    private static EndpointUrl url(String text) {
        return EndpointUrl.ofOperator("endpoint", text);
    }

    private static DcrRefusedException refused(int status, @Nullable Duration retryAfter) {
        return new DcrRefusedException(
                DcrException.at(Step.REGISTER, "refused").retryable(true).retryAfter(retryAfter), status, null, null);
    }

    private @Nullable DcrRefusedException held(String endpoint) {
        RegistrationPaused paused = catchThrowableOfType(RegistrationPaused.class, () -> pauses.check(url(endpoint)));
        return paused == null ? null : (DcrRefusedException) paused.failure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://as.example/register", "https://AS.example:443/tenants/b/register?x=1"})
    void check_sameOrigin_isHeldForTheRest(String endpoint) {
        pauses.add(ENDPOINT, refused(429, Duration.ofSeconds(60)), Duration.ofSeconds(60));
        clock.advance(Duration.ofSeconds(20));

        DcrRefusedException held = Objects.requireNonNull(held(endpoint));

        assertThat(held.step()).isEqualTo(Step.CLAIM);
        assertThat(held.status()).isEqualTo(429);
        assertThat(held.retryable()).isTrue();
        assertThat(held.retryAfter()).hasValue(Duration.ofSeconds(40));
        assertThat(held)
                .hasMessageContaining("https://as.example:443")
                .hasMessageContaining("another 40 s")
                .hasMessageContaining("nothing was sent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://as.example:8443/register", "https://b.as.example/register"})
    void check_anotherOrigin_isNotHeld(String endpoint) {
        pauses.add(ENDPOINT, refused(429, Duration.ofSeconds(60)), Duration.ofSeconds(60));

        assertThat(held(endpoint)).isNull();
    }

    @Test
    void check_theTimeIsOver_isNotHeld() {
        pauses.add(ENDPOINT, refused(429, SECOND), SECOND);
        clock.advance(SECOND);

        assertThatCode(() -> pauses.check(ENDPOINT)).doesNotThrowAnyException();
    }

    @Test
    void isAskedForBy_statusAndHeader_decide() {
        assertThat(ServerPauses.isAskedForBy(refused(429, null))).isTrue();
        assertThat(ServerPauses.isAskedForBy(refused(429, SECOND))).isTrue();
        assertThat(ServerPauses.isAskedForBy(refused(503, SECOND))).isTrue();
        assertThat(ServerPauses.isAskedForBy(refused(503, null))).isFalse();
        assertThat(ServerPauses.isAskedForBy(refused(400, null))).isFalse();
    }

    @Test
    void add_429WithoutRetryAfterFromOneKeyAfterAnother_growsUntilTheServerAnswersOtherwise() {
        Duration pause = Duration.ZERO;
        for (int key = 0; key < 6; key++) {
            pause = pauses.add(ENDPOINT, refused(429, null), Duration.ofMillis(500));
            clock.advance(pause);
        }
        assertThat(pause).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(32));

        pauses.end(ENDPOINT);

        assertThat(pauses.add(ENDPOINT, refused(429, null), Duration.ofMillis(500)))
                .isBetween(Duration.ofMillis(500), SECOND);
    }

    @Test
    void add_theServerSaysHowLong_itIsThatLongHoweverOften() {
        for (int i = 0; i < 10; i++) {
            assertThat(pauses.add(ENDPOINT, refused(429, SECOND), SECOND)).isEqualTo(SECOND);
        }
    }

    @Test
    void add_moreServersThanThereIsRoomFor_forgetsThoseThatAreOverAndKeepsNoMore() {
        for (int i = 0; i < 3 * ServerPauses.MOST; i++) {
            pauses.add(url("https://as.example:" + (1 + i) + "/register"), refused(429, SECOND), SECOND);
        }
        assertThat(pauses.size()).isEqualTo(ServerPauses.MOST);
        assertThat(held("https://as.example:1/register")).isNotNull();

        clock.advance(SECOND);
        pauses.add(url("https://b.example/register"), refused(429, SECOND), SECOND);

        assertThat(pauses.size()).isOne();
        assertThat(held("https://b.example/register")).isNotNull();
    }
}

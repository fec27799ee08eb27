package io.github.dcr4j.conformance.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that fails for an hour, and three replicas that are asked for a client every five seconds. */
class FailingHourTest {
    /**
     * Of real time: long enough for a request to arrive, also on a busy machine; what did not arrive is no
     * registration.
     */
    private static final Duration HANGING = Pace.stretched(Duration.ofMillis(500), Duration.ofSeconds(5));

    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /**
     * Everybody asks for an hour; nobody is given anything, and all but the one who tried are told when to come back.
     */
    private static void anHour(Simulation run) {
        for (Duration passed = Duration.ZERO; passed.compareTo(Duration.ofHours(1)) < 0; passed = passed.plus(STEP)) {
            run.everybodyAsks();
            run.pass(STEP);
        }
        System.out.println("registrations sent: " + run.posts().times());
        assertThat(run.answers()).isZero();
        assertThat(run.failures()).allMatch(failure -> failure.step() != DcrException.Step.WAIT);
        assertThat(run.failures().stream().filter(failure -> failure.step() == DcrException.Step.CLAIM))
                .isNotEmpty()
                .allMatch(failure -> failure.retryAfter().isPresent());
    }

    /**
     * Twice as long each time, from {@code first} to five minutes, less up to a half; somebody asks every few seconds.
     */
    private static void assertExponential(List<Duration> pauses, Duration shortest) {
        Duration most = Duration.ofSeconds(1);
        for (Duration pause : pauses) {
            Duration longest = most.compareTo(shortest) < 0 ? shortest : most;
            Duration least = most.dividedBy(2).compareTo(shortest) < 0 ? shortest : most.dividedBy(2);
            assertThat(pause).isBetween(least, longest.plus(STEP).plus(STEP));
            most = most.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : most.multipliedBy(2);
        }
        assertThat(pauses).hasSizeBetween(14, 32);
    }

    private static Interceptor answering(int status, Supplier<String> retryAfter) {
        return chain -> chain.request().method().equals("GET")
                ? chain.proceed(chain.request())
                : new Response.Builder()
                        .request(chain.request())
                        .protocol(Protocol.HTTP_1_1)
                        .code(status)
                        .message("by the test")
                        .header("Retry-After", retryAfter.get())
                        .body(ResponseBody.create("", null))
                        .build();
    }

    @Test
    void resolve_serverBusy_isTriedEverMoreRarelyByAllTogether() {
        try (Simulation run = new Simulation(FakeAuthorizationServer.builder(), 3, answering(503, () -> ""))) {
            anHour(run);

            assertExponential(run.posts().pauses(), Duration.ZERO);
        }
    }

    @Test
    void resolve_connectionBreaksOff_isTriedNotBeforeFiveSeconds() {
        try (Simulation run = new Simulation(FakeAuthorizationServer.builder(), 3)) {
            run.kit().server().at(FakeEndpoint.REGISTRATION).answerAlways(FakeAnswer.droppedBeforeProcessing());
            anHour(run);

            assertExponential(run.posts().pauses(), Duration.ofSeconds(5));
        }
    }

    @Test
    void resolve_serverHangs_isTriedNotBeforeFiveSeconds() {
        try (Simulation run =
                new Simulation(settings -> settings.callTimeout(HANGING), FakeAuthorizationServer.builder(), 3)) {
            run.kit().server().at(FakeEndpoint.REGISTRATION).hold();
            anHour(run);

            assertExponential(run.posts().pauses(), Duration.ofSeconds(5));
        }
    }

    /** What is no number and no date says nothing. */
    @ParameterizedTest
    @CsvSource({"120, 120, 131", "999999999999, 3600, 3611", "-120, 0, 0", "soon, 0, 0"})
    void resolve_retryAfterInSeconds_isKeptByAll(String told, int least, int most) {
        try (Simulation run = new Simulation(FakeAuthorizationServer.builder(), 3, answering(429, () -> told))) {
            anHour(run);

            if (most == 0) {
                assertExponential(run.posts().pauses(), Duration.ZERO);
            } else {
                assertKept(run, least, most);
            }
        }
    }

    @Test
    void resolve_retryAfterAsADate_isKeptByAll() {
        DateTimeFormatter date = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
        Simulation[] later = new Simulation[1];
        Interceptor inTwoMinutes =
                answering(429, () -> date.format(later[0].kit().clock().now().plusSeconds(120)));
        try (Simulation run = new Simulation(FakeAuthorizationServer.builder(), 3, inTwoMinutes)) {
            later[0] = run;
            anHour(run);

            assertKept(run, 119, 131);
        }
    }

    private static void assertKept(Simulation run, int least, int most) {
        assertThat(run.posts().times()).hasSizeBetween(3600 / most, 3600 / least + 1);
        assertThat(run.posts().pauses()).allMatch(pause -> pause.toSeconds() >= least && pause.toSeconds() <= most);
    }
}

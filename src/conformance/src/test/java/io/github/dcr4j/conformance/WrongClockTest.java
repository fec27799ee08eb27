package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import io.github.dcr4j.testkit.RecordedEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three replicas on one store, one of which has a clock of its own. */
class WrongClockTest {
    private final ManualClock right = new ManualClock();
    private final MapDcrCredentialStore store = new MapDcrCredentialStore(right);
    private final List<DcrResolver> replicas = new ArrayList<>();
    private final RecordedEvents eventsOfWrong = new RecordedEvents();
    private FakeAuthorizationServer server = FakeAuthorizationServer.start();

    @AfterEach
    void close() {
        replicas.forEach(DcrResolver::close);
        server.close();
        store.close();
    }

    private void serve(FakeAuthorizationServerBuilder next) {
        server.close();
        server = next.clock(right).start();
    }

    private DcrResolver replica(DcrClock clock, RecordedEvents events) {
        DcrResolver replica = DcrResolver.builder(store)
                .clock(clock)
                .listener(events)
                .registrationCeiling(600, Duration.ofHours(1))
                .refreshWindow(0)
                .build();
        replicas.add(replica);
        return replica;
    }

    private DcrRequest request() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .build();
    }

    private boolean isAlive(DcrCredentials client) {
        Instant end = client.clientSecretExpiresAt().orElseThrow();
        return end.isAfter(right.now());
    }

    /** Every second for two minutes each replica needs a client, in the same order. */
    @ParameterizedTest
    @CsvSource({
        "PT1H, PT30S, 0",
        "PT1H, PT30S, 2",
        "PT54S, PT60S, 0",
        "PT54S, PT60S, 2",
        "PT29S, PT30S, 1",
        "PT-1H, PT30S, 0",
        "PT-1H, PT30S, 2",
        "PT-54S, PT60S, 2",
        "PT14H, PT30S, 1"
    })
    void resolve_oneOfThreeClocksIsWrong_everyReplicaIsServedAndTheServerIsSpared(
            Duration ahead, Duration life, int place) {
        serve(FakeAuthorizationServer.builder().secretLife(life).dated());
        DcrResolver wrong = replica(new OffsetClock(right, ahead), eventsOfWrong);
        List<DcrResolver> all =
                new ArrayList<>(List.of(replica(right, new RecordedEvents()), replica(right, new RecordedEvents())));
        all.add(place, wrong);
        int seconds = 120;

        for (int second = 0; second < seconds; second++) {
            for (DcrResolver replica : all) {
                assertThat(isAlive(replica.resolve(request()))).isTrue();
            }
            right.advance(Duration.ofSeconds(1));
        }

        long lives = seconds / life.toSeconds();
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isLessThanOrEqualTo((int) (2 * lives) + 3);
        assertThat(eventsOfWrong.of(DcrEvent.ClockDiffers.class))
                .as("at a bounded rate")
                .hasSize(1)
                .allSatisfy(event -> assertThat(event.serverAhead()).isEqualTo(ahead.negated()));
    }

    @Test
    void resolve_clientIsSavedByAReplicaWhoseClockIsBehind_theOthersUseItForItsLife() {
        serve(FakeAuthorizationServer.builder()
                .secretLife(Duration.ofSeconds(30))
                .dated());
        DcrCredentials saved = replica(new OffsetClock(right, Duration.ofHours(-1)), eventsOfWrong)
                .resolve(request());

        assertThat(saved.createdAt()).isEqualTo(right.now());
        assertThat(replica(right, new RecordedEvents()).resolve(request()).generation())
                .isEqualTo(saved.generation());
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void resolve_expiredOnArrivalAndTheServerSendsNoDate_pausesThisReplicaOnly() {
        serve(FakeAuthorizationServer.builder().secretLife(Duration.ofSeconds(30)));
        DcrResolver wrong = replica(new OffsetClock(right, Duration.ofHours(1)), eventsOfWrong);

        DcrException first = failure(wrong);
        DcrException second = failure(wrong);

        assertThat(first).hasMessageContaining("compare the clocks");
        assertThat(second).hasMessageContaining("on this replica");
        assertThat(second.retryAfter()).isPresent();
        assertThat(server.at(FakeEndpoint.REGISTRATION).count())
                .as("it pauses itself")
                .isOne();
        assertThat(isAlive(replica(right, new RecordedEvents()).resolve(request())))
                .isTrue();
    }

    @Test
    void resolve_expiredOnArrivalByTheServersOwnDate_pausesEveryReplica() {
        serve(FakeAuthorizationServer.builder().secretLife(Duration.ZERO).dated());

        assertThat(failure(replica(right, eventsOfWrong))).hasMessageContaining("expired on arrival");
        assertThat(failure(replica(right, new RecordedEvents()))).hasMessageContaining("expired on arrival");
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Thu, 01 Jan 1970 00:00:00 GMT",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "Thu, 01 Jan 2026 01:00:00 GMT",
                "yesterday"
            })
    void resolve_dateIsNonsenseAndTheClockIsRight_countsForNothing(String date) {
        serve(FakeAuthorizationServer.builder().secretLife(Duration.ofSeconds(30)));
        server.at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.asUsual().withHeader("Date", date));
        DcrResolver resolver = replica(right, eventsOfWrong);

        DcrCredentials first = resolver.resolve(request());
        right.advance(Duration.ofSeconds(40));

        assertThat(first.createdAt()).isEqualTo(right.now().minusSeconds(40));
        assertThat(resolver.resolve(request()).generation()).isNotEqualTo(first.generation());
    }

    @Test
    void resolve_wrongClockIsSetRight_isNotCorrectedAnyMore() {
        serve(FakeAuthorizationServer.builder()
                .secretLife(Duration.ofSeconds(30))
                .dated());
        OffsetClock clock = new OffsetClock(right, Duration.ofHours(1));
        DcrResolver resolver = replica(clock, eventsOfWrong);
        DcrCredentials first = resolver.resolve(request());

        clock.setAhead(Duration.ZERO);
        right.advance(Duration.ofSeconds(31));

        assertThat(resolver.resolve(request()).generation()).isNotEqualTo(first.generation());
        assertThat(isAlive(resolver.resolve(request()))).isTrue();
    }

    private DcrException failure(DcrResolver resolver) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(
                DcrException.class, () -> resolver.resolve(request()));
    }
}

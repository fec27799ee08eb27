package io.github.dcr4j.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.logs.RecordingLogger;
import io.github.dcr4j.resolver.Samples;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What is logged of a hit: its age, and a warning of an old client. */
class EventPublisherHitTest extends EventPublisherFixture {
    @Test
    void hit_usedAThousandTimes_isNoLineAtInfo() {
        RecordingLogger spring = new RecordingLogger(Level.INFO);
        EventPublisher atInfo = new EventPublisher(null, spring, clock);
        DcrCredentials used = stored();

        for (int hit = 0; hit < 1_000; hit++) {
            atInfo.hit(used, afterDays(1));
        }

        assertThat(spring.lines).isEmpty();
    }

    @Test
    void hit_fresh_isOneDebugLineWithTheAgeInDays() {
        DcrCredentials stored = stored();

        publisher.hit(stored, afterDays(12));

        assertThat(log.lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("DEBUG ")
                        .contains("ageDays=12", "clientId=client-1", "generation=" + stored.generation())
                        .doesNotContain(Samples.SECRET, "TOPSECRET"));
        assertThat(events).containsExactly(new DcrEvent.Hit(KEY, stored.generation(), Duration.ofDays(12)));
    }

    @Test
    void hit_debugOff_saysNothing() {
        RecordingLogger quiet = new RecordingLogger(Level.INFO);

        new EventPublisher(null, quiet, clock).hit(stored(), afterDays(90));

        assertThat(quiet.lines).isEmpty();
    }

    @Test
    void hit_olderThanNinetyDays_warnsOncePerGeneration() {
        RecordingLogger quiet = new RecordingLogger(Level.WARN);
        EventPublisher publisher = new EventPublisher(null, quiet, clock);
        DcrCredentials old = stored();
        for (int hit = 0; hit < 100; hit++) {
            publisher.hit(old, afterDays(91));
        }
        publisher.hit(stored(), afterDays(91));

        assertThat(quiet.lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("WARN ").contains("90 days", "ageDays=91"));
    }

    /** More than are remembered: what cannot be remembered is not logged at each use. */
    @Test
    void hit_elevenThousandOldClientsUsedFiveTimes_logsAHundredAndOneAMinute() {
        RecordingLogger quiet = new RecordingLogger(Level.WARN);
        EventPublisher publisher = new EventPublisher(null, quiet, clock);
        List<DcrCredentials> old = IntStream.range(0, 11_000)
                .mapToObj(i -> Samples.credentials(KEY).clientId("client-" + i).build())
                .toList();

        for (int use = 0; use < 5; use++) {
            old.forEach(client -> publisher.hit(client, afterDays(91)));
        }
        assertThat(quiet.lines).hasSize(LogRate.AT_ONCE);

        for (int minute = 0; minute < 10; minute++) {
            clock.advance(Duration.ofMinutes(1));
            old.forEach(client -> publisher.hit(client, afterDays(91)));
        }
        assertThat(quiet.lines).hasSize(LogRate.AT_ONCE + 10).doesNotHaveDuplicates();
    }

    @Test
    void hit_oldClientUsedForThreeDays_warnsOnceADay() {
        RecordingLogger quiet = new RecordingLogger(Level.WARN);
        EventPublisher publisher = new EventPublisher(null, quiet, clock);
        DcrCredentials old = stored();

        for (int hour = 0; hour < 72; hour++) {
            publisher.hit(old, afterDays(91));
            clock.advance(Duration.ofHours(1));
        }

        assertThat(quiet.lines).hasSize(3);
    }

    @Test
    void hit_clockBehind_isNoTrouble() {
        publisher.hit(stored(), afterDays(-3));

        assertThat(log.lines).singleElement().satisfies(line -> assertThat(line).contains("ageDays=-3"));
    }
}

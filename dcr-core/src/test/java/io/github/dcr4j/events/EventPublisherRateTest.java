package io.github.dcr4j.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.logs.RecordingLogger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** However often something happens, few lines are logged, and every event is published. */
class EventPublisherRateTest extends EventPublisherFixture {
    @Test
    void tellAll_deviations_areOneWarningAKeyUntilTheyChange() {
        RecordingLogger quiet = new RecordingLogger(Level.WARN);
        EventPublisher publisher = new EventPublisher(null, quiet, clock);
        DcrEvent narrowed = new DcrEvent.DeviationTolerated(KEY, "scope-narrowed", "scope", "string");
        DcrEvent plain = new DcrEvent.DeviationTolerated(KEY, "media-type", "Content-Type", "other");

        publisher.publishAll(List.of(narrowed, new DcrEvent.Adopted(KEY, "gen-1"), plain));
        publisher.publishAll(List.of(narrowed, plain));
        publisher.publishAll(List.of(plain));

        assertThat(quiet.lines).hasSize(2);
        assertThat(quiet.lines.get(0))
                .startsWith("WARN ")
                .contains("deviations=scope-narrowed in scope (string), media-type in Content-Type (other)");
        assertThat(quiet.lines.get(1)).contains("deviations=media-type in Content-Type (other)");
    }

    @Test
    void tell_rejectionNotConfirmedAtEachUse_isOneWarningAndEveryEvent() {
        RecordingLogger quiet = new RecordingLogger(Level.WARN);
        EventPublisher publisher = new EventPublisher(events::add, quiet, clock);
        for (int use = 0; use < 1_000; use++) {
            publisher.publish(
                    new DcrEvent.RejectionNotConfirmed(KEY, ForeignText.of("client-1"), "gen-1", "seen", false));
        }

        assertThat(quiet.lines).hasSize(1);
        assertThat(events).hasSize(1_000);
    }

    @Test
    void tell_listenerThrowsAtEachOfManyEvents_isLoggedAtABoundedRate() {
        RecordingLogger quiet = new RecordingLogger(Level.WARN);
        EventPublisher publisher = new EventPublisher(
                event -> {
                    throw new IllegalStateException("for the test");
                },
                quiet,
                clock);

        for (int i = 0; i < 10_000; i++) {
            publisher.publish(new DcrEvent.Adopted(KEY, "gen-" + i));
        }

        assertThat(quiet.lines).hasSize(LogRate.AT_ONCE);
    }

    @Test
    void found_manyEntriesAreDamaged_isLoggedAtABoundedRateAndEachIsPublished() {
        RecordingLogger quiet = new RecordingLogger(Level.WARN);
        EventPublisher publisher = new EventPublisher(events::add, quiet, clock);

        for (int i = 0; i < 1_000; i++) {
            DcrEvent event = new DcrEvent.RowSetAside(KEY, "record", "it was changed");
            publisher.found("clients table", event, "record", "it was changed");
        }

        assertThat(quiet.lines)
                .hasSize(LogRate.AT_ONCE)
                .allSatisfy(line -> assertThat(line).contains("clients table", "it was changed"));
        assertThat(events).hasSize(1_000);
    }

    @Test
    void add_moreThanTheRateAllows_isAHundredAtOnceAndOneAMinuteWhateverIsRemembered() {
        LoggedOnce publisher = new LoggedOnce(clock);
        int logged = 0;
        for (int i = 0; i < 25_000; i++) {
            logged += publisher.add("gen-" + i) ? 1 : 0;
        }
        assertThat(logged).isEqualTo(LogRate.AT_ONCE);
        assertThat(publisher.add("gen-0")).isFalse();

        for (int minute = 0; minute < 2 * LoggedOnce.MOST; minute++) {
            clock.advance(Duration.ofMinutes(1));
            logged += publisher.add("later-" + minute) ? 1 : 0;
            logged += publisher.add("more-" + minute) ? 1 : 0;
        }
        assertThat(logged).isEqualTo(LogRate.AT_ONCE + 2 * LoggedOnce.MOST);
    }
}

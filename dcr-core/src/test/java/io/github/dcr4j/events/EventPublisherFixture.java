package io.github.dcr4j.events;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEvent.RegistrationReason;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.logs.RecordingLogger;
import io.github.dcr4j.resolver.Samples;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.slf4j.event.Level;

/** A publisher whose log and events are read. */
abstract class EventPublisherFixture {
    static final DcrKey KEY = DcrKey.builder(
                    "https://gateway.example.com?t=TOPSECRET", "https://idp.example.com/reg?t=TOPSECRET")
            .build();

    final RecordingLogger log = new RecordingLogger(Level.DEBUG);
    final List<DcrEvent> events = new ArrayList<>();
    final TestClock clock = TestClock.standing();
    final EventPublisher publisher = new EventPublisher(events::add, log, clock);

    static Stream<Arguments> events() {
        URI management = URI.create("https://idp.example.com/clients/1?t=TOPSECRET");
        DcrException failure = DcrException.at(Step.DISCOVER, "nothing there").exception();
        return Stream.of(
                arguments(
                        new DcrEvent.Registered(
                                KEY,
                                ForeignText.of("client-1"),
                                "gen-1",
                                TestClock.START,
                                RegistrationReason.FIRST,
                                null,
                                Duration.ofMillis(7),
                                Duration.ofMillis(3)),
                        "INFO",
                        List.of(
                                "clientId=client-1",
                                "generation=gen-1",
                                "server=",
                                "reason=FIRST",
                                "tookMillis=7",
                                "answeredInMillis=3")),
                arguments(new DcrEvent.Adopted(KEY, "gen-1"), "DEBUG", List.of("gen-1")),
                arguments(
                        new DcrEvent.Published(KEY, ForeignText.of("client-1"), "gen-1"),
                        "DEBUG",
                        List.of("client-1", "gen-1")),
                arguments(new DcrEvent.ClientDeleted(KEY, ForeignText.of("client-1")), "INFO", List.of("client-1")),
                arguments(
                        new DcrEvent.ManagementLost(KEY, ForeignText.of("client-1")),
                        "WARN",
                        List.of("clientId=client-1")),
                arguments(new DcrEvent.BackedOff(KEY, failure), "DEBUG", List.of("nothing there")),
                arguments(new DcrEvent.Failed(KEY, failure, Duration.ofMillis(5)), "DEBUG", List.of("nothing there")),
                arguments(
                        new DcrEvent.Unpublished(KEY, ForeignText.of("client-1"), "gen-1"),
                        "WARN",
                        List.of("clientId=client-1")),
                arguments(new DcrEvent.ServedWithoutStore(KEY, "gen-1"), "WARN", List.of("from memory")),
                arguments(
                        new DcrEvent.Orphaned(KEY, new DcrOrphan("client-1", management), "405"),
                        "WARN",
                        List.of("clientId=client-1", "https://idp.example.com/clients/1", "why=405")),
                arguments(
                        new DcrEvent.OrphanSuspected(KEY, TestClock.START),
                        "WARN",
                        List.of("startedAt=" + TestClock.START)),
                arguments(
                        new DcrEvent.DeviationTolerated(KEY, "scope-narrowed", "scope", "string"),
                        "DEBUG",
                        List.of("scope-narrowed", "field=scope", "shape=string")));
    }

    static DcrCredentials stored() {
        return Samples.credentials(KEY).build();
    }

    static long afterDays(int days) {
        return TestClock.START.plus(Duration.ofDays(days)).toEpochMilli();
    }
}

package io.github.dcr4j.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEvent.RegistrationReason;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.OrphanCount;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.logs.RecordingLogger;
import io.github.dcr4j.resolver.Samples;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

class EventPublisherTest {
    private static final DcrKey KEY = DcrKey.builder(
                    "https://gateway.example.com?t=TOPSECRET", "https://idp.example.com/reg?t=TOPSECRET")
            .build();

    private final RecordingLogger log = new RecordingLogger(Level.DEBUG);
    private final List<DcrEvent> events = new ArrayList<>();
    private final TestClock clock = TestClock.standing();
    private final EventPublisher publisher = new EventPublisher(events::add, log, clock);

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
                                Duration.ofMillis(7)),
                        "INFO",
                        List.of("clientId=client-1", "generation=gen-1", "reason=FIRST", "tookMillis=7")),
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
                arguments(new DcrEvent.Failed(KEY, failure), "DEBUG", List.of("nothing there")),
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

    @ParameterizedTest
    @MethodSource("events")
    void tell_anyEvent_oneLineAtItsLevelWithKeyAndValues(DcrEvent event, String level, List<String> values) {
        publisher.publish(event);

        assertThat(log.lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(level + " ")
                        .contains(values)
                        .contains("key=DcrKey[")
                        .doesNotContain("TOPSECRET"));
        assertThat(events).containsExactly(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void tell_debugOff_onlyWarningsAreLogged(DcrEvent event, String level, List<String> values) {
        RecordingLogger quiet = new RecordingLogger(Level.WARN);

        new EventPublisher(null, quiet, clock).publish(event);

        assertThat(quiet.lines).hasSize(level.equals("WARN") ? 1 : 0);
        assertThat(values).isNotEmpty();
    }

    @Test
    void insecure_saidAgainAndOfAnother_warnsOnceOfEach() {
        publisher.insecure("keycloak:8080");
        publisher.insecure("keycloak:8080");
        publisher.insecure("keycloak:8081");

        assertThat(log.lines).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("WARN"));
        assertThat(log.messages.get(0)).contains("http is open to keycloak:8080 (insecureHttp)", "development");
        assertThat(events).isEmpty();
    }

    /** What a message alone has to name; where there is no client or no reason, what else there is to know. */
    static Stream<Arguments> linesThatAreNoDebugging() {
        ForeignText client = ForeignText.of("client-1");
        DcrException failure =
                DcrException.at(Step.REGISTER, "was refused: 400 no {} way").exception();
        return Stream.of(
                arguments(
                        new DcrEvent.Registered(
                                KEY, client, "gen-1", null, RegistrationReason.FIRST, null, Duration.ZERO),
                        "INFO",
                        List.of("registered client client-1", "none was stored")),
                arguments(
                        new DcrEvent.Registered(
                                KEY,
                                client,
                                "gen-1",
                                null,
                                RegistrationReason.REJECTED,
                                ForeignText.of("client-0"),
                                Duration.ZERO),
                        "INFO",
                        List.of("registered client client-1", "in place of client client-0: the server rejects")),
                arguments(
                        new DcrEvent.Verified(KEY, client, "gen-1", "SUSPECTED", "a page says so"),
                        "WARN",
                        List.of("client-1", "may be gone, and is kept", "a page says so")),
                arguments(
                        new DcrEvent.Renewed(KEY, client, "gen-1", null, Duration.ZERO),
                        "INFO",
                        List.of("renewed client client-1")),
                arguments(new DcrEvent.ClientDeleted(KEY, client), "INFO", List.of("deleted client client-1")),
                arguments(
                        new DcrEvent.NotRenewed(KEY, client, "gen-1", "it answered 405"),
                        "WARN",
                        List.of("client-1", "it answered 405")),
                arguments(
                        new DcrEvent.Orphaned(KEY, new DcrOrphan("client-1", null), "it answered 405"),
                        "WARN",
                        List.of("client-1", "it answered 405")),
                arguments(new DcrEvent.ManagementLost(KEY, client), "WARN", List.of("client-1", "could not be saved")),
                arguments(
                        new DcrEvent.Unpublished(KEY, client, "gen-1"),
                        "WARN",
                        List.of("client-1", "the store cannot be used")),
                arguments(
                        new DcrEvent.Invalidated(KEY, client, "gen-1", TestClock.START, "401 invalid_client"),
                        "WARN",
                        List.of("client-1", "401 invalid_client")),
                arguments(
                        new DcrEvent.RejectionNotConfirmed(KEY, client, "gen-1", "an empty 401", true),
                        "WARN",
                        List.of("client-1", "an empty 401")),
                arguments(
                        new DcrEvent.RejectionNotConfirmed(KEY, client, "gen-1", "an empty 401", false),
                        "WARN",
                        List.of("client-1", "an empty 401")),
                arguments(
                        new DcrEvent.RefreshFailed(KEY, client, "gen-1", TestClock.START, failure),
                        "WARN",
                        List.of("client-1", "was refused: 400 no {} way", TestClock.START.toString())),
                arguments(
                        new DcrEvent.OrphanSuspected(KEY, TestClock.START),
                        "WARN",
                        List.of(TestClock.START.toString(), "outcome is unknown")),
                arguments(new DcrEvent.ClockDiffers(KEY, Duration.ofMinutes(-7)), "WARN", List.of("420 s behind")),
                arguments(
                        new DcrEvent.EndpointMoved(
                                KEY,
                                "token_endpoint",
                                "https://as.example.com/old?TOPSECRET",
                                "https://as.example.com/new"),
                        "INFO",
                        List.of("token_endpoint", "from https://as.example.com/old to https://as.example.com/new")),
                arguments(new DcrEvent.ServedWithoutStore(KEY, "gen-1"), "WARN", List.of("the store cannot be used")));
    }

    @ParameterizedTest
    @MethodSource("linesThatAreNoDebugging")
    void tell_layoutPrintsTheMessageAlone_itNamesServerClientAndReason(
            DcrEvent event, String level, List<String> named) {
        RecordingLogger spring = new RecordingLogger(Level.INFO);

        new EventPublisher(null, spring, clock).publish(event);

        assertThat(spring.lines)
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith(level + " ").contains("key=DcrKey["));
        assertThat(spring.messages)
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .contains("https://idp.example.com/reg")
                        .contains(named)
                        .doesNotContain("TOPSECRET"));
    }

    @Test
    void tell_everyKindOfEvent_isALineThatIsTestedOrOneAtDebug() {
        List<Class<?>> debugging = List.of(
                DcrEvent.Hit.class,
                DcrEvent.Adopted.class,
                DcrEvent.Published.class,
                DcrEvent.Evicted.class,
                DcrEvent.DeviationTolerated.class,
                DcrEvent.RowSetAside.class,
                DcrEvent.RecordLost.class,
                DcrEvent.Healed.class,
                DcrEvent.Failed.class);
        Stream<Class<?>> tested = linesThatAreNoDebugging()
                .map(arguments -> Objects.requireNonNull(arguments.get()[0]).getClass());

        assertThat(Stream.concat(debugging.stream(), tested).distinct())
                .containsExactlyInAnyOrder(DcrEvent.class.getPermittedSubclasses());
    }

    @Test
    void warnings_ofWhatIsNoEvent_nameServerClientAndReasonInTheMessage() {
        DcrCredentials old = stored();
        publisher.hit(old, afterDays(91));
        publisher.willExpire(old);
        publisher.probeFailed(KEY, new IllegalStateException("TOPSECRET"));
        publisher.refreshNotStarted(KEY, new IllegalStateException("TOPSECRET"));
        publisher.publishAll(List.of(new DcrEvent.DeviationTolerated(KEY, "media-type", "Content-Type", "other")));

        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < log.lines.size(); i++) {
            if (log.lines.get(i).startsWith("WARN ")) {
                warnings.add(log.messages.get(i));
            }
        }
        assertThat(warnings)
                .hasSize(5)
                .allSatisfy(message -> assertThat(message)
                        .contains("https://idp.example.com/reg")
                        .doesNotContain("TOPSECRET"));
        assertThat(warnings.get(0)).contains("client client-1", "90 days");
        assertThat(warnings.get(1)).contains("client client-1", "MANUAL");
        assertThat(warnings.get(2)).contains("java.lang.IllegalStateException");
        assertThat(warnings.get(3)).contains("java.lang.IllegalStateException");
        assertThat(warnings.get(4)).contains("media-type in Content-Type (other)");
    }

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
    void tell_clientIdThatWouldEndAValue_isLoggedCleaned() {
        ForeignText id = ForeignText.of("x\" level=ERROR msg=\"${jndi:ldap://h}\r\nWARN \u001b[31mforged");

        publisher.publish(new DcrEvent.Unpublished(KEY, id, "gen-1"));
        publisher.publish(new DcrEvent.Orphaned(KEY, new DcrOrphan(id, null), "because of " + id.exact()));

        assertThat(log.lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains("x' level=ERROR msg='{jndi:ldap://h} WARN forged")
                        .doesNotContain("\n", "\"", "\u001b", "${"));
    }

    @Test
    void orphans_toldOfSome_areCountedApart() {
        publisher.publish(new DcrEvent.Orphaned(KEY, new DcrOrphan("client-1", null), "405"));
        publisher.publishAll(List.of(
                new DcrEvent.OrphanSuspected(KEY, TestClock.START),
                new DcrEvent.ClientDeleted(KEY, ForeignText.of("client-2")),
                new DcrEvent.OrphanSuspected(KEY, TestClock.START)));

        assertThat(publisher.orphans()).isEqualTo(new OrphanCount(1, 2));
    }

    private static DcrCredentials stored() {
        return Samples.credentials(KEY).build();
    }

    private static long afterDays(int days) {
        return TestClock.START.plus(Duration.ofDays(days)).toEpochMilli();
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
    void hit_clockBehind_isNoTrouble() {
        publisher.hit(stored(), afterDays(-3));

        assertThat(log.lines).singleElement().satisfies(line -> assertThat(line).contains("ageDays=-3"));
    }

    @Test
    void tell_listenerThrows_isLoggedAndSwallowed() {
        EventPublisher publisher = new EventPublisher(
                event -> {
                    throw new IllegalStateException("for the test");
                },
                log,
                clock);

        assertThatCode(() -> publisher.publishAll(
                        List.of(new DcrEvent.Adopted(KEY, "gen-1"), new DcrEvent.Adopted(KEY, "gen-2"))))
                .doesNotThrowAnyException();
        assertThat(log.lines)
                .filteredOn(line -> line.startsWith("WARN the event listener failed"))
                .hasSize(2);
    }

    @Test
    void tell_listenerThrowsAnError_isSwallowedToo() {
        EventPublisher publisher = new EventPublisher(
                event -> {
                    throw new NoClassDefFoundError("for the test");
                },
                log,
                clock);

        assertThatCode(() -> publisher.publish(new DcrEvent.Adopted(KEY, "gen-1")))
                .doesNotThrowAnyException();
        assertThatCode(() -> publisher.hit(stored(), afterDays(1))).doesNotThrowAnyException();
    }

    @Test
    void leaseNotReleased_anyFailure_isADebugLine() {
        publisher.leaseNotReleased(KEY, FakeStore.away());

        assertThat(log.lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("DEBUG the lease was not released")
                        .contains("the store is away"));
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

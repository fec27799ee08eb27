package io.github.dcr4j.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEvent.RegistrationReason;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.OrphanCount;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.logs.RecordingLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

class EventPublisherTest extends EventPublisherFixture {
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
        publisher.insecure("keycloak:8080", () -> "insecureHttp");
        publisher.insecure("keycloak:8080", () -> "insecureHttp");
        publisher.insecure("mcp:8081", () -> "insecureResource");

        assertThat(log.lines).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("WARN"));
        assertThat(log.messages.get(0)).contains("http is open to keycloak:8080 (insecureHttp)", "development");
        assertThat(log.messages.get(1)).contains("http is open to mcp:8081 (insecureResource)");
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
                                KEY,
                                client,
                                "gen-1",
                                null,
                                RegistrationReason.FIRST,
                                null,
                                Duration.ZERO,
                                Duration.ZERO),
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
                                Duration.ZERO,
                                Duration.ZERO),
                        "INFO",
                        List.of("registered client client-1", "in place of client client-0: the server rejects")),
                arguments(
                        new DcrEvent.WayTaken(KEY, client, "gen-1", Way.DOCUMENT, "registration: later"),
                        "INFO",
                        List.of("client-1", "by its metadata document", "registration: later")),
                arguments(
                        new DcrEvent.DocumentRefused(KEY, client, "gen-1", Duration.ofHours(24), "401 no"),
                        "WARN",
                        List.of("client-1", "is refused by the server", "24 h", "401 no")),
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
                DcrEvent.Failed.class,
                DcrEvent.BackedOff.class);
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
        publisher.failures().probeFailed(KEY, new IllegalStateException("TOPSECRET"));
        publisher.failures().refreshNotStarted(KEY, new IllegalStateException("TOPSECRET"));
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
        publisher.failures().leaseNotReleased(KEY, FakeStore.away());

        assertThat(log.lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("DEBUG the lease was not released")
                        .contains("the store is away"));
    }
}

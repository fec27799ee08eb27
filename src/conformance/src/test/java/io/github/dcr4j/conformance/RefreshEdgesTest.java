package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks that differ, secrets of seconds, and stores that fail, around a replacement that is due. */
class RefreshEdgesTest {
    /** Within the window of a secret that lives for an hour, whatever chance says. */
    private static final Duration DUE = Duration.ofMinutes(50);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Thu, 01 Jan 2026 00:10:00 GMT | 600", "Wed, 31 Dec 2025 23:00:00 GMT | -3600"})
    void resolve_clockOfTheServerIsFarOff_isTold(String date, long secondsAhead) {
        try (Fleet fleet = new Fleet(StoreKind.MEMORY)) {
            fleet.server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(FakeAnswer.asUsual().withHeader("Date", date));

            fleet.newReplica().resolve(fleet.request("openid"));

            assertThat(fleet.events().of(DcrEvent.ClockDiffers.class))
                    .extracting(DcrEvent.ClockDiffers::serverAhead)
                    .containsExactly(Duration.ofSeconds(secondsAhead));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Thu, 01 Jan 2026 00:05:00 GMT", "yesterday"})
    void resolve_clockOfTheServerIsAboutRightOrUnknown_isNotWorthAWord(String date) {
        try (Fleet fleet = new Fleet(StoreKind.MEMORY)) {
            fleet.server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(FakeAnswer.asUsual().withHeader("Date", date));

            fleet.newReplica().resolve(fleet.request("openid"));

            assertThat(fleet.events().of(DcrEvent.ClockDiffers.class)).isEmpty();
        }
    }

    @Test
    void resolve_noWindow_waitsForTheEnd() {
        try (Fleet fleet = new Fleet(StoreKind.MEMORY)) {
            DcrResolver resolver = fleet.newReplica(settings -> settings.refreshWindow(0));
            DcrCredentials first = resolver.resolve(fleet.request("openid"));
            fleet.clock().advance(Duration.ofMinutes(58));

            assertThat(resolver.resolve(fleet.request("openid"))).isEqualTo(first);
            resolver.close();

            assertThat(fleet.registrations()).isOne();
        }
    }

    @Test
    void resolve_secretOfFiveSeconds_isNeverGivenOutDeadAndNeverReplacedInItsFirstHalf() {
        try (Fleet fleet =
                new Fleet(StoreKind.MEMORY, FakeAuthorizationServer.builder().secretLife(Duration.ofSeconds(5)))) {
            DcrResolver resolver =
                    fleet.newReplica(settings -> settings.registrationCeiling(1_000, Duration.ofHours(1)));
            DcrRequest request = fleet.request("openid");
            DcrCredentials last = resolver.resolve(request);
            for (int i = 0; i < 400; i++) {
                fleet.clock().advance(Duration.ofMillis(250));
                DcrCredentials now = resolver.resolve(request);
                assertThat(now.clientSecretExpiresAt().orElseThrow())
                        .isAfter(fleet.clock().now());
                if (!now.generation().equals(last.generation())) {
                    // what the server says has whole seconds
                    Duration life = Duration.between(
                            last.createdAt(), last.clientSecretExpiresAt().orElseThrow());
                    assertThat(Duration.between(last.createdAt(), now.createdAt()))
                            .isGreaterThanOrEqualTo(life.dividedBy(2));
                    last = now;
                }
            }

            // lives of 4 to 5 s, used for 2 to 4.5 s of them, in 100 s
            assertThat(fleet.registrations()).isBetween(22, 51);
        }
    }

    @Test
    void resolve_manual_isNeverReplacedByItself() {
        try (Fleet fleet = new Fleet(StoreKind.MEMORY)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.requestBuilder()
                    .scopes("openid")
                    .renewal(RenewalStrategy.MANUAL)
                    .build();
            DcrCredentials first = resolver.resolve(request);
            fleet.clock().advance(DUE);
            assertThat(resolver.resolve(request)).isEqualTo(first);
            assertThatThrownBy(() -> resolver.reportRejected(request, first))
                    .isInstanceOf(DcrException.class)
                    .hasMessageContaining(first.clientId())
                    .hasMessageContaining("MANUAL");
            assertThat(resolver.resolve(request)).isEqualTo(first);

            fleet.clock().advance(Duration.ofMinutes(10));

            assertThatThrownBy(() -> resolver.resolve(request))
                    .isInstanceOfSatisfying(
                            DcrException.class, e -> assertThat(e.retryable()).isFalse())
                    .hasMessageContaining("expired at 2026-01-01T01:00:00Z")
                    .hasMessageContaining("MANUAL");
            assertThat(fleet.registrations()).isOne();
            assertThat(resolver.resolve(fleet.request("openid")).clientId()).isNotEqualTo(first.clientId());
        }
    }

    /** What could not be saved is used and is not replaced once more because what is stored is due. */
    @Test
    void resolve_dueAndTheReplacementCannotBeSaved_usesItAndRegistersNoThird() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = kit.request("openid");
            DcrCredentials first = kit.resolver().resolve(request);
            kit.clock().advance(DUE);
            kit.store().faults().failUntilRepaired(StoreOperation.SAVE);

            assertThat(kit.resolver().resolve(request)).isEqualTo(first);
            kit.settle();
            DcrCredentials second = kit.resolver().resolve(request);
            kit.settle();

            assertThat(second.generation()).isNotEqualTo(first.generation());
            assertThat(kit.resolver().resolve(request)).isEqualTo(second);
            kit.settle();
            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
            kit.store().faults().repair();
            kit.clock().advance(Duration.ofSeconds(1));
            kit.settle();
            assertThat(kit.store().find(request.key()))
                    .extracting(DcrCredentials::generation)
                    .isEqualTo(second.generation());
        }
    }
}

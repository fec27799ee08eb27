package io.github.dcr4j.conformance.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A renewal that fails before the secret has expired: callers are served meanwhile. */
class DueRenewalFailureTest extends RenewalFailureFixture {
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(31);

    @Test
    void resolve_dueAndClientCannotBeManaged_isReplacedInTheBackgroundAndToldSo() throws Exception {
        try (RenewalFixture at =
                RenewalFixture.at(FakeAuthorizationServer.builder().withoutManagement())) {
            at.becomeDue();

            DcrCredentials meanwhile = at.resolve();
            at.kit().settle();

            assertThat(meanwhile).isEqualTo(at.first());
            assertThat(at.sent()).containsExactly("POST");
            assertReplaced(at, at.stored());
        }
    }

    static final List<FakeAnswer> PASSING = List.of(
            FakeAnswer.status(500),
            FakeAnswer.status(503),
            FakeAnswer.status(429),
            FakeAnswer.droppedBeforeProcessing(),
            FakeAnswer.droppedAfterProcessing());

    @ParameterizedTest
    @FieldSource("PASSING")
    void resolve_dueAndUpdateFailsForAWhile_isServedAndRenewedLater(FakeAnswer answer) throws Exception {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.becomeDue();
            at.management().answerNext(FakeAnswer.asUsual(), answer);

            DcrCredentials meanwhile = at.resolve();
            at.kit().settle();

            assertThat(meanwhile).isEqualTo(at.first());
            assertThat(at.events().of(DcrEvent.RefreshFailed.class))
                    .singleElement()
                    .extracting(event -> event.failure().step())
                    .isEqualTo(Step.MANAGE);
            assertThat(at.sent()).containsExactly("GET", "PUT");
            assertThat(at.stored()).isEqualTo(at.first());

            at.kit().clock().advance(LONGEST_BACK_OFF);
            at.resolve();
            at.kit().settle();

            DcrCredentials renewed = at.resolve();
            assertThat(renewed.clientId()).isEqualTo(at.first().clientId());
            assertThat(renewed.clientSecret()).isNotEqualTo(at.first().clientSecret());
            assertThat(at.sent()).doesNotContain("POST", "DELETE");
            assertThat(at.events().of(DcrEvent.OrphanSuspected.class)).isEmpty();
            at.assertStoredIsTrue();
        }
    }

    /** The update was made and its answer was lost: the next attempt reads what it did, and does not repeat it. */
    @Test
    void resolve_dueAndAnswerToTheUpdateLost_isReadTheNextTime() throws Exception {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.becomeDue();
            at.management().answerNext(FakeAnswer.asUsual(), FakeAnswer.droppedAfterProcessing());
            at.resolve();
            at.kit().settle();
            at.kit().clock().advance(LONGEST_BACK_OFF);

            at.resolve();
            at.kit().settle();

            assertThat(at.sent()).containsExactly("GET", "PUT", "GET");
            at.assertStoredIsTrue();
        }
    }

    /** Two tokens may be lost here, and with them the client: it cannot be managed any more. */
    @Test
    void resolve_dueAndAnswerWithTheNewTokenLost_registersAnotherClientTheNextTime() throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.becomeDue();
            at.management().answerNext(FakeAnswer.droppedAfterProcessing());
            at.resolve();
            at.kit().settle();
            at.kit().clock().advance(LONGEST_BACK_OFF);

            at.resolve();
            at.kit().settle();

            assertThat(at.sent()).endsWith("GET", "POST").containsOnlyOnce("POST");
            assertThat(at.stored().clientId()).isNotEqualTo(at.first().clientId());
            at.assertStoredIsTrue();
        }
    }

    @Test
    void resolve_dueAndClientGone_isReplacedInTheBackground() throws Exception {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.kit().server().forget(at.first().clientId());
            at.becomeDue();

            at.resolve();
            at.kit().settle();

            assertThat(at.sent()).containsExactly("GET", "POST");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void resolve_dueAndServerHangs_isServedAndTheFailureIsRemembered() throws Exception {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            DcrResolver hasty = at.kit().newResolver(settings -> settings.callTimeout(Duration.ofSeconds(3)));
            at.becomeDue();
            FakeGate gate = at.management().holdAnswers();

            DcrCredentials meanwhile = hasty.resolve(at.request());
            at.kit().settle();
            gate.open();

            assertThat(meanwhile).isEqualTo(at.first());
            assertThat(at.events().of(DcrEvent.RefreshFailed.class))
                    .singleElement()
                    .extracting(event -> event.failure().retryable())
                    .isEqualTo(true);
            assertThat(at.kit().server().at(FakeEndpoint.REGISTRATION).count()).isZero();
            assertThat(at.stored()).isEqualTo(at.first());
        }
    }
}

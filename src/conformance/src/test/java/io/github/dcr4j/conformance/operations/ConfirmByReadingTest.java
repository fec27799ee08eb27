package io.github.dcr4j.conformance.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.Secret;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.resolver.KnownClient;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that is reported as rejected is read at the server before anybody replaces it. */
class ConfirmByReadingTest {
    private static DcrResolver confirming(OperatedClient at) {
        return at.kit().newResolver(DcrResolverBuilder::confirmRejectionsByReading);
    }

    private static List<Boolean> kept(OperatedClient at) {
        return at.kit().events().of(DcrEvent.RejectionNotConfirmed.class).stream()
                .map(DcrEvent.RejectionNotConfirmed::alive)
                .toList();
    }

    @Test
    void reportRejected_serverHasForgottenTheClient_isReplaced() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.kit().server().forgetAll();

            DcrCredentials next = confirming(at).reportRejected(at.request(), at.first());

            assertThat(next.clientId()).isNotEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("GET", "POST");
            assertThat(kept(at)).isEmpty();
        }
    }

    @Test
    void reportRejected_serverKnowsTheClient_isKeptWithTheNewestToken() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            DcrCredentials given = confirming(at).reportRejected(at.request(), at.first());

            assertThat(given.clientId()).isEqualTo(at.first().clientId());
            assertThat(given.clientSecret()).isEqualTo(at.first().clientSecret());
            assertThat(at.sent()).containsExactly("GET");
            assertThat(kept(at)).containsExactly(true);
            at.assertStoredIsTrue();
        }
    }

    @Test
    void reportRejected_serverHasGivenAnotherSecret_thatOneIsUsedAndNothingRegistered() throws Exception {
        try (OperatedClient at =
                        new OperatedClient(FakeAuthorizationServer.builder().renewingSecretOnUpdate());
                MemoryDcrCredentialStore elsewhere = MemoryDcrCredentialStore.create();
                DcrResolver other =
                        DcrResolver.builder(elsewhere).clock(at.kit().clock()).build()) {
            KnownClient exported = at.operations().export(at.request());
            other.operations().adopt(at.request(), exported);
            other.operations().update(at.named("renewed elsewhere"));
            at.kit().server().forgetCalls();

            DcrCredentials given = confirming(at).reportRejected(at.request(), at.first());

            assertThat(given.clientId()).isEqualTo(at.first().clientId());
            assertThat(given.clientSecret()).isNotEqualTo(at.first().clientSecret());
            assertThat(at.sent()).containsExactly("GET");
            assertThat(kept(at)).isEmpty();
            at.assertStoredIsTrue();
        }
    }

    /** A hash does not tell whether the stored secret is still the client's: the next rejection decides. */
    @ParameterizedTest
    @FieldSource("io.github.dcr4j.conformance.operations.ReadSecretTest#STAND_INS")
    void reportRejected_secretReadAsHashOrMask_isKeptOnceAndThenReplaced(String standIn) {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = confirming(at);
            at.management().rewriteAnswers(answer -> answer.put("client_secret", standIn));

            DcrCredentials kept = resolver.reportRejected(at.request(), at.first());
            DcrCredentials replaced = resolver.reportRejected(at.request(), kept);

            assertThat(kept).isEqualTo(at.first());
            assertThat(kept(at)).containsExactly(true);
            assertThat(replaced.clientId()).isNotEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("GET", "POST");
        }
    }

    @Test
    void reportRejected_readLeavesTheSecretOut_isKeptOnceAndThenReplaced() {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = confirming(at);
            at.management().rewriteAnswers(answer -> answer.remove("client_secret"));

            DcrCredentials kept = resolver.reportRejected(at.request(), at.first());
            DcrCredentials replaced = resolver.reportRejected(at.request(), kept);

            assertThat(kept).isEqualTo(at.first());
            assertThat(replaced.clientId()).isNotEqualTo(at.first().clientId());
        }
    }

    /**
     * The rejection shows that another secret is a new one; if that is rejected too, what a read says is not believed.
     */
    @Test
    void reportRejected_anotherSecretReadAndRejectedToo_isReplacedAndTheFormerStaysFindable() {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = confirming(at);
            at.management().rewriteAnswers(answer -> answer.put("client_secret", ReadSecretTest.ANOTHER));

            DcrCredentials adopted = resolver.reportRejected(at.request(), at.first());
            boolean findable =
                    resolver.find(at.request(), at.first().generation()).isPresent();
            DcrCredentials replaced = resolver.reportRejected(at.request(), adopted);

            assertThat(adopted.clientSecret()).contains(Secret.of(ReadSecretTest.ANOTHER));
            assertThat(adopted.clientId()).isEqualTo(at.first().clientId());
            assertThat(findable).isTrue();
            assertThat(replaced.clientId()).isNotEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("GET", "POST");
        }
    }

    /** Further rejections of requests that were under way do not count; those that come later do. */
    @Test
    void reportRejected_serverNamesTheVerySecret_isKeptForThePauseAndThenReplaced() {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = confirming(at);

            DcrCredentials kept = resolver.reportRejected(at.request(), at.first());
            at.kit().clock().advance(Duration.ofSeconds(59));
            DcrCredentials keptAgain = resolver.reportRejected(at.request(), kept);
            at.kit().clock().advance(Duration.ofSeconds(1));
            DcrCredentials replaced = resolver.reportRejected(at.request(), keptAgain);

            assertThat(keptAgain).isEqualTo(at.first());
            assertThat(kept(at)).containsExactly(true, true);
            assertThat(replaced.clientId()).isNotEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("GET", "GET", "POST");
        }
    }

    @Test
    void reportRejected_serverFails_isKeptForNowAndAskedAgain() {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = confirming(at);
            at.kit().server().forgetAll();
            at.management().answerNext(FakeAnswer.status(503));

            DcrCredentials kept = resolver.reportRejected(at.request(), at.first());
            DcrCredentials next = resolver.reportRejected(at.request(), at.first());

            assertThat(kept).isEqualTo(at.first());
            assertThat(kept(at)).containsExactly(false);
            assertThat(next.clientId()).isNotEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("GET", "GET", "POST");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 501})
    void reportRejected_serverDoesNotTell_isBelieved(int status) {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = confirming(at);
            at.management().answerNext(FakeAnswer.status(status));

            assertThat(resolver.reportRejected(at.request(), at.first()).clientId())
                    .isNotEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("GET", "POST");
        }
    }

    @Test
    void reportRejected_clientCannotBeManaged_isBelieved() {
        try (OperatedClient at =
                new OperatedClient(FakeAuthorizationServer.builder().withoutManagement())) {
            assertThat(confirming(at).reportRejected(at.request(), at.first()).clientId())
                    .isNotEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("POST");
        }
    }

    @Test
    void reportRejected_byManyAtOnce_isReadOnceAndReplacedOnce() {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = confirming(at);
            at.kit().server().forgetAll();
            FakeGate gate = at.management().hold();
            List<CompletableFuture<DcrCredentials>> reports = new ArrayList<>();
            reports.add(at.meanwhile(() -> resolver.reportRejected(at.request(), at.first())));
            gate.awaitArrivals(1);
            for (int i = 0; i < 15; i++) {
                reports.add(at.meanwhile(() -> resolver.reportRejected(at.request(), at.first())));
            }
            gate.open();

            assertThat(reports)
                    .extracting(report -> report.join().clientId())
                    .containsOnly(reports.get(0).join().clientId())
                    .doesNotContain(at.first().clientId());
            assertThat(at.sent()).containsExactly("GET", "POST");
        }
    }

    @Test
    void reportRejected_lateAndReplacedAlready_asksNobody() {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = confirming(at);
            DcrCredentials next = at.kit().resolver().reportRejected(at.request(), at.first());
            at.kit().server().forgetCalls();

            assertThat(resolver.reportRejected(at.request(), at.first())).isEqualTo(next);
            assertThat(at.sent()).isEmpty();
        }
    }

    /** An empty 401 is less than a rejection: it is confirmed though the resolver is not set to confirm rejections. */
    @Test
    void reportRejected_suspectedByAnEmpty401AndServerKnowsTheClient_isKept() {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = at.kit().newResolver(builder -> builder);

            DcrCredentials given = resolver.reportRejected(at.request(), at.first(), empty401(at));

            assertThat(given).isEqualTo(at.first());
            assertThat(at.sent()).containsExactly("GET");
            assertThat(kept(at)).containsExactly(true);
        }
    }

    @Test
    void reportRejected_suspectedByAnEmpty401AndServerHasForgottenTheClient_isReplaced() {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = at.kit().newResolver(builder -> builder);
            at.kit().server().forgetAll();

            DcrCredentials next = resolver.reportRejected(at.request(), at.first(), empty401(at));

            assertThat(next.clientId()).isNotEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("GET", "POST");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 501})
    void reportRejected_suspectedAndServerCannotBeAsked_isKept(int status) {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = at.kit().newResolver(builder -> builder);
            at.management().answerNext(FakeAnswer.status(status));

            assertThat(resolver.reportRejected(at.request(), at.first(), empty401(at)))
                    .isEqualTo(at.first());
            assertThat(at.sent()).containsExactly("GET");
            assertThat(kept(at)).containsExactly(false);
        }
    }

    /** What a browser can forge replaces nothing that the server knows, however often. */
    @Test
    void reportRejected_suspectedAgainAndAgainAndSecretReadAsAHash_isKept() {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrResolver resolver = at.kit().newResolver(builder -> builder);
            at.management().rewriteAnswers(answer -> answer.put("client_secret", ReadSecretTest.HASH));

            resolver.reportRejected(at.request(), at.first(), empty401(at));
            DcrCredentials kept = resolver.reportRejected(at.request(), at.first(), empty401(at));

            assertThat(kept).isEqualTo(at.first());
            assertThat(at.sent()).containsExactly("GET", "GET");
        }
    }

    private static ClientRejection empty401(OperatedClient at) {
        return ClientRejection.inTokenResponse(at.first(), 401, "").orElseThrow();
    }
}

package io.github.dcr4j.conformance.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.Deregistration;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The resolver is closed while an operator's work is under way: what has begun ends, what has not does not begin,
 * nothing is lost.
 */
class CloseDuringOperationTest {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final Duration SHORT_CALLS = Duration.ofSeconds(1);

    private static final int MANY = 5;

    /** Begins to close {@code resolver}, and returns when it takes nothing more. */
    private static CompletableFuture<Boolean> beginToClose(OperatedClient at, DcrResolver resolver) {
        CompletableFuture<Boolean> closing = at.meanwhile(() -> {
            resolver.close();
            return true;
        });
        Awaitility.await()
                .atMost(BOUND)
                .until(() -> resolver.resolveAsync(at.kit().request("other")).isCompletedExceptionally());
        return closing;
    }

    private static CompletableFuture<Boolean> beginToClose(OperatedClient at) {
        return beginToClose(at, at.kit().resolver());
    }

    private static void assertToldOfTheEnd(CompletableFuture<?> caller) {
        assertThat(caller)
                .failsWithin(BOUND)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(IllegalStateException.class)
                .withMessageContaining("closed");
    }

    @Test
    void close_serverHasAnsweredARead_itIsReturnedAndItsTokenSaved() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            FakeGate gate = at.management().holdAnswers();
            CompletableFuture<String> reading =
                    at.meanwhile(() -> at.operations().read(at.request()));
            gate.awaitArrivals(1);
            CompletableFuture<Boolean> closing = beginToClose(at);

            boolean closedEarly = closing.isDone();
            gate.open();

            assertThat(closing).succeedsWithin(BOUND);
            assertThat(closedEarly).isFalse();
            assertThat(reading).succeedsWithin(BOUND).asString().contains("\"client_name\":\"before\"");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void close_updateHasOnlyRead_updatesNothingAndSavesTheTokenOfTheRead() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            FakeGate gate = at.management().holdAnswers();
            CompletableFuture<DcrCredentials> updating =
                    at.meanwhile(() -> at.operations().update(at.named("after")));
            gate.awaitArrivals(1);
            CompletableFuture<Boolean> closing = beginToClose(at);

            gate.open();

            assertThat(closing).succeedsWithin(BOUND);
            assertToldOfTheEnd(updating);
            assertThat(at.sent()).containsExactly("GET");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void close_updateIsAtTheServer_itIsKeptWithItsTokenAndSecret() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            FakeGate gate = FakeGate.closed();
            at.management()
                    .answerNext(FakeAnswer.asUsual(), FakeAnswer.asUsual().heldBy(gate));
            CompletableFuture<DcrCredentials> updating =
                    at.meanwhile(() -> at.operations().update(at.named("after")));
            gate.awaitArrivals(1);
            CompletableFuture<Boolean> closing = beginToClose(at);

            gate.open();

            assertThat(closing).succeedsWithin(BOUND);
            assertThat(updating).succeedsWithin(BOUND).isEqualTo(at.stored());
            assertThat(at.atServer().metadata()).containsEntry("client_name", "after");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void close_deletionIsAtTheServer_itIsFinished() {
        try (OperatedClient at = OperatedClient.rotating()) {
            FakeGate gate = at.management().holdAnswers();
            CompletableFuture<Deregistration> removing =
                    at.meanwhile(() -> at.operations().deregister(at.request()));
            gate.awaitArrivals(1);
            CompletableFuture<Boolean> closing = beginToClose(at);

            gate.open();

            assertThat(closing).succeedsWithin(BOUND);
            assertThat(removing)
                    .succeedsWithin(BOUND)
                    .satisfies(outcome -> assertThat(outcome.deleted())
                            .extracting(ForeignText::exact)
                            .containsExactly(at.first().clientId()));
            assertThat(at.kit().store().find(at.key())).isNull();
        }
    }

    @Test
    void close_operationWaitsForAnothersLease_endsAtOnceAndChangesNothing() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            DcrResolver other = at.kit().newResolver(settings -> settings);
            FakeGate gate = at.management().holdAnswers();
            CompletableFuture<String> holder =
                    at.meanwhile(() -> other.operations().read(at.request()));
            gate.awaitArrivals(1);
            CompletableFuture<Deregistration> removing =
                    at.meanwhile(() -> at.operations().deregister(at.request()));
            Awaitility.await()
                    .atMost(BOUND)
                    .until(() -> !at.kit().clock().pendingWaits().isEmpty());

            at.kit().resolver().close();

            assertToldOfTheEnd(removing);
            gate.open();
            assertThat(holder).succeedsWithin(BOUND);
            assertThat(at.sent()).containsExactly("GET");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void close_serverNeverAnswersARead_endsWithTheCallAndTheCallerLearnsOfIt() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            DcrResolver impatient = at.kit().newResolver(settings -> settings.callTimeout(SHORT_CALLS));
            FakeGate gate = at.management().hold();
            CompletableFuture<String> reading =
                    at.meanwhile(() -> impatient.operations().read(at.request()));
            gate.awaitArrivals(1);

            assertThat(beginToClose(at, impatient)).succeedsWithin(BOUND);

            assertThat(reading)
                    .failsWithin(BOUND)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(DcrException.class)
                    .withMessageContaining("is not known");
            assertThat(at.stored()).isEqualTo(at.first());
        }
    }

    @Test
    void close_serverNeverAnswersADeletion_isToldAndAnotherReplicaGoesOn() {
        try (OperatedClient at = OperatedClient.rotating()) {
            DcrResolver impatient = at.kit().newResolver(settings -> settings.callTimeout(SHORT_CALLS));
            FakeGate gate = at.management().hold();
            CompletableFuture<Deregistration> removing =
                    at.meanwhile(() -> impatient.operations().deregister(at.request()));
            gate.awaitArrivals(1);

            assertThat(beginToClose(at, impatient)).succeedsWithin(BOUND);

            assertThat(removing).succeedsWithin(BOUND).satisfies(outcome -> {
                assertThat(outcome.removed()).isTrue();
                assertThat(outcome.leftBehind())
                        .singleElement()
                        .satisfies(left -> assertThat(left.again()).isTrue());
            });
            assertThat(at.kit().events().of(DcrEvent.Orphaned.class)).hasSize(1);
            at.management().reset();
            at.operations().deregister(at.request());
            assertThat(at.kit().server().clients()).isEmpty();
        }
    }

    /** Each deletion takes a call's time-out, and there are more of them than close waits for. */
    @Test
    void close_serverAnswersNoneOfManyDeletions_givesUpAndAnotherReplicaGoesOn() {
        try (OperatedClient at = OperatedClient.rotating()) {
            for (int i = 1; i < MANY; i++) {
                at.kit().clock().advance(OperatedClient.SECRET_LIFE);
                at.kit().store().remove(at.key());
                at.kit().resolver().resolve(at.request());
            }
            // on threads of its own, which are interrupted in the end
            DcrResolver impatient = DcrResolver.builder(at.kit().store())
                    .clock(at.kit().clock())
                    .callTimeout(SHORT_CALLS)
                    .build();
            FakeGate gate = at.management().hold();
            CompletableFuture<Deregistration> removing =
                    at.meanwhile(() -> impatient.operations().deregister(at.request()));
            gate.awaitArrivals(1);

            assertThat(beginToClose(at, impatient)).succeedsWithin(BOUND);

            Awaitility.await().atMost(BOUND).until(removing::isDone);
            assertThat(gate.arrivals()).isLessThan(MANY);
            at.management().reset();
            at.kit().clock().advance(OperatedClient.SECRET_LIFE);
            assertThat(at.operations().deregister(at.request()).deleted()).isNotEmpty();
            assertThat(at.kit().server().clients()).isEmpty();
        }
    }

    @Test
    void close_tokenIsHeldAndTheStoreIsBack_isSavedNow() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.faults().failUntilRepaired(StoreOperation.AMEND, StoreOperation.SAVE);
            at.operations().read(at.request());
            at.faults().repair();

            at.kit().resolver().close();

            at.assertStoredIsTrue();
            assertThat(at.kit().events().of(DcrEvent.ManagementLost.class)).isEmpty();
        }
    }

    /** Nobody can manage the client any more: the store has a token that the server has replaced. */
    @Test
    void close_tokenIsHeldAndTheStoreIsAway_isToldAsLost() {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.faults().failUntilRepaired(StoreOperation.AMEND, StoreOperation.SAVE);
            at.operations().read(at.request());

            at.kit().resolver().close();

            assertThat(at.kit().events().of(DcrEvent.ManagementLost.class))
                    .containsExactly(new DcrEvent.ManagementLost(
                            at.request().key(), ForeignText.of(at.first().clientId())));
            assertThat(at.kit().events().of(DcrEvent.Orphaned.class)).isEmpty();
            assertThat(at.sent()).containsExactly("GET");
        }
    }

    /** What could be saved of it is enough: whoever comes next reads the rest at the server. */
    @Test
    void close_onlyTheNewGenerationIsHeldAndTheStoreIsAway_nothingIsLost() {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.faults().failUntilRepaired(StoreOperation.SAVE);
            at.operations().update(at.named("after"));

            at.kit().resolver().close();

            assertThat(at.storedManagement()).isEqualTo(at.atServer().management());
            assertThat(at.kit().events().of(DcrEvent.ManagementLost.class)).isEmpty();
        }
    }

    /** The store came back for amendments only. */
    @Test
    void close_tokenIsHeldAndTheStoreTakesNoGenerations_theTokenIsSaved() {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.faults().failUntilRepaired(StoreOperation.AMEND, StoreOperation.SAVE);
            at.operations().read(at.request());
            at.faults().repair();
            at.faults().failUntilRepaired(StoreOperation.SAVE);

            at.kit().resolver().close();

            assertThat(at.storedManagement()).isEqualTo(at.atServer().management());
            assertThat(at.kit().events().of(DcrEvent.ManagementLost.class)).isEmpty();
        }
    }
}

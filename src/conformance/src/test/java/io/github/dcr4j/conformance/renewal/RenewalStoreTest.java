package io.github.dcr4j.conformance.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.StoreOperation;
import io.github.dcr4j.testkit.StoreStall;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that fails while a client is renewed, or takes another's save: the client is in use and is never deleted. */
class RenewalStoreTest {
    private static final Duration A_WHILE = Duration.ofMinutes(3);

    @Test
    void resolve_tokenCannotBeSavedByItself_isSavedWithTheCredentials() throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            at.kit().store().faults().failUntilRepaired(StoreOperation.AMEND);

            DcrCredentials renewed = at.resolve();

            assertThat(renewed.clientId()).isEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("GET", "PUT");
            at.assertStoredIsTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void resolve_tokenCannotBeSavedForAWhile_isTriedAgain(int times) throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            at.kit().store().faults().fail(StoreOperation.AMEND, times);
            at.kit().store().faults().failUntilRepaired(StoreOperation.SAVE);

            at.resolve();

            assertThat(at.storedManagement())
                    .isEqualTo(at.atServer(at.first().clientId()).management());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void resolve_replyToTheAmendmentLost_newestIsSavedAllTheSame(int times) throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            at.kit().store().faults().loseReply(StoreOperation.AMEND, times);
            at.kit().store().faults().failUntilRepaired(StoreOperation.SAVE);

            at.resolve();

            assertThat(at.storedManagement())
                    .isEqualTo(at.atServer(at.first().clientId()).management());
        }
    }

    /** What could not be amended before another client is registered is tried once more. */
    @Test
    void resolve_tokenCannotBeSavedAndUpdateIsRefused_isSavedBeforeAnotherClientIsRegistered() {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            at.kit().store().faults().fail(StoreOperation.AMEND, 3);
            at.management().answerNext(FakeAnswer.asUsual(), FakeAnswer.status(403));

            at.resolve();

            DcrCredentials former =
                    at.resolver().find(at.request(), at.first().generation()).orElseThrow();
            assertThat(at.sent()).containsExactly("GET", "PUT", "POST");
            assertThat(former.management().orElseThrow())
                    .isEqualTo(at.atServer(former.clientId()).management());
        }
    }

    @Test
    void resolve_saveFails_isHeldAndSavedLater() throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            at.kit().store().faults().failUntilRepaired(StoreOperation.SAVE);

            DcrCredentials held = at.resolve();
            DcrCredentials again = at.resolve();
            at.kit().store().faults().repair();
            at.kit().clock().advance(A_WHILE);
            at.kit().settle();

            assertThat(again).isEqualTo(held);
            assertThat(at.events().of(DcrEvent.Unpublished.class)).hasSize(1);
            assertThat(at.events().of(DcrEvent.Published.class)).hasSize(1);
            assertThat(at.sent()).containsExactly("GET", "PUT");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void close_saveStillFails_leavesTheClientAndTheNextOneReadsIt() throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            DcrResolver replica = at.kit().newResolver(settings -> settings);
            at.kit().store().faults().failUntilRepaired(StoreOperation.SAVE);
            replica.resolve(at.request());
            replica.close();
            at.kit().store().faults().repair();
            at.kit().clock().advance(A_WHILE);

            DcrCredentials next = at.resolve();

            assertThat(next.clientId()).isEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("GET", "PUT", "GET");
            assertThat(at.events().of(DcrEvent.Orphaned.class)).isEmpty();
            at.assertStoredIsTrue();
        }
    }

    @Test
    void resolve_expiredWhileHeld_isNotDeleted() throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            at.kit().store().faults().failUntilRepaired(StoreOperation.SAVE);
            at.resolve();
            at.expire();
            at.kit().settle();
            at.kit().store().faults().repair();

            DcrCredentials next = at.resolve();

            assertThat(next.clientId()).isEqualTo(at.first().clientId());
            assertThat(at.sent()).doesNotContain("DELETE", "POST");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void resolve_tooManyHeld_failsAndIsNotDeleted() {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            DcrResolver replica = at.kit().newResolver(settings -> settings.maxUnpublished(0));
            at.expire();
            at.kit().store().faults().failUntilRepaired(StoreOperation.SAVE);

            Throwable failure = catchThrowable(() -> replica.resolve(at.request()));

            assertThat(failure).isInstanceOf(DcrStoreException.class);
            assertThat(at.sent()).containsExactly("GET", "PUT");
            assertThat(at.events().of(DcrEvent.Orphaned.class)).isEmpty();
        }
    }

    /** The leader's save hangs until its lease is over; whoever takes over reads what it did, and needs no update. */
    @Test
    void resolve_saveHangsAndAnotherTakesOver_bothHaveTheSameSecret() throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            try (StoreStall stall = at.kit().store().faults().stall(StoreOperation.SAVE)) {
                CompletableFuture<DcrCredentials> slow = at.resolver().resolveAsync(at.request());
                stall.awaitArrival(A_WHILE);
                at.kit().clock().advance(A_WHILE);
                CompletableFuture<DcrCredentials> next =
                        at.kit().newResolver(settings -> settings).resolveAsync(at.request());
                stall.awaitArrival(A_WHILE);
                stall.release();

                DcrCredentials one = slow.get(A_WHILE.toSeconds(), TimeUnit.SECONDS);
                DcrCredentials other = next.get(A_WHILE.toSeconds(), TimeUnit.SECONDS);

                assertThat(one.clientSecret()).isEqualTo(other.clientSecret());
            }
            at.kit().settle();
            assertThat(at.sent()).containsExactly("GET", "PUT", "GET");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void resolve_anotherClientWasSavedMeanwhile_isAdoptedAndTheRenewedOneIsNotDeleted() throws Exception {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.expire();
            try (StoreStall stall = at.kit().store().faults().stall(StoreOperation.SAVE)) {
                CompletableFuture<DcrCredentials> slow = at.resolver().resolveAsync(at.request());
                stall.awaitArrival(A_WHILE);
                at.kit().clock().advance(A_WHILE);
                DcrCredentials winner = at.first().toBuilder()
                        .newGeneration()
                        .clientId("another")
                        .management(null)
                        .clientSecretExpiresAt(null)
                        .build();
                CompletableFuture<?> saved = CompletableFuture.runAsync(
                        () -> at.kit().store().save(winner, at.first().generation(), null));
                stall.awaitArrival(A_WHILE);
                // which of the two comes first is the store's business
                stall.release();
                saved.get(A_WHILE.toSeconds(), TimeUnit.SECONDS);
                slow.get(A_WHILE.toSeconds(), TimeUnit.SECONDS);
            }
            at.kit().settle();

            assertThat(at.sent()).containsExactly("GET", "PUT");
            assertThat(at.kit().server().client(at.first().clientId())).isPresent();
            assertThat(at.events().of(DcrEvent.Orphaned.class)).isEmpty();
        }
    }

    /** The strategy is no part of the key: a replica that still replaces shares with one that renews. */
    @Test
    void resolve_otherReplicaReplaces_bothUseWhatIsStored() throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();

            DcrCredentials replaced =
                    at.kit().newResolver(settings -> settings).resolve(at.request(RenewalStrategy.REPLACE));

            assertThat(at.resolve()).isEqualTo(replaced);
            assertThat(at.sent()).containsExactly("POST");
            at.assertStoredIsTrue();
        }
    }
}

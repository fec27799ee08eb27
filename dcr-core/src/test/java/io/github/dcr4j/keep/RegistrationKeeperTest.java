package io.github.dcr4j.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEvent.RegistrationReason;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.Lifecycle;
import io.github.dcr4j.attempt.ManagementToken;
import io.github.dcr4j.attempt.RefreshWindow;
import io.github.dcr4j.attempt.ScriptedCoordination;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.Samples;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client without management data cannot be deleted: the event that reports it as an orphan tells it was tried. */
class RegistrationKeeperTest {
    private static final Occasion FIRST = new Occasion(RegistrationReason.FIRST, null);
    private final TestClock clock = TestClock.standing();
    private final FakeStore store = new FakeStore();
    private final List<DcrEvent> events = new ArrayList<>();
    private final UnpublishedRegistrations unpublished = new UnpublishedRegistrations(2);
    private final BackgroundWork background = new BackgroundWork(Runnable::run, clock);
    private final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    private final ClientDeleter deleter =
            new ClientDeleter(store, unpublished, new ManagementClient(http), Duration.ofSeconds(10));
    private final EventPublisher publisher = new EventPublisher(events::add, clock);
    private final RegistrationKeeper keeper = new RegistrationKeeper(
            store,
            unpublished,
            deleter,
            new Lifecycle(Duration.ofSeconds(60), new RefreshWindow(0, 0), new ServerClocks(clock)),
            background,
            publisher,
            new ReplacedRegistrations(store, unpublished, deleter, background, publisher, new ServerClocks(clock)));
    private final RequestSpec request = Samples.spec(Samples.request());
    private final DcrKey key = request.key();
    private final Attempt attempt = Samples.attempt(request, clock);
    private final ScriptedCoordination coordination = new ScriptedCoordination();
    private final HeldLease lease = Samples.lease(attempt, coordination, clock, "base-1");
    private final DcrCredentials registered = client("mine");

    @AfterEach
    void stop() {
        http.close();
        store.close();
    }

    private DcrCredentials keep(DcrCredentials given) {
        return keeper.keep(attempt, lease, given, FIRST);
    }

    private void keepInAnotherAttempt(RequestSpec of, DcrCredentials given) {
        Attempt another = Samples.attempt(of, clock);
        keeper.keep(another, Samples.lease(another, coordination, clock, "base-1"), given, FIRST);
    }

    private DcrCredentials keepRenewed(ManagementToken token) {
        return keeper.keepRenewed(attempt, lease, registered, token);
    }

    private DcrCredentials client(String id) {
        return Samples.credentials(key)
                .clientId(id)
                .clientSecretExpiresAt(TestClock.START.plus(Duration.ofHours(1)))
                .build();
    }

    private DcrCredentials expired(String id) {
        return client(id).toBuilder()
                .clientSecretExpiresAt(TestClock.START.minusSeconds(1))
                .build();
    }

    private void storeAway() {
        store.saveFailure = FakeStore.away();
    }

    private void storeBack() {
        store.saveFailure = null;
    }

    private List<String> unmanageable() {
        return events.stream()
                .filter(DcrEvent.ManagementLost.class::isInstance)
                .map(event -> ((DcrEvent.ManagementLost) event).clientId().exact())
                .toList();
    }

    private List<String> orphans() {
        return events.stream()
                .filter(DcrEvent.Orphaned.class::isInstance)
                .map(event -> ((DcrEvent.Orphaned) event).orphan().clientId().exact())
                .toList();
    }

    @Test
    void keep_saved_returnsItAsStoredAndTellsSo() {
        DcrCredentials kept = keep(registered);

        assertThat(kept.version()).isEqualTo(1);
        assertThat(store.saves).singleElement().satisfies(save -> {
            assertThat(save.base()).isEqualTo("base-1");
            assertThat(save.lease()).isEqualTo(lease.lease());
        });
        assertThat(attempt.takeEvents())
                .containsExactly(new DcrEvent.Registered(
                        key,
                        ForeignText.of("mine"),
                        registered.generation(),
                        registered.clientSecretExpiresAt().orElseThrow(),
                        RegistrationReason.FIRST,
                        null,
                        Duration.ZERO));
        assertThat(attempt.step()).isEqualTo(Step.STORE_WRITE);
    }

    @Test
    void keep_anotherClientCannotBeUsedAnyMore_saysInWhosePlaceTheNewOneIs() {
        keeper.keep(attempt, lease, registered, new Occasion(RegistrationReason.EXPIRED, ForeignText.of("former")));

        assertThat(attempt.takeEvents())
                .singleElement()
                .isInstanceOfSatisfying(
                        DcrEvent.Registered.class,
                        event -> assertThat(event.inPlaceOf()).hasToString("former"));
    }

    @Test
    void keep_replyLost_saveIsRepeatedWithTheSameArguments() {
        store.nextSaves.add(() -> {
            throw FakeStore.away();
        });

        DcrCredentials kept = keep(registered);

        assertThat(kept.clientId()).isEqualTo("mine");
        assertThat(store.saves).hasSize(2);
        assertThat(store.saves.get(1)).isEqualTo(store.saves.get(0));
    }

    @Test
    void keep_lostToAFreshWinner_returnsThatAndGivesTheOwnBack() {
        DcrCredentials winner = client("theirs");
        store.current.put(key, winner);

        DcrCredentials kept = keep(registered);

        assertThat(kept).isSameAs(winner);
        assertThat(orphans()).containsExactly("mine");
        assertThat(events).contains(new DcrEvent.Adopted(key, winner.generation()));
    }

    @Test
    void keep_lostToTheSameClient_doesNotGiveItBack() {
        store.current.put(key, client("mine"));
        store.usedClientIds.add("mine");

        keep(registered);

        assertThat(orphans()).isEmpty();
    }

    @Test
    void keep_lostToAnExpiredWinner_isSavedUponIt() {
        DcrCredentials winner = expired("theirs");
        store.current.put(key, winner);

        DcrCredentials kept = keep(registered);

        assertThat(kept.clientId()).isEqualTo("mine");
        assertThat(store.saves.get(1).base()).isEqualTo(winner.generation());
        assertThat(orphans()).isEmpty();
    }

    @Test
    void keep_storeGoesAwayWhileItIsSavedUponAnExpiredWinner_isHeld() {
        store.nextSaves.add(() -> new SaveResult.Lost(expired("theirs")));
        storeAway();

        DcrCredentials kept = keep(registered);

        assertThat(kept).isSameAs(registered);
        assertThat(unpublished.find(key)).isSameAs(registered);
    }

    @Test
    void keep_superseded_returnsTheWinnerAndGivesNothingBack() {
        DcrCredentials winner = client("theirs");
        store.nextSaves.add(() -> new SaveResult.Superseded(winner));

        assertThat(keep(registered)).isSameAs(winner);
        assertThat(orphans()).isEmpty();
    }

    @Test
    void keep_supersededByAClientThatHasExpired_asksToResolveAgain() {
        store.nextSaves.add(() -> new SaveResult.Superseded(expired("theirs")));

        DcrException failure = catchThrowableOfType(DcrException.class, () -> keep(registered));

        assertThat(failure.step()).isEqualTo(Step.STORE_WRITE);
        assertThat(failure.retryable()).isTrue();
        assertThat(orphans()).isEmpty();
    }

    @Test
    void keep_endedAtOnce_asksToResolveAgain() {
        store.nextSaves.add(SaveResult.Ended::new);

        DcrException failure = catchThrowableOfType(DcrException.class, () -> keep(registered));

        assertThat(failure.step()).isEqualTo(Step.STORE_WRITE);
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void keep_storeDown_isHeldAndItsLeaseRunsOut() {
        storeAway();

        DcrCredentials kept = keep(registered);

        assertThat(kept).isSameAs(registered);
        assertThat(store.saves).hasSize(3);
        assertThat(unpublished.find(key)).isSameAs(registered);
        assertThat(lease.isLeft()).isTrue();
        assertThat(attempt.takeEvents())
                .containsExactly(new DcrEvent.Unpublished(key, ForeignText.of("mine"), registered.generation()));
    }

    @Test
    void keep_storeThrowsSomethingElse_isHeldToo() {
        store.saveFailure = new IllegalStateException("for the test");

        assertThat(keep(registered)).isSameAs(registered);
        assertThat(unpublished.find(key)).isSameAs(registered);
    }

    @Test
    void keep_saveDiesOfAnError_isHeldAndTheErrorGoesOn() {
        Error error = new StackOverflowError("for the test");
        store.nextSaves.add(() -> {
            throw error;
        });

        assertThat(catchThrowable(() -> keep(registered))).isSameAs(error);
        assertThat(unpublished.find(key)).isSameAs(registered);
    }

    @Test
    void publish_storeIsBack_isSavedByTheClock() {
        storeAway();
        keep(registered);
        clock.advance(Duration.ofSeconds(10));
        assertThat(unpublished.find(key)).isSameAs(registered);

        storeBack();
        clock.advance(Duration.ofSeconds(30));

        assertThat(unpublished.find(key)).isNull();
        assertThat(store.current.get(key)).isNotNull();
        assertThat(events)
                .containsExactly(new DcrEvent.Published(key, ForeignText.of("mine"), registered.generation()));
        assertThat(clock.pending()).isZero();
    }

    @Test
    void publish_triesOn_pausesGrow() {
        storeAway();
        keep(registered);

        clock.advance(Duration.ofSeconds(60));

        assertThat(clock.asked())
                .startsWith(
                        Duration.ofMillis(50),
                        Duration.ofMillis(200),
                        Duration.ofMillis(800),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30));
    }

    @Test
    void publish_saveDiesOfAnError_isTriedAgain() {
        storeAway();
        keep(registered);
        storeBack();
        store.nextSaves.add(() -> {
            throw new StackOverflowError("for the test");
        });

        clock.advance(Duration.ofSeconds(1));

        assertThat(events).contains(new DcrEvent.Published(key, ForeignText.of("mine"), registered.generation()));
    }

    @Test
    void publish_anotherWonMeanwhile_isSavedAsAFormerGenerationAndNotDeleted() {
        storeAway();
        keep(registered);
        DcrCredentials winner = client("theirs");
        store.current.put(key, winner);
        storeBack();

        clock.advance(Duration.ofSeconds(1));

        assertThat(store.current.get(key)).isSameAs(winner);
        assertThat(unpublished.all()).isEmpty();
        assertThat(store.healed).containsExactly("mine");
        assertThat(events)
                .containsExactly(
                        new DcrEvent.Published(key, ForeignText.of("mine"), registered.generation()),
                        new DcrEvent.Adopted(key, winner.generation()));
    }

    @Test
    void publish_anotherWonAndTheStoreIsAwayAgain_isFoundByNameUntilItIsSaved() {
        storeAway();
        keep(registered);
        store.nextSaves.add(() -> new SaveResult.Lost(client("theirs")));

        clock.advance(Duration.ofSeconds(1));

        assertThat(unpublished.find(key)).isNull();
        assertThat(unpublished.find(key, registered.generation())).isSameAs(registered);
        assertThat(store.healed).isEmpty();
        storeBack();
        clock.advance(Duration.ofSeconds(30));
        assertThat(store.healed).containsExactly("mine");
        assertThat(unpublished.all()).isEmpty();
        assertThat(orphans()).isEmpty();
    }

    /** A login that began with it may end with it until then. */
    @Test
    void publish_anotherWonAndTheStoreStaysAway_isReportedOnceItsTimeIsOver() {
        storeAway();
        keep(registered);
        store.nextSaves.add(() -> new SaveResult.Lost(client("theirs")));

        clock.advance(Duration.ofMinutes(74));
        assertThat(unpublished.find(key, registered.generation())).isSameAs(registered);
        assertThat(orphans()).isEmpty();

        clock.advance(Duration.ofMinutes(2));
        assertThat(orphans()).containsExactly("mine");
        assertThat(unpublished.all()).isEmpty();
        assertThat(clock.pending()).isZero();
    }

    @Test
    void publish_keyWasRemovedMeanwhile_isReported() {
        storeAway();
        keep(registered);
        store.current.put(key, client("theirs"));
        storeBack();
        store.nextHealing = Healed.ENDED;

        clock.advance(Duration.ofSeconds(1));

        assertThat(orphans()).containsExactly("mine");
        assertThat(unpublished.all()).isEmpty();
    }

    @Test
    void publish_anExpiredOneWonMeanwhile_isSavedUponIt() {
        storeAway();
        keep(registered);
        store.current.put(key, expired("theirs"));
        storeBack();

        clock.advance(Duration.ofSeconds(1));

        assertThat(store.current.get(key)).extracting(DcrCredentials::clientId).isEqualTo("mine");
        assertThat(orphans()).isEmpty();
    }

    @Test
    void publish_expiredWhileHeld_isReportedOnceItsTimeIsOver() {
        storeAway();
        keep(registered);

        clock.advance(Duration.ofMinutes(70));
        assertThat(unpublished.find(key)).isNull();
        assertThat(unpublished.find(key, registered.generation())).isSameAs(registered);

        clock.advance(Duration.ofMinutes(10));
        assertThat(unpublished.all()).isEmpty();
        assertThat(orphans()).containsExactly("mine");
        assertThat(clock.pending()).isZero();
    }

    @Test
    void keep_anEarlierOneOfTheKeyIsStillHeld_thatOneIsSavedAsAFormerGeneration() {
        storeAway();
        keep(registered);
        DcrCredentials next = client("next");

        keepInAnotherAttempt(request, next);

        assertThat(unpublished.find(key)).isSameAs(next);
        assertThat(unpublished.find(key, registered.generation())).isSameAs(registered);
        assertThat(orphans()).isEmpty();
        storeBack();
        clock.advance(Duration.ofSeconds(30));
        assertThat(store.healed).containsExactly("mine");
        assertThat(store.current.get(key)).extracting(DcrCredentials::clientId).isEqualTo("next");
        assertThat(orphans()).isEmpty();
    }

    @Test
    void keep_anEarlierOneOfTheKeyIsTheSameClient_isNotDeleted() {
        storeAway();
        keep(registered);
        DcrCredentials again = client("mine");

        keepInAnotherAttempt(request, again);

        assertThat(unpublished.find(key)).isSameAs(again);
        assertThat(orphans()).isEmpty();
    }

    @Test
    void keep_tooManyHeld_isDeletedAndItsFailureNamesTheOrphan() {
        storeAway();
        for (String variant : List.of("one", "two")) {
            RequestSpec other = Samples.spec(Samples.request().variant(variant));
            keepInAnotherAttempt(other, Samples.credentials(other.key()).build());
        }

        DcrStoreException failure = catchThrowableOfType(DcrStoreException.class, () -> keep(registered));

        assertThat(failure.step()).isEqualTo(Step.STORE_WRITE);
        assertThat(failure.orphan())
                .hasValueSatisfying(orphan -> assertThat(orphan.clientId()).hasToString("mine"));
        assertThat(attempt.takeEvents()).hasAtLeastOneElementOfType(DcrEvent.Orphaned.class);
        assertThat(lease.isLeft()).isFalse();
    }

    @Test
    void letGo_storeIsBack_isSaved() {
        storeAway();
        keep(registered);
        storeBack();

        keeper.letGo();

        assertThat(store.current.get(key)).isNotNull();
        assertThat(unpublished.all()).isEmpty();
        assertThat(events)
                .containsExactly(new DcrEvent.Published(key, ForeignText.of("mine"), registered.generation()));
    }

    @Test
    void letGo_storeStillAway_isReportedAndNotDeleted() {
        storeAway();
        keep(registered);

        keeper.letGo();

        assertThat(unpublished.all()).isEmpty();
        assertThat(orphans()).containsExactly("mine");
    }

    @Test
    void letGo_expiredMeanwhile_isSavedAsAFormerGeneration() {
        storeAway();
        keep(registered);
        storeBack();
        clock.moveWallClock(Duration.ofHours(2));

        keeper.letGo();

        assertThat(store.current).isEmpty();
        assertThat(store.healed).containsExactly("mine");
        assertThat(orphans()).isEmpty();
    }

    @Test
    void letGo_anotherWonMeanwhile_isSavedAsAFormerGeneration() {
        storeAway();
        keep(registered);
        store.current.put(key, client("theirs"));
        storeBack();

        keeper.letGo();

        assertThat(store.healed).containsExactly("mine");
        assertThat(orphans()).isEmpty();
        assertThat(unpublished.all()).isEmpty();
    }

    @Test
    void letGo_thenStoreFailsForAStraggler_isNotHeld() {
        keeper.letGo();
        storeAway();

        DcrStoreException failure = catchThrowableOfType(DcrStoreException.class, () -> keep(registered));

        assertThat(failure.orphan()).isPresent();
        assertThat(unpublished.all()).isEmpty();
    }

    /**
     * The store does not refer to the client in any of these: it is the renewal alone that keeps it from being deleted.
     */
    private ManagementToken renewing() {
        return new ManagementToken(store, key, Samples.management("https://idp.example.com/client-1"));
    }

    @Test
    void keep_renewedAndSaved_tellsThatItWasRenewed() {
        keepRenewed(renewing());

        assertThat(attempt.takeEvents()).singleElement().isInstanceOf(DcrEvent.Renewed.class);
    }

    @Test
    void keep_renewedAndLost_isNotDeleted() {
        store.current.put(key, client("theirs"));

        keepRenewed(renewing());

        assertThat(orphans()).isEmpty();
    }

    @Test
    void publish_renewedAndExpiredWhileHeld_isNotDeleted() {
        storeAway();
        keepRenewed(renewing());

        clock.advance(Duration.ofHours(2));

        assertThat(unpublished.find(key)).isNull();
        assertThat(orphans()).isEmpty();
    }

    @Test
    void keep_anEarlierOneOfTheKeyWasRenewed_isNotDeleted() {
        storeAway();
        keepRenewed(renewing());

        keepInAnotherAttempt(request, client("next"));

        assertThat(orphans()).isEmpty();
    }

    @Test
    void letGo_renewedAndStoreStillAway_isNotDeleted() {
        storeAway();
        keepRenewed(renewing());

        keeper.letGo();

        assertThat(orphans()).isEmpty();
    }

    @Test
    void letGo_thenStoreFailsForARenewedStraggler_isNeitherHeldNorDeleted() {
        keeper.letGo();
        storeAway();

        DcrStoreException failure = catchThrowableOfType(DcrStoreException.class, () -> keepRenewed(renewing()));

        assertThat(failure.orphan()).isEmpty();
        assertThat(orphans()).isEmpty();
    }

    /** The server has replaced the token, and the store has the old one. */
    private ManagementToken renewingWithTokenUnsaved() {
        DcrManagement stored = Samples.management("https://idp.example.com/client-1");
        ManagementToken newest = new ManagementToken(store, key, stored);
        store.management = stored;
        store.amendFailure = FakeStore.away();
        newest.is(newer(stored));
        return newest;
    }

    private static DcrManagement newer(DcrManagement stored) {
        return new DcrManagement(
                stored.clientId(), stored.registrationClientUri(), Secret.of("a-newer-management-token"));
    }

    @Test
    void letGo_renewedAndNotEvenItsTokenCanBeSaved_isReported() {
        storeAway();
        keepRenewed(renewingWithTokenUnsaved());

        keeper.letGo();

        assertThat(unmanageable()).containsExactly("client-1");
        assertThat(orphans()).isEmpty();
    }

    @Test
    void letGo_renewedAndItsTokenAloneCanBeSaved_isNotReported() {
        storeAway();
        keepRenewed(renewingWithTokenUnsaved());
        store.amendFailure = null;

        keeper.letGo();

        assertThat(store.management).isEqualTo(newer(Samples.management("https://idp.example.com/client-1")));
        assertThat(unmanageable()).isEmpty();
    }

    @Test
    void letGo_thenNeitherARenewedStragglerNorItsTokenCanBeSaved_isReported() {
        keeper.letGo();
        storeAway();

        ManagementToken renewing = renewingWithTokenUnsaved();
        DcrStoreException failure = catchThrowableOfType(DcrStoreException.class, () -> keepRenewed(renewing));

        assertThat(failure.orphan()).isEmpty();
        assertThat(attempt.takeEvents()).containsExactly(new DcrEvent.ManagementLost(key, ForeignText.of("client-1")));
    }
}

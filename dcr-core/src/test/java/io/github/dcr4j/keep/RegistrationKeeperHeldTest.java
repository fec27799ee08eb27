package io.github.dcr4j.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.Samples;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What could not be saved is held, and saved or reported later. */
class RegistrationKeeperHeldTest extends RegistrationKeeperFixture {
    private void storeBack() {
        store.saveFailure = null;
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
}

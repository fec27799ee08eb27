package io.github.dcr4j.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEvent.RegistrationReason;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A client without management data cannot be deleted: the event that reports it as an orphan tells it was tried. */
class RegistrationKeeperTest extends RegistrationKeeperFixture {
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
                        Duration.ZERO,
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
}

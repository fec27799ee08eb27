package io.github.dcr4j.state;

import static io.github.dcr4j.state.KeyHistory.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of leases, marks, pauses and budgets: the last millisecond before each, and the first after it. */
class ClaimRulesTest {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofHours(24);
    private static final Intent REGISTER = new Intent(Intent.Call.REGISTER, Instant.EPOCH, null);
    private static final Outcome FAILED = Outcome.of(Result.FAILED, Effect.NONE);

    private final KeyHistory key = new KeyHistory();

    private Claim.Granted granted(ClaimLease claim) {
        Claim answer = key.apply(claim);
        assertThat(answer).isInstanceOf(Claim.Granted.class);
        return (Claim.Granted) answer;
    }

    private Step<?> stepOf(Command<?> command) {
        return command.apply(key.state, new ClockReading(key.now, key.now, 0));
    }

    private boolean released(String owner, Outcome outcome) {
        return key.apply(new ReleaseLease(key.id(), owner, outcome));
    }

    private static Outcome pausing(Duration pause, @Nullable String digest) {
        return new Outcome(
                Result.NEITHER, Effect.NONE, pause, new Reason("paused for " + pause, false, 503, null), digest);
    }

    private void pause(Duration pause, @Nullable String digest) {
        granted(claim("pausing", null, Purpose.MANAGE, Ceiling.NONE));
        assertThat(released("pausing", pausing(pause, digest))).isTrue();
    }

    @Test
    void claim_toManageWhatIsCurrent_isGranted() {
        DcrCredentials a = key.saved(key.client("a").build());

        assertThat(granted(claim("owner", null, Purpose.MANAGE, Ceiling.NONE)).base())
                .isEqualTo(a.generation());
    }

    @Test
    void claim_byTheHolderOnceSomethingIsCurrent_endsItsLease() {
        DcrCredentials a = key.saved(key.client("a").build());
        granted(claim("owner", a.generation()));

        assertThat(key.apply(claim("owner", null))).isEqualTo(new Claim.Current(a));

        assertThat(key.state.claims().lease()).isNull();
    }

    @Test
    void claim_byTheHolderAgain_isTheSameLeaseAndEndsNoLater() {
        Claim.Granted first = granted(claim("owner", null));
        key.pass(Duration.ofSeconds(5));

        assertThat(granted(claim("owner", null)).lease()).isEqualTo(first.lease());

        key.pass(KeyHistory.LEASE.minusSeconds(5));
        granted(claim("other", null));
    }

    @Test
    void claim_otherHoldsALongLease_isBusyForAQuarterOfASecond() {
        granted(claim("one", null));

        assertThat(key.apply(claim("two", null))).isEqualTo(new Claim.Busy(Duration.ofMillis(250)));
    }

    @ParameterizedTest
    @CsvSource({"0, 2000", "18000, 2000", "18001, 1999"})
    void claim_granted_isWrittenWithinTwoSecondsAndTheLeaseAlsoIfNothingChanges(long passed, long left) {
        granted(claim("owner", null));
        key.pass(Duration.ofMillis(passed));

        Step<?> again = stepOf(claim("owner", null));

        assertThat(again.proven()).isTrue();
        assertThat(again.notAfter()).isEqualTo(key.now + left);
    }

    @Test
    void mark_heldLease_isWrittenBeforeTheLeaseEnds() {
        granted(claim("owner", null));
        long end = key.now + KeyHistory.LEASE.toMillis();
        key.pass(KeyHistory.LEASE.minus(MILLI));

        assertThat(stepOf(new MarkIntent(key.id(), "owner", REGISTER)).notAfter())
                .isEqualTo(end);
        assertThat(key.apply(new MarkIntent(key.id(), "owner", REGISTER))).isTrue();
    }

    @Test
    void mark_sameCallTwice_countsOnce() {
        Ceiling two = new Ceiling(2, Duration.ofHours(1));
        granted(claim("one", null, Purpose.REGISTER, two));
        key.apply(new MarkIntent(key.id(), "one", REGISTER));
        key.apply(new MarkIntent(key.id(), "one", REGISTER));

        released("one", Outcome.of(Result.NEITHER, Effect.ACCOUNTED));

        granted(claim("two", null, Purpose.REGISTER, two));
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true"})
    void claim_windowIsShorterThanWhatIsCounted_countsWithinItsOwn(long beyond, boolean granted) {
        granted(claim("one", null, Purpose.REGISTER, new Ceiling(2, Duration.ofHours(1))));
        key.apply(new MarkIntent(key.id(), "one", REGISTER));
        released("one", Outcome.of(Result.NEITHER, Effect.ACCOUNTED));
        key.pass(Duration.ofMinutes(30).plusMillis(beyond));

        Claim answer = key.apply(claim("two", null, Purpose.REGISTER, new Ceiling(1, Duration.ofMinutes(30))));

        assertThat(answer instanceof Claim.Granted).isEqualTo(granted);
        assertThat(key.state.claims().registrations()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 0"})
    void mark_longAgo_isForgottenWithTheWindow(long beyond, int counted) {
        granted(claim("one", null, Purpose.REGISTER, new Ceiling(2, Duration.ofHours(1))));
        key.apply(new MarkIntent(key.id(), "one", REGISTER));
        key.pass(Duration.ofHours(1).plusMillis(beyond));

        assertThat(key.state.forgetPassed(key.now).claims().registrations()).hasSize(counted);
    }

    @Test
    void mark_replyLostAndTheLeaseReleasedSince_isAnsweredAsTheFirstTime() {
        granted(claim("one", null));
        MarkIntent mark = new MarkIntent(key.id(), "one", REGISTER);
        key.apply(mark);
        released("one", Outcome.of(Result.NEITHER, Effect.ACCOUNTED));

        assertThat(key.apply(mark)).isTrue();

        assertThat(key.state.claims().intent()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "0, false"})
    void release_afterTheLeaseRanOut_isHeardForADay(long beyond, boolean heard) {
        granted(claim("owner", null));
        key.pass(KeyHistory.LEASE.plus(DAY).plusMillis(beyond));

        assertThat(released("owner", FAILED)).isEqualTo(heard);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 0"})
    void claim_afterAFailure_itIsCountedForADay(long beyond, int failures) {
        granted(claim("one", null));
        released("one", FAILED);
        key.pass(DAY.plusMillis(beyond));

        assertThat(granted(claim("two", null)).failures()).isEqualTo(failures);
    }

    @Test
    void release_twiceWithOneCommand_countsOneFailure() {
        granted(claim("one", null));
        ReleaseLease release = new ReleaseLease(key.id(), "one", FAILED);
        key.apply(release);

        assertThat(key.apply(release)).isTrue();

        assertThat(granted(claim("two", null)).failures()).isEqualTo(1);
    }

    @Test
    void release_succeeded_endsEveryPauseAndFailure() {
        granted(claim("one", null));
        released("one", FAILED);
        pause(Duration.ofHours(1), null);
        granted(claim("two", null, Purpose.MANAGE, Ceiling.NONE));

        released("two", Outcome.of(Result.SUCCEEDED, Effect.NONE));

        assertThat(granted(claim("three", null)).failures()).isZero();
    }

    @Test
    void claim_severalPauses_theLongestIsAnswered() {
        pause(Duration.ofMinutes(5), null);
        pause(Duration.ofMinutes(9), "digest");
        pause(Duration.ofMinutes(7), "digest of others");

        assertThat(key.apply(claim("owner", null)))
                .isInstanceOfSatisfying(
                        Claim.BackOff.class,
                        backOff -> assertThat(backOff.pause()).isEqualTo(Duration.ofMinutes(9)));
    }

    @Test
    void release_anotherPauseForTheSameMetadata_takesItsPlaceAlsoIfShorter() {
        pause(Duration.ofMinutes(9), "digest");
        pause(Duration.ofMinutes(5), "digest");

        assertThat(key.apply(claim("owner", null)))
                .isInstanceOfSatisfying(
                        Claim.BackOff.class,
                        backOff -> assertThat(backOff.pause()).isEqualTo(Duration.ofMinutes(5)));
    }

    @Test
    void release_nineMetadataPaused_theOneThatEndsFirstIsForgotten() {
        for (int i = 1; i <= 9; i++) {
            pause(Duration.ofMinutes(i), "digest-" + i);
        }

        assertThat(key.state.claims().backOffs())
                .extracting(BackOff::boundTo)
                .containsExactly(
                        "digest-2", "digest-3", "digest-4", "digest-5", "digest-6", "digest-7", "digest-8", "digest-9");
    }

    @Test
    void save_lostToAnother_theLeaseOfItsOwnerEnds() {
        DcrCredentials a = key.saved(key.client("a").build());
        granted(claim("late", null, Purpose.MANAGE, Ceiling.NONE));

        assertThat(key.apply(new SaveGeneration(key.client("late").build(), null, "late")))
                .isEqualTo(new SaveResult.Lost(a));

        granted(claim("next", null, Purpose.MANAGE, Ceiling.NONE));
    }

    @Test
    void save_lostToAnother_itsOwnerReportsAfterwards() {
        key.saved(key.client("a").build());
        granted(claim("late", null, Purpose.MANAGE, Ceiling.NONE));

        key.apply(new SaveGeneration(key.client("late").build(), null, "late"));

        assertThat(released("late", FAILED)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void save_intentIsOpen_onlyThatOfItsOwnerIsAccountedFor(String owner) {
        granted(claim("one", null));
        key.apply(new MarkIntent(key.id(), "one", REGISTER));

        key.apply(new SaveGeneration(key.client("a").build(), null, owner));

        assertThat(key.state.claims().intentIsOf("one")).isEqualTo(owner.equals("two"));
    }

    @Test
    void claim_newestWasInvalidated_itsClientIsHandedOnAndNotToBeDeleted() {
        DcrCredentials a = key.saved(key.client("a").build());
        assertThat(key.apply(new InvalidateGeneration(key.id(), a.generation(), "401", Duration.ZERO)))
                .isEqualTo(new Invalidation.Done());

        Claim.Granted granted = granted(claim("owner", null));

        assertThat(granted.base()).isNull();
        assertThat(granted.baseManagement()).isEqualTo(a.management().orElseThrow());
        assertThat(granted.superseded()).isEmpty();
    }
}

package io.github.dcr4j.state;

import static io.github.dcr4j.state.KeyHistory.claim;
import static io.github.dcr4j.state.KeyHistory.management;
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
import io.github.dcr4j.store.DcrCoordination.Retired.Cause;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each command answers, and what it leaves behind, state by state. */
class CommandsTest {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Intent REGISTER = new Intent(Intent.Call.REGISTER, Instant.EPOCH, null);

    private final KeyHistory key = new KeyHistory();

    private Generation known(DcrCredentials credentials) {
        return Objects.requireNonNull(key.state.generations().known(credentials.generation()));
    }

    private String current() {
        CurrentRecord current = key.state.generations().current();
        return current == null ? "none" : current.generation();
    }

    private Claim.Granted granted(ClaimLease claim) {
        Claim answer = key.apply(claim);
        assertThat(answer).isInstanceOf(Claim.Granted.class);
        return (Claim.Granted) answer;
    }

    @Test
    void save_nothingStored_isCurrentWithVersionOne() {
        DcrCredentials stored = key.saved(key.client("a").build());

        assertThat(stored.version()).isEqualTo(1);
        assertThat(current()).isEqualTo(stored.generation());
        assertThat(known(stored).isFormer()).isFalse();
    }

    @Test
    void save_uponTheCurrentOne_itBecomesFormerForADay() {
        DcrCredentials a = key.saved(key.client("a").build());
        DcrCredentials b = key.saved(key.client("b").build());

        assertThat(b.version()).isEqualTo(2);
        assertThat(known(a).former()).isEqualTo(Span.of(key.now, Duration.ofHours(24)));
        key.pass(Duration.ofHours(24).minus(MILLI));
        key.apply(claim("reader", null));
        assertThat(known(a).isFormer()).isTrue();
        key.pass(MILLI);
        key.apply(claim("reader", null));
        assertThat(known(a).isFormer()).isFalse();
    }

    @Test
    void save_uponAnOldOne_isLostToTheCurrentOne() {
        DcrCredentials a = key.saved(key.client("a").build());
        DcrCredentials b = key.saved(key.client("b").build());

        SaveResult result = key.apply(key.saving(key.client("c").build(), a.generation()));

        assertThat(result).isEqualTo(new SaveResult.Lost(b));
        assertThat(current()).isEqualTo(b.generation());
        assertThat(key.state.generations().list()).hasSize(2);
    }

    @Test
    void save_replyLost_isAnsweredAsTheFirstTime() {
        SaveGeneration save = key.saving(key.client("a").build(), null);
        SaveResult first = key.apply(save);

        assertThat(key.apply(save)).isEqualTo(first);
        assertThat(key.state.generations().version()).isEqualTo(1);
    }

    @Test
    void save_replyLostAndReplacedMeanwhile_isSuperseded() {
        SaveGeneration save = key.saving(key.client("a").build(), null);
        key.apply(save);
        DcrCredentials b = key.saved(key.client("b").build());

        assertThat(key.apply(save)).isEqualTo(new SaveResult.Superseded(b));
    }

    @Test
    void save_invalidatedBeforeItArrived_isEnded() {
        DcrCredentials a = key.client("a").build();
        key.apply(new InvalidateGeneration(key.id(), a.generation(), "401", Duration.ZERO));

        assertThat(key.apply(key.saving(a, null))).isEqualTo(new SaveResult.Ended());
        assertThat(current()).isEqualTo("none");
    }

    @Test
    void save_byTheOwnerOfTheLease_endsLeaseFailuresAndPauses() {
        granted(claim("owner", null));
        key.apply(new ReleaseLease(
                key.id(),
                "owner",
                new Outcome(Result.FAILED, Effect.NONE, MILLI, new Reason("refused", true, 400, null), null)));
        key.pass(MILLI);
        granted(claim("owner", null));

        key.apply(new SaveGeneration(key.client("a").build(), null, "owner"));

        assertThat(key.state.claims().lease()).isNull();
        assertThat(key.state.claims().failures()).isEqualTo(Failures.NONE);
        assertThat(key.state.claims().backOffs()).isEmpty();
    }

    @Test
    void invalidate_currentOne_isEndedAndNeverCurrentAgain() {
        DcrCredentials a = key.saved(key.client("a").build());

        assertThat(key.apply(new InvalidateGeneration(key.id(), a.generation(), "401", Duration.ZERO)))
                .isEqualTo(new Invalidation.Done());

        assertThat(current()).isEqualTo("none");
        assertThat(known(a).cause()).isEqualTo(Cause.INVALIDATED);
        assertThat(key.apply(new HealGeneration(key.id(), a))).isEqualTo(Healed.ENDED);
        assertThat(current()).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource({"59999, 1", "60000, 0"})
    void invalidate_someTimeAfterAnother_isTooSoonWithinTheMinute(long millis, long left) {
        DcrCredentials a = key.saved(key.client("a").build());
        key.apply(new InvalidateGeneration(key.id(), a.generation(), "401", Duration.ZERO));
        DcrCredentials b = key.saved(key.client("b").build());
        key.pass(Duration.ofMillis(millis));

        Invalidation answer =
                key.apply(new InvalidateGeneration(key.id(), b.generation(), "401", Duration.ofMinutes(1)));

        assertThat(answer)
                .isEqualTo(left > 0 ? new Invalidation.TooSoon(Duration.ofMillis(left)) : new Invalidation.Done());
    }

    @Test
    void claim_somethingUsableIsCurrent_itIsAnsweredAndNoLeaseIsGiven() {
        DcrCredentials a = key.saved(key.client("a").build());

        assertThat(key.apply(claim("owner", null))).isEqualTo(new Claim.Current(a));
        assertThat(key.state.claims().lease()).isNull();
    }

    @Test
    void claim_currentOneIsDead_isGrantedUponIt() {
        DcrCredentials a = key.saved(key.client("a").build());

        Claim.Granted granted = granted(claim("owner", a.generation()));

        assertThat(granted.base()).isEqualTo(a.generation());
        assertThat(granted.baseManagement()).isEqualTo(a.management().orElseThrow());
    }

    @Test
    void claim_otherHoldsTheLease_isBusyUntilItsEndAndGrantedThen() {
        granted(claim("one", null));
        key.pass(KeyHistory.LEASE.minus(MILLI));

        assertThat(key.apply(claim("two", null))).isEqualTo(new Claim.Busy(MILLI));
        key.pass(MILLI);
        granted(claim("two", null));
        assertThat(key.apply(claim("one", null))).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void claim_clockWasSetBackAnHour_leaseLastsNoLongerThanItsLife() {
        granted(claim("one", null));
        key.pass(Duration.ofHours(-1));
        key.apply(claim("two", null));

        key.pass(KeyHistory.LEASE.minus(MILLI));
        assertThat(key.apply(claim("two", null))).isInstanceOf(Claim.Busy.class);
        key.pass(MILLI);
        granted(claim("two", null));
    }

    @Test
    void claim_holderVanishedAfterItsMark_theNextIsGivenTheIntent() {
        granted(claim("one", null));
        assertThat(key.apply(new MarkIntent(key.id(), "one", REGISTER))).isTrue();
        key.pass(KeyHistory.LEASE);

        assertThat(granted(claim("two", null)).leftover()).isEqualTo(REGISTER);
        key.apply(new ReleaseLease(key.id(), "two", Outcome.of(Result.NEITHER, Effect.ACCOUNTED)));
        assertThat(granted(claim("three", null)).leftover()).isNull();
    }

    @Test
    void mark_leaseIsOver_isRefused() {
        granted(claim("one", null));
        key.pass(KeyHistory.LEASE);

        assertThat(key.apply(new MarkIntent(key.id(), "one", REGISTER))).isFalse();
        assertThat(key.state.claims().intent()).isNull();
    }

    @Test
    void claim_ceilingReached_isHeldBackUntilTheFirstLeavesTheWindow() {
        Ceiling two = new Ceiling(2, Duration.ofHours(1));
        for (int i = 0; i < 2; i++) {
            granted(claim("one", null, Purpose.REGISTER, two));
            key.apply(new MarkIntent(key.id(), "one", REGISTER));
            key.apply(new ReleaseLease(key.id(), "one", Outcome.of(Result.NEITHER, Effect.ACCOUNTED)));
        }
        key.pass(Duration.ofHours(1).minus(MILLI));

        Claim held = key.apply(claim("one", null, Purpose.REGISTER, two));

        assertThat(held).isInstanceOfSatisfying(Claim.BackOff.class, backOff -> {
            assertThat(backOff.pause()).isEqualTo(MILLI);
            assertThat(backOff.why().text()).contains("ceiling of 2");
        });
        key.pass(MILLI);
        granted(claim("one", null, Purpose.REGISTER, two));
    }

    @Test
    void release_nothingWasSent_itsMarkDoesNotCount() {
        Ceiling one = new Ceiling(1, Duration.ofHours(1));
        granted(claim("one", null, Purpose.REGISTER, one));
        key.apply(new MarkIntent(key.id(), "one", REGISTER));

        key.apply(new ReleaseLease(key.id(), "one", Outcome.of(Result.NEITHER, Effect.NONE)));

        granted(claim("two", null, Purpose.REGISTER, one));
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void claim_afterARefusal_isHeldBackUnlessAPersonAsks(Purpose purpose) {
        Reason refused = new Reason("refused", true, 400, "invalid_client_metadata");
        granted(claim("one", null));
        key.apply(new ReleaseLease(
                key.id(), "one", new Outcome(Result.FAILED, Effect.NONE, Duration.ofMinutes(5), refused, null)));
        key.pass(Duration.ofMinutes(5).minus(MILLI));

        Claim answer = key.apply(claim("two", null, purpose, Ceiling.NONE));

        if (purpose == Purpose.REGISTER) {
            assertThat(answer).isEqualTo(new Claim.BackOff(MILLI, refused));
        } else {
            assertThat(answer).isInstanceOf(Claim.Granted.class);
        }
    }

    @Test
    void release_boundToOtherMetadata_holdsNobodyElseBack() {
        granted(claim("one", null));
        key.apply(new ReleaseLease(
                key.id(),
                "one",
                new Outcome(
                        Result.FAILED,
                        Effect.NONE,
                        Duration.ofMinutes(5),
                        new Reason("refused", true, 400, null),
                        "digest of others")));

        assertThat(granted(claim("two", null)).failures()).isEqualTo(1);
    }

    @Test
    void release_leaseOfSomebodyElse_changesNothing() {
        granted(claim("one", null));
        KeyState before = key.state;

        assertThat(key.apply(new ReleaseLease(key.id(), "two", Outcome.of(Result.SUCCEEDED, Effect.NONE))))
                .isFalse();
        assertThat(key.state).isEqualTo(before);
    }

    @Test
    void heal_lostWithItsState_isCurrentAgainUnlessSomethingNewerIs() {
        DcrCredentials a = key.saved(key.client("a").build());
        DcrCredentials b = key.saved(key.client("b").build());
        key.state = KeyState.EMPTY;

        assertThat(key.apply(new HealGeneration(key.id(), b))).isEqualTo(Healed.CURRENT);
        assertThat(key.apply(new HealGeneration(key.id(), a))).isEqualTo(Healed.FORMER);
        assertThat(current()).isEqualTo(b.generation());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void heal_replyLost_isAnsweredAsTheFirstTimeAlsoIfWhatIsRememberedIsDamaged(boolean damaged) {
        DcrCredentials a = key.saved(key.client("a").build());
        key.state = KeyState.EMPTY;
        HealGeneration heal = new HealGeneration(key.id(), a);
        key.apply(heal);
        if (damaged) {
            key.state = new KeyState(key.state.generations(), key.state.claims(), List.of(), null)
                    .remember(heal.id(), "SOMETHING", key.now);
        }

        assertThat(key.apply(heal)).isEqualTo(Healed.CURRENT);
    }

    @Test
    void remove_thenHealByAReplicaThatKnowsItStill_staysRemoved() {
        DcrCredentials a = key.saved(key.client("a").build());
        key.apply(new RemoveKey(key.id()));

        assertThat(known(a).cause()).isEqualTo(Cause.REMOVED);
        assertThat(key.apply(new HealGeneration(key.id(), a))).isEqualTo(Healed.ENDED);
    }

    @Test
    void claim_clientsOutOfUse_areToBeDeletedAndThoseInUseAreNot() {
        DcrCredentials ended = key.saved(key.client("ended").build());
        key.apply(new InvalidateGeneration(key.id(), ended.generation(), "401", Duration.ZERO));
        key.saved(key.client("former").build());
        DcrCredentials dead = key.saved(key.client("current").build());

        assertThat(granted(claim("one", dead.generation())).superseded())
                .singleElement()
                .satisfies(retired -> {
                    assertThat(retired.management().clientId()).isEqualTo("ended");
                    assertThat(retired.cause()).isEqualTo(Cause.INVALIDATED);
                });
        key.apply(new SettleClient(key.id(), "ended"));
        assertThat(granted(claim("one", dead.generation())).superseded()).isEmpty();
    }

    @Test
    void amend_tokenWasRotated_isInTheRecordAndInWhatIsRemembered() {
        DcrCredentials a = key.saved(key.client("a").build());
        var rotated = management("a", "another-sample-token");

        assertThat(key.apply(new AmendManagement(key.id(), a.management().orElseThrow(), rotated)))
                .isTrue();

        assertThat(known(a).management()).isEqualTo(rotated);
        assertThat(Objects.requireNonNull(key.state.generations().current())
                        .credentials()
                        .management())
                .contains(rotated);
        assertThat(key.apply(new AmendManagement(key.id(), a.management().orElseThrow(), management("a", "third"))))
                .isFalse();
    }

    @Test
    void save_moreGenerationsThanAreRemembered_theOldestUnsettledIsHandedOver() {
        for (int i = 0; i < Generations.MOST; i++) {
            key.saved(key.client("client-" + i).build());
        }
        SaveGeneration one = key.saving(key.client("one-more").build(), current());

        Step<SaveResult> step = one.apply(key.state, new ClockReading(key.now, key.now, 0));

        assertThat(step.state().generations().list()).hasSize(Generations.MOST);
        assertThat(step.state().generations().forgotten())
                .extracting(Generation::clientId)
                .containsExactly("client-0");
    }
}

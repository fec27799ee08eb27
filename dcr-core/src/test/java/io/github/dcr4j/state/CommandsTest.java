package io.github.dcr4j.state;

import static io.github.dcr4j.state.KeyHistory.claim;
import static io.github.dcr4j.state.KeyHistory.management;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrCoordination.Retired.Cause;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each command answers, and what it leaves behind, state by state. */
class CommandsTest extends CommandsFixture {
    private Generation known(DcrCredentials credentials) {
        return Objects.requireNonNull(key.state.generations().known(credentials.generation()));
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

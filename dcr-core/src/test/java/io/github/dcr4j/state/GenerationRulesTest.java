package io.github.dcr4j.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Retired.Cause;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of what is remembered of generations, and what a command does that comes late or twice. */
class GenerationRulesTest {
    private static final Duration MILLI = Duration.ofMillis(1);

    private final KeyHistory key = new KeyHistory();

    private Generation known(String name) {
        return Objects.requireNonNull(key.state.generations().known(name));
    }

    private CurrentRecord current() {
        return Objects.requireNonNull(key.state.generations().current());
    }

    private Invalidation invalidate(String generation) {
        return key.apply(new InvalidateGeneration(key.id(), generation, "401", Duration.ZERO));
    }

    private void forgetAnswers(String id, String instead) {
        key.state = new KeyState(key.state.generations(), key.state.claims(), List.of(), null)
                .remember(id, instead, key.now);
    }

    @ParameterizedTest
    @CsvSource({"-3600, 60", "0, 900", "1, 901", "3600, 4500"})
    void save_secretEndsSoon_recordIsKeptAQuarterOfAnHourLongerAndAMinuteAtLeast(long ends, long kept) {
        key.saved(key.client("a")
                .clientSecretExpiresAt(Instant.ofEpochMilli(key.now).plusSeconds(ends))
                .build());

        assertThat(current().life().end())
                .isEqualTo(key.now + Duration.ofSeconds(kept).toMillis());
    }

    @ParameterizedTest
    @CsvSource({"900, false", "899, true"})
    void save_uponOneWhoseSecretEnded_itIsFormerWithinAQuarterOfAnHour(long later, boolean former) {
        DcrCredentials a = key.saved(key.client("a")
                .clientSecretExpiresAt(Instant.ofEpochMilli(key.now).plusSeconds(60))
                .build());
        key.pass(Duration.ofSeconds(60 + later));

        Step<SaveResult> step = key.saving(key.client("b").build(), a.generation())
                .apply(key.state, new ClockReading(key.now, key.now, 0));

        assertThat(step.state().generations().rows().keySet()).isEqualTo(former ? Set.of(a.generation()) : Set.of());
    }

    @Test
    void save_againAfterItWasInvalidated_isEnded() {
        DcrCredentials a = key.client("a").build();
        key.saved(a);
        invalidate(a.generation());

        assertThat(key.apply(key.saving(a, null))).isEqualTo(new SaveResult.Ended());
        assertThat(key.state.generations().current()).isNull();
    }

    @Test
    void save_againAfterItsRecordWasLost_isPutBackWithItsVersion() {
        DcrCredentials a = key.client("a").build();
        DcrCredentials stored = key.saved(a);
        key.state = key.state.with(key.state.generations().withCurrent(null));

        assertThat(key.apply(key.saving(a, null))).isEqualTo(new SaveResult.Saved(stored));
        assertThat(current().credentials()).isEqualTo(stored);
    }

    @Test
    void save_againAfterItWasReplaced_isSuperseded() {
        DcrCredentials a = key.client("a").build();
        key.saved(a);
        DcrCredentials b = key.saved(key.client("b").build());

        assertThat(key.apply(key.saving(a, null))).isEqualTo(new SaveResult.Superseded(b));
    }

    @Test
    void invalidate_endedBefore_isAlreadyAndKeepsItsCause() {
        DcrCredentials a = key.saved(key.client("a").build());
        key.apply(new RemoveKey(key.id()));

        assertThat(invalidate(a.generation())).isEqualTo(new Invalidation.Already());
        assertThat(known(a.generation()).cause()).isEqualTo(Cause.REMOVED);
    }

    @Test
    void remove_afterAnInvalidation_keepsItsCause() {
        DcrCredentials a = key.saved(key.client("a").build());
        invalidate(a.generation());

        key.apply(new RemoveKey(key.id()));

        assertThat(known(a.generation()).cause()).isEqualTo(Cause.INVALIDATED);
    }

    @Test
    void invalidate_formerOne_isNotCurrentAndStaysFormer() {
        DcrCredentials a = key.saved(key.client("a").build());
        key.saved(key.client("b").build());

        assertThat(invalidate(a.generation())).isEqualTo(new Invalidation.NotCurrent());
        assertThat(known(a.generation()).isFormer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void invalidate_replyLost_isAnsweredAsDoneOrAlready(boolean damaged) {
        DcrCredentials a = key.saved(key.client("a").build());
        InvalidateGeneration invalidate = new InvalidateGeneration(key.id(), a.generation(), "401", Duration.ZERO);
        assertThat(key.apply(invalidate)).isEqualTo(new Invalidation.Done());
        if (damaged) {
            forgetAnswers(invalidate.id(), "something");
        }

        assertThat(key.apply(invalidate)).isEqualTo(damaged ? new Invalidation.Already() : new Invalidation.Done());
    }

    @Test
    void invalidate_unknownOneAndNoRoom_takesThePlaceOfNothing() {
        for (int i = 0; i < Generations.MOST; i++) {
            key.saved(key.client("client-" + i).build());
        }
        List<Generation> before = key.state.generations().list();

        assertThat(invalidate("unknown")).isEqualTo(new Invalidation.NotCurrent());
        assertThat(key.state.generations().list()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"0, ENDED", "1, CURRENT"})
    void heal_unknownOneAfterARemoval_isEndedUnlessItWasRegisteredSince(long later, Healed healed) {
        key.apply(new RemoveKey(key.id()));
        key.pass(Duration.ofMillis(later));

        assertThat(key.apply(
                        new HealGeneration(key.id(), key.client("a").version(1).build())))
                .isEqualTo(healed);
    }

    @Test
    void heal_newerThanAllThatIsKnown_isCurrentAndTheOtherFormer() {
        DcrCredentials a = key.saved(key.client("a").build());
        DcrCredentials newer = key.client("b").version(a.version() + 1).build();

        assertThat(key.apply(new HealGeneration(key.id(), newer))).isEqualTo(Healed.CURRENT);
        assertThat(current().credentials()).isEqualTo(newer);
        assertThat(known(a.generation()).isFormer()).isTrue();
    }

    @Test
    void heal_recordOfTheNewestWasLost_isCurrentAgain() {
        DcrCredentials a = key.saved(key.client("a").build());
        key.state = key.state.with(key.state.generations().withCurrent(null));

        assertThat(key.apply(new HealGeneration(key.id(), a))).isEqualTo(Healed.CURRENT);
        assertThat(current().credentials()).isEqualTo(a);
    }

    @Test
    void settle_replyLostAndItsClientSavedSince_leavesWhatWasSaved() {
        DcrCredentials a = key.saved(key.client("a").build());
        SettleClient settle = new SettleClient(key.id(), "a");
        key.apply(settle);
        DcrCredentials again = key.saved(key.client("a").generation("another").build());

        assertThat(key.apply(settle)).isTrue();

        assertThat(known(a.generation()).management()).isNull();
        assertThat(known(again.generation()).management()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"a, false", "b, true"})
    void settle_clientOfAnIntent_theIntentIsSettledToo(String settled, boolean open) {
        key.apply(KeyHistory.claim("owner", null));
        key.apply(new MarkIntent(key.id(), "owner", new Intent(Intent.Call.DELETE, Instant.EPOCH, "a")));

        key.apply(new SettleClient(key.id(), settled));

        assertThat(key.state.claims().intent() != null).isEqualTo(open);
    }

    @Test
    void amend_someTimeAfterTheSave_recordKeepsItsEnd() {
        DcrCredentials a = key.saved(key.client("a")
                .clientSecretExpiresAt(Instant.ofEpochMilli(key.now).minusSeconds(1))
                .build());
        Span life = current().life();
        key.pass(MILLI);
        DcrManagement rotated = KeyHistory.management("a", "another-sample-token");

        key.apply(new AmendManagement(key.id(), a.management().orElseThrow(), rotated));

        assertThat(current().credentials().management()).contains(rotated);
        assertThat(current().life()).isEqualTo(life);
    }

    @Test
    void amend_replyLost_isAnsweredAsTheFirstTime() {
        DcrCredentials a = key.saved(key.client("a").build());
        DcrManagement rotated = KeyHistory.management("a", "another-sample-token");
        AmendManagement amend = new AmendManagement(key.id(), a.management().orElseThrow(), rotated);
        key.apply(amend);
        KeyState once = key.state;

        assertThat(key.apply(amend)).isTrue();
        assertThat(key.state).isEqualTo(once);
    }

    @Test
    void remember_moreThan128Commands_theOldestIsForgotten() {
        KeyState state = KeyState.EMPTY;
        for (int i = 0; i <= 128; i++) {
            state = state.remember("command " + i, "answer", key.now);
        }

        assertThat(state.answerOf("command 0")).isNull();
        assertThat(state.answerOf("command 1")).isEqualTo("answer");
    }

    @Test
    void keptUntil_formerGenerationAndALease_isAWeekLongerThanTheLaterOfThem() {
        DcrCredentials a = key.saved(key.client("a")
                .clientSecretExpiresAt(Instant.ofEpochMilli(key.now).plusSeconds(3_600))
                .build());

        assertThat(key.state.keptUntil(key.now))
                .isEqualTo(current().life().end() + Duration.ofDays(7).toMillis());

        key.apply(KeyHistory.claim("owner", a.generation()));
        assertThat(key.state.keptUntil(key.now))
                .isEqualTo(key.now + KeyHistory.LEASE.plusHours(24).plusDays(7).toMillis());
    }
}

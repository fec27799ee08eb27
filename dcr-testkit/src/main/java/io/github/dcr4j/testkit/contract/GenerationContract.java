package io.github.dcr4j.testkit.contract;

import static io.github.dcr4j.testkit.DcrFixtures.completeCredentials;
import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link DcrCredentialStoreContract} that is about a generation once it is saved: its change and its end.
 */
abstract class GenerationContract extends AmendContract {
    @Test
    void invalidate_current_endsIt() {
        DcrCredentials a = save("a", null);

        assertThat(peer().invalidate(KEY, a.generation(), "rejected", NO_LIMIT)).isEqualTo(new Invalidation.Done());

        assertThat(store().find(KEY)).isNull();
        assertThat(store().find(KEY, a.generation())).isNull();
        assertThat(store().refersTo(KEY, "a")).isFalse();
    }

    @Test
    void invalidate_again_isAlready() {
        DcrCredentials a = save("a", null);
        store().invalidate(KEY, a.generation(), "rejected", Duration.ofHours(1));

        assertThat(peer().invalidate(KEY, a.generation(), "rejected", Duration.ofHours(1)))
                .isEqualTo(new Invalidation.Already());
        save("b", null);
        assertThat(peer().invalidate(KEY, a.generation(), "rejected", NO_LIMIT)).isEqualTo(new Invalidation.Already());
    }

    @Test
    void invalidate_notCurrent_changesNothing() {
        assertThat(store().invalidate(KEY, "unknown", "rejected", NO_LIMIT)).isEqualTo(new Invalidation.NotCurrent());
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);

        assertThat(store().invalidate(KEY, a.generation(), "rejected", NO_LIMIT))
                .isEqualTo(new Invalidation.NotCurrent());
        assertThat(store().invalidate(KEY, "another", "rejected", NO_LIMIT)).isEqualTo(new Invalidation.NotCurrent());

        assertThat(store().find(KEY)).isEqualTo(b);
        assertThat(store().find(KEY, a.generation())).isEqualTo(a);
    }

    @Test
    void invalidate_shortlyAfterAnother_isTooSoonAndChangesNothing() {
        Duration limit = Duration.ofHours(1);
        DcrCredentials a = save("a", null);
        store().invalidate(KEY, a.generation(), "rejected", limit);
        DcrCredentials b = save("b", a);

        Invalidation result = peer().invalidate(KEY, b.generation(), "rejected", limit);

        assertThat(result)
                .isInstanceOfSatisfying(
                        Invalidation.TooSoon.class,
                        tooSoon -> assertThat(tooSoon.pause()).isBetween(limit.minusSeconds(60), limit));
        assertThat(store().find(KEY)).isEqualTo(b);
    }

    @Test
    void invalidate_someTimeAfterAnother_isDone() {
        DcrCredentials a = save("a", null);
        store().invalidate(KEY, a.generation(), "rejected", NO_LIMIT);
        DcrCredentials b = save("b", a);

        letPass(Duration.ofMillis(600));

        assertThat(peer().invalidate(KEY, b.generation(), "rejected", Duration.ofMillis(500)))
                .isEqualTo(new Invalidation.Done());
    }

    @Test
    void invalidate_anotherKeysGeneration_isNotCurrent() {
        DcrCredentials a = save("a", null);

        assertThat(store().invalidate(key("other"), a.generation(), "rejected", NO_LIMIT))
                .isEqualTo(new Invalidation.NotCurrent());
        assertThat(store().find(KEY)).isEqualTo(a);
    }

    @Test
    void invalidate_manyAtOnce_oneIsDone() {
        DcrCredentials a = save("a", null);

        List<Invalidation> results =
                atOnce(i -> () -> either(i).invalidate(KEY, a.generation(), "rejected", Duration.ofMinutes(1)));

        assertThat(results).containsOnlyOnce(new Invalidation.Done());
        assertThat(results).filteredOn(new Invalidation.Already()::equals).hasSize(THREADS - 1);
    }

    @Test
    void remove_currentAndFormer_endsBoth() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);

        peer().remove(KEY);

        assertThat(store().find(KEY)).isNull();
        assertThat(store().find(KEY, a.generation())).isNull();
        assertThat(store().find(KEY, b.generation())).isNull();
        assertThat(store().refersTo(KEY, "a")).isFalse();
        assertThat(store().refersTo(KEY, "b")).isFalse();
    }

    @Test
    void remove_againOrNothing_doesNothing() {
        DcrCredentials other = save(credentials(key("other"), "a").build(), null);

        store().remove(KEY);
        store().remove(KEY);

        assertThat(store().find(KEY)).isNull();
        assertThat(store().find(key("other"))).isEqualTo(other);
    }

    @Test
    void heal_lost_isPutBackAsItWas() {
        DcrCredentials lost = completeCredentials(KEY).version(5).build();

        assertThat(peer().heal(lost)).isEqualTo(Healed.CURRENT);

        assertThat(store().find(KEY)).isEqualTo(lost);
        assertThat(store().find(KEY, lost.generation())).isEqualTo(lost);
        assertThat(peer().heal(lost)).isEqualTo(Healed.CURRENT);
    }

    @Test
    void heal_newerThanTheCurrent_makesThatOneFormer() {
        DcrCredentials a = save("a", null);
        DcrCredentials lost = credentials(KEY, "b").version(2).build();

        assertThat(peer().heal(lost)).isEqualTo(Healed.CURRENT);

        assertThat(store().find(KEY)).isEqualTo(lost);
        assertThat(store().find(KEY, a.generation())).isEqualTo(a);
    }

    @Test
    void heal_notNewerThanTheCurrent_isKeptAsFormer() {
        DcrCredentials current = save("c", save("b", save("a", null)));
        DcrCredentials older = credentials(KEY, "older").version(2).build();
        DcrCredentials equal = credentials(KEY, "equal").version(3).build();

        assertThat(peer().heal(older)).isEqualTo(Healed.FORMER);
        assertThat(peer().heal(equal)).isEqualTo(Healed.FORMER);
        assertThat(peer().heal(equal)).isEqualTo(Healed.FORMER);

        assertThat(store().find(KEY)).isEqualTo(current);
        assertThat(store().find(KEY, older.generation())).isEqualTo(older);
        assertThat(store().find(KEY, equal.generation())).isEqualTo(equal);
        assertThat(store().refersTo(KEY, "older")).isTrue();
        assertThat(save("d", current).version()).isEqualTo(4);
    }

    @Test
    void heal_current_changesNothing() {
        DcrCredentials a = save("a", null);

        assertThat(peer().heal(a)).isEqualTo(Healed.CURRENT);

        assertThat(store().find(KEY)).isEqualTo(a);
    }

    @Test
    void heal_invalidated_isRefused() {
        DcrCredentials a = save("a", null);
        store().invalidate(KEY, a.generation(), "rejected", NO_LIMIT);

        assertThat(peer().heal(a)).isEqualTo(Healed.ENDED);

        assertThat(store().find(KEY)).isNull();
    }

    @Test
    void heal_formerWhoseSuccessorWasInvalidated_staysFormer() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);
        store().invalidate(KEY, b.generation(), "rejected", NO_LIMIT);

        assertThat(peer().heal(a)).isEqualTo(Healed.FORMER);

        assertThat(store().find(KEY)).isNull();
        assertThat(store().find(KEY, a.generation())).isEqualTo(a);
    }

    @Test
    void heal_removed_isRefused() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);
        store().remove(KEY);

        assertThat(peer().heal(a)).isEqualTo(Healed.ENDED);
        assertThat(peer().heal(b)).isEqualTo(Healed.ENDED);

        assertThat(store().find(KEY)).isNull();
    }

    @Test
    void heal_lostBeforeTheKeyWasRemoved_isRefused() {
        DcrCredentials lost = credentials(KEY, "a")
                .version(5)
                .createdAt(now().minusSeconds(60))
                .build();
        store().remove(KEY);

        assertThat(peer().heal(lost)).isEqualTo(Healed.ENDED);

        assertThat(store().find(KEY)).isNull();
    }

    @Test
    void heal_lostAfterTheKeyWasRemoved_isPutBack() {
        store().remove(KEY);
        DcrCredentials lost = credentials(KEY, "a")
                .version(5)
                .createdAt(now().plusSeconds(60))
                .build();

        assertThat(peer().heal(lost)).isEqualTo(Healed.CURRENT);

        assertThat(store().find(KEY)).isEqualTo(lost);
    }
}

package io.github.dcr4j.testkit.contract;

import static io.github.dcr4j.testkit.DcrFixtures.completeCredentials;
import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link DcrCredentialStoreContract} that is about a generation which was used before it was saved: it
 * ended meanwhile, or another one was saved first.
 */
abstract class UnsavedGenerationContract extends StoreHooks {
    static final Duration NO_LIMIT = Duration.ZERO;

    @Test
    void save_invalidatedBeforeItWasSaved_isBornEnded() {
        DcrCredentials late = credentials(KEY, "late").build();
        store().invalidate(KEY, late.generation(), "rejected", NO_LIMIT);

        assertThat(peer().save(late, null, null)).isEqualTo(new SaveResult.Ended());

        assertThat(store().find(KEY)).isNull();
        assertThat(store().find(KEY, late.generation())).isNull();
        assertThat(store().refersTo(KEY, "late")).isFalse();
        assertThat(store().invalidate(KEY, late.generation(), "rejected", NO_LIMIT))
                .isEqualTo(new Invalidation.Already());
    }

    @Test
    void save_invalidatedBeforeItWasSavedAndAnotherIsCurrent_isSuperseded() {
        DcrCredentials late = credentials(KEY, "late").build();
        store().invalidate(KEY, late.generation(), "rejected", NO_LIMIT);
        DcrCredentials current = save("a", null);

        assertThat(peer().save(late, current.generation(), null)).isEqualTo(new SaveResult.Superseded(current));

        assertThat(store().find(KEY)).isEqualTo(current);
        assertThat(current.version()).isEqualTo(1);
    }

    @Test
    void heal_invalidatedBeforeItWasSaved_isRefused() {
        DcrCredentials late = credentials(KEY, "late").build();
        store().invalidate(KEY, late.generation(), "rejected", NO_LIMIT);

        assertThat(peer().heal(late)).isEqualTo(Healed.ENDED);

        assertThat(store().find(KEY)).isNull();
        assertThat(store().find(KEY, late.generation())).isNull();
    }

    /** Else reports of unknown generations would push out what is known. */
    @Test
    void invalidate_moreUnknownNamesThanAreRemembered_pushesOutNothingThatIsKnown() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);

        for (int i = 0; i < 300; i++) {
            assertThat(store().invalidate(KEY, "unknown " + i, "rejected", NO_LIMIT))
                    .isEqualTo(new Invalidation.NotCurrent());
        }

        assertThat(peer().find(KEY)).isEqualTo(b);
        assertThat(peer().find(KEY, a.generation())).isEqualTo(a);
        DcrCredentials c = save("c", b);
        assertThat(peer().find(KEY)).isEqualTo(c);
        assertThat(peer().find(KEY, b.generation())).isEqualTo(b);
    }

    /** Callers were given it, and it could not be saved: the store never acknowledged it. */
    @Test
    void heal_neverSavedAndAnotherIsCurrent_isKeptAsFormer() {
        DcrCredentials current = save("a", null);
        DcrCredentials unsaved = completeCredentials(KEY).version(0).build();

        assertThat(peer().heal(unsaved)).isEqualTo(Healed.FORMER);
        assertThat(peer().heal(unsaved)).isEqualTo(Healed.FORMER);

        assertThat(store().find(KEY)).isEqualTo(current);
        assertThat(store().find(KEY, unsaved.generation())).isEqualTo(unsaved);
        assertThat(store().refersTo(KEY, unsaved.clientId())).isTrue();
        assertThat(save("b", current).version()).isEqualTo(2);
    }

    @Test
    void heal_neverSavedAndNothingIsKnown_isCurrentUntilAnotherIsSavedUponIt() {
        DcrCredentials unsaved = credentials(KEY, "a").version(0).build();

        assertThat(peer().heal(unsaved)).isEqualTo(Healed.CURRENT);

        assertThat(store().find(KEY)).isEqualTo(unsaved);
        DcrCredentials next = save("b", unsaved);
        assertThat(next.version()).isEqualTo(1);
        assertThat(store().find(KEY, unsaved.generation())).isEqualTo(unsaved);
    }
}

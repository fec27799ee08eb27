package io.github.dcr4j.testkit.contract;

import static io.github.dcr4j.testkit.DcrFixtures.completeCredentials;
import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What every {@link io.github.dcr4j.store.DcrCredentialStore} promises of what it keeps, as tests. A store extends
 * {@link DcrCoordinationContract}, which adds what its coordination promises.
 *
 * <p>A store that drops credentials after their secret's end must keep them for a second at least.
 */
public abstract class DcrCredentialStoreContract extends FindContract {
    /** For subclasses. */
    protected DcrCredentialStoreContract() {}

    @Test
    void find_nothingSaved_isNull() {
        assertThat(store().find(KEY)).isNull();
        assertThat(store().find(KEY, "unknown")).isNull();
    }

    @Test
    void save_first_ignoresItsVersionAndCountsFromOne() {
        DcrCredentials stored = save(credentials(KEY, "a").version(41).build(), null);

        assertThat(stored.version()).isEqualTo(1);
        assertThat(store().find(KEY)).isEqualTo(stored);
    }

    @Test
    void save_byItsDocument_keepsTheWayItCame() {
        DcrCredentials byDocument = credentials(KEY, "https://gateway.example.com/client.json")
                .management(null)
                .way(Way.DOCUMENT, "registration: its metadata document goes first")
                .build();

        DcrCredentials stored = save(byDocument, null);

        assertThat(stored.way()).isEqualTo(Way.DOCUMENT);
        assertThat(peer().find(KEY)).isEqualTo(stored);
        DcrCredentials registered = save("b", stored);
        assertThat(peer().find(KEY)).isEqualTo(registered);
        assertThat(registered.way()).isEqualTo(Way.REGISTERED);
        assertThat(peer().find(KEY, stored.generation())).isEqualTo(stored);
    }

    @Test
    void save_onTheCurrentBase_replacesIt() {
        DcrCredentials a = save("a", null);

        DcrCredentials b = save("b", a);

        assertThat(b.version()).isEqualTo(2);
        assertThat(peer().find(KEY)).isEqualTo(b);
    }

    @Test
    void save_onNoBaseWhileOneIsCurrent_isLost() {
        DcrCredentials a = save("a", null);

        SaveResult result = peer().save(credentials(KEY, "b").build(), null, null);

        assertThat(result).isEqualTo(new SaveResult.Lost(a));
        assertThat(store().find(KEY)).isEqualTo(a);
        assertThat(store().refersTo(KEY, "b")).isFalse();
    }

    @Test
    void save_onABaseThatWasReplaced_isLost() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);
        DcrCredentials late = credentials(KEY, "c").build();

        SaveResult result = peer().save(late, a.generation(), null);

        assertThat(result).isEqualTo(new SaveResult.Lost(b));
        assertThat(store().find(KEY)).isEqualTo(b);
        assertThat(store().find(KEY, late.generation())).isNull();
    }

    @Test
    void save_onABaseThatWasInvalidated_isSaved() {
        DcrCredentials a = save("a", null);
        store().invalidate(KEY, a.generation(), "rejected", NO_LIMIT);

        DcrCredentials b = save("b", a);

        assertThat(b.version()).isEqualTo(2);
        assertThat(store().find(KEY)).isEqualTo(b);
        assertThat(store().find(KEY, a.generation())).isNull();
    }

    @Test
    void save_onABaseThatWasRemoved_isSavedAndTheVersionGoesOn() {
        DcrCredentials a = save("a", null);
        store().remove(KEY);

        DcrCredentials b = save("b", a);

        assertThat(b.version()).isEqualTo(2);
        assertThat(store().find(KEY)).isEqualTo(b);
    }

    @Test
    void save_onABaseTheStoreNeverHad_isSaved() {
        DcrCredentials lost = credentials(KEY, "lost").build();

        DcrCredentials b = save("b", lost);

        assertThat(store().find(KEY)).isEqualTo(b);
    }

    @Test
    void save_afterAHeal_versionGoesOnFromTheHealed() {
        DcrCredentials healed = credentials(KEY, "a").version(7).build();
        store().heal(healed);

        assertThat(save("b", healed).version()).isEqualTo(8);
    }

    @Test
    void save_again_answersAsTheFirstTime() {
        DcrCredentials next = credentials(KEY, "a").build();
        DcrCredentials stored = save(next, null);

        SaveResult again = peer().save(next, null, null);

        assertThat(again).isEqualTo(new SaveResult.Saved(stored));
        assertThat(store().find(KEY)).isEqualTo(stored);
    }

    @Test
    void save_againAfterItWasReplaced_isSuperseded() {
        DcrCredentials next = credentials(KEY, "a").build();
        DcrCredentials b = save("b", save(next, null));

        SaveResult again = peer().save(next, null, null);

        assertThat(again).isEqualTo(new SaveResult.Superseded(b));
        assertThat(store().find(KEY)).isEqualTo(b);
    }

    @Test
    void save_againAfterItWasInvalidated_doesNotBringItBack() {
        DcrCredentials next = credentials(KEY, "a").build();
        save(next, null);
        store().invalidate(KEY, next.generation(), "rejected", NO_LIMIT);

        SaveResult again = peer().save(next, null, null);

        assertThat(again).isEqualTo(new SaveResult.Ended());
        assertThat(store().find(KEY)).isNull();
        assertThat(store().find(KEY, next.generation())).isNull();
    }

    @Test
    void save_againAfterItWasInvalidatedAndReplaced_isSuperseded() {
        DcrCredentials next = credentials(KEY, "a").build();
        save(next, null);
        store().invalidate(KEY, next.generation(), "rejected", NO_LIMIT);
        DcrCredentials b = save("b", null);

        assertThat(peer().save(next, null, null)).isEqualTo(new SaveResult.Superseded(b));
    }

    @Test
    void save_againAfterItWasRemoved_doesNotBringItBack() {
        DcrCredentials next = credentials(KEY, "a").build();
        save(next, null);
        store().remove(KEY);

        assertThat(peer().save(next, null, null)).isEqualTo(new SaveResult.Ended());
        assertThat(store().find(KEY)).isNull();
    }

    @Test
    void save_againOfAFormerWhoseSuccessorEnded_doesNotBringItBack() {
        DcrCredentials next = credentials(KEY, "a").build();
        DcrCredentials stored = save(next, null);
        DcrCredentials b = save("b", stored);
        store().invalidate(KEY, b.generation(), "rejected", NO_LIMIT);

        assertThat(peer().save(next, null, null)).isEqualTo(new SaveResult.Ended());
        assertThat(store().find(KEY)).isNull();
    }

    @Test
    void save_manyAtOnceOnOneBase_oneIsSavedAndTheOthersAreGivenIt() {
        DcrCredentials base = save("base", null);

        List<SaveResult> results =
                atOnce(i -> () -> either(i).save(credentials(KEY, "client-" + i).build(), base.generation(), null));

        DcrCredentials winner = Objects.requireNonNull(store().find(KEY));
        assertThat(winner.version()).isEqualTo(2);
        assertThat(results).containsOnlyOnce(new SaveResult.Saved(winner));
        assertThat(results).filteredOn(new SaveResult.Lost(winner)::equals).hasSize(THREADS - 1);
    }

    @Test
    void save_manyAtOnceOnNoBase_oneIsSaved() {
        List<SaveResult> results =
                atOnce(i -> () -> either(i).save(credentials(KEY, "client-" + i).build(), null, null));

        assertThat(results).filteredOn(SaveResult.Saved.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(SaveResult.Lost.class::isInstance).hasSize(THREADS - 1);
    }

    /** What can be built can be written, and what is written can be read: there is one limit. */
    @Test
    void save_largestCredentials_areFound() {
        String quotes = "\\\"".repeat(128 * 1024 - 500);
        DcrCredentials largest = save(
                completeCredentials(KEY)
                        .redirectUris(List.of())
                        .scopes(List.of())
                        .registeredMetadata(quotes)
                        .build(),
                null);

        assertThat(peer().find(KEY)).isEqualTo(largest);
        assertThat(peer().find(KEY, largest.generation())).isEqualTo(largest);
    }

    @Test
    void close_twice_doesNothingMore() {
        store().close();
        store().close();
    }
}

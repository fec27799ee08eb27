package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCredentialStore.Evicted;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the generations of a key beyond those that are remembered; see also the contract. */
class GenerationLimitTest {
    private static final DcrKey KEY = key("openid");

    private final MemoryDcrCredentialStore store =
            MemoryDcrCredentialStore.builder().clock(new ManualClock()).build();

    private List<DcrCredentials> save(int count) {
        List<DcrCredentials> saved = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DcrCredentials next = credentials(KEY, "client-" + i).build();
            store.save(next, i == 0 ? null : saved.get(i - 1).generation(), null);
            saved.add(next);
        }
        return saved;
    }

    @Test
    void save_258FormerGenerationsThatNeverExpire_theOldestAreHandedOver() {
        List<DcrCredentials> saved = save(258);

        assertThat(store.takeEvicted()).extracting(Evicted::clientId).containsExactly("client-0", "client-1");
        assertThat(store.find(KEY, saved.get(1).generation())).isNull();
        assertThat(store.find(KEY, saved.get(2).generation())).isNotNull();
    }

    @Test
    void save_oneOfWhichOnlyTheNameIsLeft_isForgottenFirst() {
        List<DcrCredentials> saved = save(2);
        store.invalidate(KEY, saved.get(1).generation(), "rejected", Duration.ZERO);
        store.coordination(DcrClock.system()).settled(KEY, "client-1");
        DcrCredentials last = null;
        for (int i = 2; i < 257; i++) {
            DcrCredentials next = credentials(KEY, "client-" + i).build();
            store.save(next, last == null ? null : last.generation(), null);
            last = next;
        }

        assertThat(store.takeEvicted()).isEmpty();
        assertThat(store.find(KEY, saved.get(0).generation())).isNotNull();
    }

    @Test
    void heal_moreLostGenerationsThanAreRemembered_staysWithinTheBound() {
        save(2);
        for (int i = 0; i < 300; i++) {
            store.heal(credentials(KEY, "lost-" + i).version(1).build());
        }

        assertThat(store.takeEvicted()).hasSize(2 + 300 - 256);
    }
}

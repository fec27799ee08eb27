package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import io.github.dcr4j.testkit.RecordedEvents;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;

/**
 * Two replicas by one clock on one shared store, in which the tests also do what other replicas do: one whose checks
 * run when the test says so, and one whose checks run at once.
 */
@Timeout(600)
abstract class NearCacheFixture {
    static final DcrKey KEY = key("openid");
    static final Duration SOFT = Duration.ofSeconds(30);
    static final Duration HARD = Duration.ofMinutes(5);
    static final Duration RETRY = Duration.ofSeconds(1);

    final ManualClock clock = new ManualClock();
    final MapDcrCredentialStore shared = new MapDcrCredentialStore(clock);
    final RecordedEvents events = new RecordedEvents();
    final Deque<Runnable> background = new ArrayDeque<>();
    final NearCache cache = settings().executor(background::add).build();
    final NearCache checkingAtOnce = settings().executor(Runnable::run).build();

    private NearCacheBuilder settings() {
        return NearCache.builder(shared).clock(clock).listener(events);
    }

    /** Saves in the shared store, as another replica does. */
    final DcrCredentials saveElsewhere(String clientId, @Nullable DcrCredentials base) {
        return saveElsewhere(credentials(KEY, clientId).build(), base);
    }

    final DcrCredentials saveElsewhere(DcrCredentials next, @Nullable DcrCredentials base) {
        SaveResult result = shared.save(next, base == null ? null : base.generation(), null);
        assertThat(result).isInstanceOf(SaveResult.Saved.class);
        return ((SaveResult.Saved) result).stored();
    }

    /** Saves a first generation elsewhere and lets both caches read it. */
    final DcrCredentials known(String clientId) {
        DcrCredentials stored = saveElsewhere(clientId, null);
        assertThat(cache.find(KEY)).isEqualTo(stored);
        assertThat(checkingAtOnce.find(KEY)).isEqualTo(stored);
        return stored;
    }

    final void runBackground() {
        for (Runnable work = background.poll(); work != null; work = background.poll()) {
            work.run();
        }
    }

    final int reads() {
        return shared.faults().calls(StoreOperation.FIND);
    }

    final int calls(StoreOperation operation) {
        return shared.faults().calls(operation);
    }

    final List<DcrEvent.ServedWithoutStore> servedWithoutStore() {
        return events.of(DcrEvent.ServedWithoutStore.class);
    }
}

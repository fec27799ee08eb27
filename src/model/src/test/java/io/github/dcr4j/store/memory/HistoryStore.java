package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrCredentialStore.SaveResult;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrLease;
import io.github.dcr4j.InProcessCoordination;
import io.github.dcr4j.model.Clients;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The memory store without its caches, which would take the checker minutes: the same history and the same coordination,
 * under the lock of a map. Of one key. Thread-safe.
 */
final class HistoryStore implements InProcessCoordination.Backing {
    private final ConcurrentHashMap<DcrKey, KeyHistory> histories = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable DcrCredentials> record = new AtomicReference<>();
    private final DcrClock clock;
    private final InProcessCoordination claims;

    HistoryStore(DcrClock clock) {
        this.clock = clock;
        claims = new InProcessCoordination(this, clock);
    }

    DcrCoordination coordination() {
        return claims;
    }

    @Nullable
    DcrCredentials current() {
        return record.get();
    }

    SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        return on(history -> {
            SaveResult result = history.save(next, base);
            if (result instanceof SaveResult.Saved) {
                claims.saved(next.key(), lease);
            } else if (lease != null) {
                claims.lost(lease);
            }
            return result;
        });
    }

    void invalidate(String generation) {
        on(history -> history.invalidate(generation, Duration.ZERO));
    }

    @Override
    public InProcessCoordination.Known look(DcrKey key) {
        return on(KeyHistory::look);
    }

    @Override
    public void settled(DcrKey key, String clientId) {
        throw new UnsupportedOperationException("nothing here is deleted");
    }

    private <T> T on(Function<KeyHistory, T> step) {
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        histories.compute(Clients.KEY, (key, known) -> {
            KeyHistory history = known == null ? new KeyHistory() : known;
            history.begin(record.get(), Moment.of(clock));
            result.set(step.apply(history));
            record.set(history.leave());
            return history;
        });
        return Objects.requireNonNull(result.get());
    }
}

package io.github.dcr4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What a backend provides to be tested, and what the contracts share. */
abstract class StoreHooks {
    static final int THREADS = 16;
    static final DcrKey KEY = DcrFixtures.key("openid", "profile");

    /** Returns the store under test: empty at the beginning of each test, the same one throughout it. */
    protected abstract DcrCredentialStore store();

    /**
     * Returns another handle on the backend of {@code store}, as another replica has it. A store that lives in one
     * process returns the store itself.
     */
    protected abstract DcrCredentialStore peer();

    /**
     * Lets {@code time}, at most four seconds, pass for the store and for {@code clock}: by advancing a clock, or
     * where the backend has a clock of its own by waiting that long.
     */
    protected abstract void letPass(Duration time);

    /** Returns the clock by which the store lives. */
    protected abstract DcrClock clock();

    final Instant now() {
        return Instant.ofEpochMilli(clock().millis());
    }

    /** Saves a new generation that must be accepted, and returns it as stored. */
    final DcrCredentials save(String clientId, @Nullable DcrCredentials base) {
        return save(DcrFixtures.credentials(KEY, clientId).build(), base);
    }

    final DcrCredentials save(DcrCredentials next, @Nullable DcrCredentials base) {
        SaveResult result = store().save(next, base == null ? null : base.generation(), null);

        assertThat(result).isInstanceOf(SaveResult.Saved.class);
        return ((SaveResult.Saved) result).stored();
    }

    /** Returns credentials whose secret expires {@code life} from now, which may be in the past. */
    final DcrCredentialsBuilder expiringIn(Duration life, String clientId) {
        return DcrFixtures.credentials(KEY, clientId).clientSecretExpiresAt(now().plus(life));
    }

    static DcrManagement managementOf(DcrCredentials credentials) {
        return credentials.management().orElseThrow();
    }

    /** Runs {@code call} on many threads at once, every other one on the peer, and returns what they returned. */
    final <T> List<T> atOnce(IntFunction<Callable<T>> call) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Callable<T> mine = call.apply(i);
                running.add(threads.submit(() -> {
                    start.await(3, TimeUnit.MINUTES);
                    return mine.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get(3, TimeUnit.MINUTES));
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a concurrent call failed", e);
        } finally {
            threads.shutdownNow();
        }
    }

    final DcrCredentialStore either(int i) {
        return i % 2 == 0 ? store() : peer();
    }
}

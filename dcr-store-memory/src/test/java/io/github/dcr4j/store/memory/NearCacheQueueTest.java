package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import io.github.dcr4j.testkit.RecordedEvents;
import io.github.dcr4j.testkit.StoreOperation;
import io.github.dcr4j.testkit.StoreStall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks that wait for a thread of the near cache: their time there is not the store's. */
@Timeout(600)
class NearCacheQueueTest {
    private static final Duration SOFT = Duration.ofSeconds(30);
    private static final Duration HARD = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int KEYS = 5_000;

    private final ManualClock clock = new ManualClock();
    private final MapDcrCredentialStore shared = new MapDcrCredentialStore(clock);
    private final RecordedEvents events = new RecordedEvents();
    private final Queue<Runnable> places = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final NearCache cache = NearCache.builder(shared)
            .clock(clock)
            .listener(events)
            .executor(places::add)
            .build();

    @AfterEach
    void close() {
        shared.faults().repair();
        threads.shutdownNow();
        cache.close();
    }

    private List<DcrCredentials> know(int keys) {
        List<DcrCredentials> known = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            DcrCredentials next =
                    credentials(key("scope-" + i), "client-" + i).version(1).build();
            cache.save(next, null, null);
            known.add(next);
        }
        return known;
    }

    private void runPlaces() {
        for (Runnable place = places.poll(); place != null; place = places.poll()) {
            place.run();
        }
    }

    private int reads() {
        return shared.faults().calls(StoreOperation.FIND);
    }

    private Future<@Nullable DcrCredentials> findBeside(DcrKey key) {
        return threads.submit(() -> cache.find(key));
    }

    @Test
    void find_fiveThousandKeysDueAtOnce_reportsNoneAndChecksEachOnce() {
        List<DcrCredentials> known = know(KEYS);
        clock.advance(SOFT);
        known.forEach(each -> assertThat(cache.find(each.key())).isEqualTo(each));

        clock.advance(Duration.ofSeconds(2)); // in the queue
        known.forEach(each -> assertThat(cache.find(each.key())).isEqualTo(each));
        runPlaces();

        assertThat(events.of(DcrEvent.ServedWithoutStore.class)).isEmpty();
        assertThat(reads()).isEqualTo(KEYS);
        clock.advance(SOFT.minusNanos(1));
        known.forEach(each -> assertThat(cache.find(each.key())).isEqualTo(each));
        assertThat(places).isEmpty();
    }

    @Test
    void find_inTheQueueUntilTheHardAge_isCheckedBeforeUseAndServesNothingStale() throws Exception {
        List<DcrCredentials> known = know(100);
        clock.advance(SOFT);
        known.forEach(each -> cache.find(each.key()));
        DcrCredentials last = known.get(99);
        shared.invalidate(last.key(), last.generation(), "rejected", Duration.ZERO);
        clock.advance(HARD);

        Future<@Nullable DcrCredentials> answer = findBeside(last.key());
        await().atMost(LONGEST).until(() -> isWaiting());
        Objects.requireNonNull(places.poll()).run();

        assertThat(answer.get(3, TimeUnit.MINUTES)).isNull();
        assertThat(reads()).isEqualTo(1); // the caller's check went first
        runPlaces();
        assertThat(reads()).isEqualTo(100);
        assertThat(events.of(DcrEvent.ServedWithoutStore.class)).isEmpty();
    }

    private boolean isWaiting() {
        return !clock.pendingWaits().isEmpty();
    }

    @Test
    void find_turnDoesNotComeWithinTheTimeout_servesTheLastKnownGoodAndReportsNothing() throws Exception {
        DcrCredentials known = know(1).get(0);
        clock.advance(HARD);

        Future<@Nullable DcrCredentials> answer = findBeside(known.key());
        await().atMost(LONGEST).until(() -> isWaiting());
        clock.advance(TIMEOUT);

        assertThat(answer.get(3, TimeUnit.MINUTES)).isEqualTo(known);
        assertThat(events.all()).isEmpty();
        runPlaces();
        assertThat(cache.find(known.key())).isEqualTo(known);
        assertThat(reads()).isEqualTo(1);
    }

    @Test
    void find_behindChecksThatHang_countsAsTheStore() throws Exception {
        List<DcrCredentials> known = know(4);
        clock.advance(HARD);
        StoreStall stall = shared.faults().stall(StoreOperation.FIND);
        Future<@Nullable DcrCredentials> first = findBeside(known.get(0).key());
        await().atMost(LONGEST).until(() -> !places.isEmpty());
        threads.execute(Objects.requireNonNull(places.poll()));
        stall.awaitArrival(LONGEST);
        clock.advance(TIMEOUT);
        assertThat(first.get(3, TimeUnit.MINUTES)).isEqualTo(known.get(0));

        for (int i = 1; i < 3; i++) {
            Future<@Nullable DcrCredentials> behind = findBeside(known.get(i).key());
            await().atMost(LONGEST).until(() -> isWaiting());
            clock.advance(TIMEOUT);
            assertThat(behind.get(3, TimeUnit.MINUTES)).isEqualTo(known.get(i));
        }

        assertThat(events.of(DcrEvent.ServedWithoutStore.class)).hasSize(3);
        assertThat(cache.find(known.get(3).key())).isEqualTo(known.get(3)); // away by now: no caller waits
        stall.release();
    }
}

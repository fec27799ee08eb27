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
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits for a check of the near cache, for which one, and how long; on its own threads. */
class NearCacheWaitTest {
    private static final DcrKey KEY = key("openid");
    private static final Duration HARD = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int CALLERS = 64;

    private final ManualClock clock = new ManualClock();
    private final MapDcrCredentialStore shared = new MapDcrCredentialStore(clock);
    private final RecordedEvents events = new RecordedEvents();
    private final NearCache cache =
            NearCache.builder(shared).clock(clock).listener(events).build();
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private DcrCredentials a = credentials(KEY, "a").version(1).build();

    @BeforeEach
    void know() {
        cache.save(a, null, null);
        clock.advance(HARD);
    }

    @AfterEach
    void close() {
        shared.faults().repair();
        callers.shutdownNow();
        cache.close();
    }

    @Test
    void find_manyPastTheHardAge_waitForOneCheck() throws Exception {
        DcrCredentials b = replaceElsewhere();
        CyclicBarrier start = new CyclicBarrier(CALLERS);
        List<Future<@Nullable DcrCredentials>> answers = new ArrayList<>();

        for (int i = 0; i < CALLERS; i++) {
            answers.add(callers.submit(() -> {
                start.await(3, TimeUnit.MINUTES);
                return cache.find(KEY);
            }));
        }

        for (Future<@Nullable DcrCredentials> answer : answers) {
            assertThat(answer.get(3, TimeUnit.MINUTES)).isEqualTo(b);
        }
        assertThat(reads()).isEqualTo(1);
    }

    @Test
    void find_storeStalls_waitsNoLongerThanTheTimeoutAndServesTheLastKnownGood() throws Exception {
        StoreStall stall = shared.faults().stall(StoreOperation.FIND);
        Future<@Nullable DcrCredentials> answer = callers.submit(() -> cache.find(KEY));
        stall.awaitArrival(LONGEST);

        clock.advance(TIMEOUT.minusNanos(1));
        assertThat(answer).isNotDone();
        clock.advance(Duration.ofNanos(1));

        assertThat(answer.get(3, TimeUnit.MINUTES)).isEqualTo(a);
        assertThat(events.all()).containsExactly(new DcrEvent.ServedWithoutStore(KEY, a.generation()));
    }

    @Test
    void find_storeStillStalls_waitsForNoFurtherCheck() throws Exception {
        StoreStall stall = shared.faults().stall(StoreOperation.FIND);
        Future<@Nullable DcrCredentials> first = callers.submit(() -> cache.find(KEY));
        stall.awaitArrival(LONGEST);
        clock.advance(TIMEOUT);
        first.get(3, TimeUnit.MINUTES);

        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofSeconds(10));
            assertThat(cache.find(KEY)).isEqualTo(a);
        }

        assertThat(reads()).isEqualTo(1);
        assertThat(events.all()).hasSize(1);
    }

    @Test
    void find_stallEndsAfterTheTimeout_isTakenOverAllTheSame() throws Exception {
        DcrCredentials b = replaceElsewhere();
        StoreStall stall = shared.faults().stall(StoreOperation.FIND);
        Future<@Nullable DcrCredentials> first = callers.submit(() -> cache.find(KEY));
        stall.awaitArrival(LONGEST);
        clock.advance(TIMEOUT);
        assertThat(first.get(3, TimeUnit.MINUTES)).isEqualTo(a);

        stall.release();

        await().atMost(LONGEST).untilAsserted(() -> assertThat(cache.find(KEY)).isEqualTo(b));
        assertThat(reads()).isEqualTo(1);
    }

    @Test
    void find_invalidatedHereWhileACheckStalls_isNotBroughtBackByIt() throws Exception {
        StoreStall stall = shared.faults().stall(StoreOperation.FIND);
        Future<@Nullable DcrCredentials> waiting = callers.submit(() -> cache.find(KEY));
        stall.awaitArrival(LONGEST);

        cache.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        stall.release();

        assertThat(waiting.get(3, TimeUnit.MINUTES)).isNull();
        assertThat(cache.find(KEY)).isNull();
        assertThat(shared.faults().calls(StoreOperation.HEAL)).isLessThanOrEqualTo(1);
        assertThat(shared.find(KEY)).isNull();
    }

    /** What was known is no absence. */
    @Test
    void close_callerWaitsForACheckThatStalls_isServedTheLastKnownGoodAtOnce() throws Exception {
        StoreStall stall = shared.faults().stall(StoreOperation.FIND);
        Future<@Nullable DcrCredentials> waiting = callers.submit(() -> cache.find(KEY));
        stall.awaitArrival(LONGEST);

        cache.close();

        assertThat(waiting.get(3, TimeUnit.MINUTES)).isEqualTo(a);
        stall.release();
    }

    @Test
    void find_callerInterrupted_isServedAndStaysInterrupted() throws Exception {
        StoreStall stall = shared.faults().stall(StoreOperation.FIND);
        Future<Boolean> interrupted = callers.submit(() -> {
            Thread.currentThread().interrupt();
            return a.equals(cache.find(KEY)) && Thread.interrupted();
        });

        assertThat(interrupted.get(3, TimeUnit.MINUTES)).isTrue();
        stall.release();
    }

    @Test
    void find_executorTakesNoMore_servesTheLastKnownGood() {
        ExecutorService ended = Executors.newSingleThreadExecutor();
        NearCache other = NearCache.builder(shared).clock(clock).executor(ended).build();
        other.find(KEY);
        ended.shutdown();
        clock.advance(HARD);

        assertThat(other.find(KEY)).isEqualTo(a);
    }

    private DcrCredentials replaceElsewhere() {
        DcrCredentials b = credentials(KEY, "b").build();
        shared.save(b, a.generation(), null);
        return b.toBuilder().version(2).build();
    }

    private int reads() {
        return shared.faults().calls(StoreOperation.FIND);
    }
}

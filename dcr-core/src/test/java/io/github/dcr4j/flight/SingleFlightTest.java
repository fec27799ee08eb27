package io.github.dcr4j.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.resolver.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
    private static final String SERVER = "idp.example.com";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SingleFlight flights = on(threads);
    private final DcrCredentials credentials = Samples.credentials().build();
    private final DcrKey key = credentials.key();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static SingleFlight on(Executor executor) {
        return new SingleFlight(new PerServerLimiter(executor, DcrClock.system(), 4, 64, 100));
    }

    private static CompletableFuture<DcrCredentials> join(
            SingleFlight flights, DcrKey key, Supplier<DcrCredentials> work) {
        return flights.join(SERVER, key, place -> new Stretch.Landed(work.get()));
    }

    private static DcrCredentials outcome(CompletableFuture<DcrCredentials> flight) throws Exception {
        return flight.get(3, TimeUnit.MINUTES);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(3, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void join_tenThousandAtOnce_oneRun() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch landing = new CountDownLatch(1);
        Set<CompletableFuture<DcrCredentials>> joined = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Void>> joiners = new ArrayList<>();

        for (int thread = 0; thread < 20; thread++) {
            joiners.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < 500; i++) {
                            joined.add(join(flights, key, () -> {
                                runs.incrementAndGet();
                                await(landing);
                                return credentials;
                            }));
                        }
                    },
                    threads));
        }
        CompletableFuture.allOf(joiners.toArray(CompletableFuture[]::new)).get(3, TimeUnit.MINUTES);
        landing.countDown();

        assertThat(joined).hasSize(1);
        assertThat(outcome(joined.iterator().next())).isSameAs(credentials);
        assertThat(runs).hasValue(1);
    }

    @Test
    void join_otherKey_fliesBeside() throws Exception {
        CountDownLatch landing = new CountDownLatch(1);
        CompletableFuture<DcrCredentials> slow = join(flights, key, () -> {
            await(landing);
            return credentials;
        });
        DcrKey otherKey = DcrKey.builder("other", "https://idp.example.com").build();
        DcrCredentials other = Samples.credentials(otherKey).build();

        assertThat(outcome(join(flights, otherKey, () -> other))).isSameAs(other);
        assertThat(slow).isNotDone();
        landing.countDown();
        assertThat(outcome(slow)).isSameAs(credentials);
    }

    @Test
    void join_workThrowsAnError_endsTheFlightAndFreesTheKey() throws Exception {
        Error error = new StackOverflowError("for the test");
        CompletableFuture<DcrCredentials> failed = join(flights, key, () -> {
            throw error;
        });

        assertThatThrownBy(() -> outcome(failed))
                .isInstanceOf(ExecutionException.class)
                .hasCause(error);
        assertThat(flights.running()).isEmpty();
        assertThat(outcome(join(flights, key, () -> credentials))).isSameAs(credentials);
    }

    @Test
    void join_seenFailed_theNextOneStartsAnew() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<DcrCredentials> flight = join(flights, key, () -> {
                runs.incrementAndGet();
                throw new IllegalStateException("for the test");
            });
            assertThatThrownBy(() -> outcome(flight)).isInstanceOf(ExecutionException.class);
        }

        assertThat(runs).hasValue(200);
    }

    @Test
    void join_executorRejects_failsAndFreesTheKey() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        SingleFlight flying = on(work -> {
            if (asked.getAndIncrement() == 0) {
                throw new RejectedExecutionException("full");
            }
            work.run();
        });

        assertThatThrownBy(() -> outcome(join(flying, key, () -> credentials)))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("executor");
        assertThat(flying.running()).isEmpty();
        assertThat(outcome(join(flying, key, () -> credentials))).isSameAs(credentials);
    }

    @Test
    void join_executorOutOfThreads_failsAndFreesTheKey() throws Exception {
        Error error = new OutOfMemoryError("unable to create native thread");
        AtomicInteger asked = new AtomicInteger();
        SingleFlight flying = on(work -> {
            if (asked.getAndIncrement() == 0) {
                throw error;
            }
            work.run();
        });

        assertThatThrownBy(() -> outcome(join(flying, key, () -> credentials))).hasCause(error);
        assertThat(flying.running()).isEmpty();
        assertThat(outcome(join(flying, key, () -> credentials))).isSameAs(credentials);
    }

    @Test
    void join_executorRunsInline_works() throws Exception {
        SingleFlight inline = on(Runnable::run);

        assertThat(outcome(join(inline, key, () -> credentials))).isSameAs(credentials);
        assertThat(inline.running()).isEmpty();
    }

    @Test
    void running_whileFlying_namesTheFlight() {
        CountDownLatch landing = new CountDownLatch(1);
        CompletableFuture<DcrCredentials> flight = join(flights, key, () -> {
            await(landing);
            return credentials;
        });

        assertThat(flights.running()).containsExactly(flight);
        landing.countDown();
    }
}

package io.github.dcr4j.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PerServerLimiterTest extends PerServerLimiterFixture {
    @Test
    void execute_moreThanTheMost_waitWithoutAThreadAndRunInOrder() {
        Queue<Runnable> threads = new ConcurrentLinkedQueue<>();
        PerServerLimiter lines = new PerServerLimiter(threads::add, clock, 2, 64, 100);
        for (int i = 0; i < 5; i++) {
            lines.execute("a", work("a" + i));
        }
        lines.execute("b", work("b0"));

        assertThat(threads).as("two at a, one at b").hasSize(3);
        threads.remove().run();

        assertThat(done).containsExactly("a0", "a2", "a3", "a4");
        threads.remove().run();
        threads.remove().run();
        assertThat(done).containsExactly("a0", "a2", "a3", "a4", "a1", "b0");
        assertThat(lines.size()).isZero();
    }

    @Test
    void execute_executorClosed_everybodyIsTold() {
        List<Runnable> behind = new ArrayList<>();
        PerServerLimiter lines = new PerServerLimiter(
                run -> {
                    behind.forEach(Runnable::run);
                    throw new RejectedExecutionException("closed");
                },
                clock,
                1,
                64,
                100);
        behind.add(() -> {
            behind.clear();
            lines.execute("a", work("second"));
        });

        lines.execute("a", work("first"));

        assertThat(refused).containsExactly("first", "second");
        assertThat(done).isEmpty();
        assertThat(lines.size()).isZero();
    }

    @Test
    void execute_fromManyThreads_allRunAndNeverMoreThanTheMost() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            PerServerLimiter lines = new PerServerLimiter(threads, clock, 3, 64, 10_000);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            int works = 4_000;
            CountDownLatch ran = new CountDownLatch(works);
            for (int thread = 0; thread < 8; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < works / 8; i++) {
                        lines.execute("a", new Work() {
                            @Override
                            public @Nullable Duration run(Place place) {
                                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                Thread.onSpinWait();
                                running.decrementAndGet();
                                ran.countDown();
                                return null;
                            }

                            @Override
                            public void notStarted(Throwable why) {
                                throw new AssertionError(why);
                            }
                        });
                    }
                });
            }

            assertThat(ran.await(3, TimeUnit.MINUTES)).isTrue();
            assertThat(most.get()).isBetween(1, 3);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Work that pauses for a second and then ends. */
    private final class Pausing implements Work {
        private final String name;
        private int runs;

        Pausing(String name) {
            this.name = name;
        }

        @Override
        public @Nullable Duration run(Place place) {
            runs++;
            done.add(name + runs);
            return runs == 1 ? Duration.ofSeconds(1) : null;
        }

        @Override
        public void notStarted(Throwable why) {
            refused.add(name + why.getClass().getSimpleName());
        }
    }

    @Test
    void execute_workPauses_itsPlaceIsFreeUntilItGoesOn() {
        PerServerLimiter lines = new PerServerLimiter(Runnable::run, clock, 1, 1, 100);
        lines.execute("a", new Pausing("waits"));
        lines.execute("a", work("second"));

        assertThat(done).containsExactly("waits1", "second");
        clock.advance(Duration.ofSeconds(1));
        assertThat(done).containsExactly("waits1", "second", "waits2");
        assertThat(lines.size()).isZero();
    }

    @Test
    void execute_everyPlaceIsTakenAtServersThatNeverAnswer_eachServerHasItsTurn() {
        Queue<Runnable> threads = new ConcurrentLinkedQueue<>();
        PerServerLimiter lines = new PerServerLimiter(threads::add, clock, 4, 8, 100);
        for (int server = 0; server < 5; server++) {
            for (int i = 0; i < 6; i++) {
                lines.execute("silent" + server, work("silent" + server));
            }
        }
        lines.execute("good", work("good"));

        assertThat(threads).as("half for the first, the rest for others").hasSize(8);
        assertThat(done).isEmpty();
        threads.remove().run();
        assertThat(done.indexOf("good"))
                .as("before the second of a server that has one")
                .isBetween(1, 2);
    }

    @Test
    void execute_placesInAll_areNeverExceeded() {
        Queue<Runnable> threads = new ConcurrentLinkedQueue<>();
        PerServerLimiter lines = new PerServerLimiter(threads::add, clock, 4, 8, 10_000);

        for (int server = 0; server < 300; server++) {
            for (int i = 0; i < 6; i++) {
                lines.execute("silent" + server, work("w"));
            }
        }

        assertThat(threads).hasSize(8);
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
        assertThat(done).hasSize(1_800);
        assertThat(lines.size()).isZero();
    }

    @Test
    void execute_moreThanMayWait_failsAtOnce() {
        Queue<Runnable> threads = new ConcurrentLinkedQueue<>();
        PerServerLimiter lines = new PerServerLimiter(threads::add, clock, 1, 1, 1);
        List<Throwable> failures = new ArrayList<>();
        lines.execute("a", work("runs"));
        lines.execute("a", work("waits"));
        lines.execute("b", new Work() {
            @Override
            public @Nullable Duration run(Place place) {
                throw new AssertionError("was not to be run");
            }

            @Override
            public void notStarted(Throwable why) {
                failures.add(why);
            }
        });

        assertThat(failures)
                .singleElement()
                .isInstanceOfSatisfying(
                        DcrException.class, why -> assertThat(why.retryable()).isTrue());
        threads.remove().run();
        assertThat(done).containsExactly("runs", "waits");
    }

    @Test
    void close_someWaitAndSomePause_allEndAtOnceAndNothingPausesOn() {
        Queue<Runnable> threads = new ConcurrentLinkedQueue<>();
        PerServerLimiter lines = new PerServerLimiter(threads::add, clock, 1, 64, 100);
        lines.execute("a", new Pausing("pauses"));
        threads.remove().run();
        lines.execute("b", work("runs"));
        lines.execute("b", new Pausing("waits"));

        lines.close();
        lines.execute("c", new Pausing("late"));

        assertThat(refused)
                .containsExactlyInAnyOrder(
                        "pausesDcrClosedException", "waitsDcrClosedException", "lateDcrClosedException");
        assertThat(clock.pending()).isZero();
        threads.remove().run();
        assertThat(done).containsExactly("pauses1", "runs");
        assertThat(lines.size()).isZero();
    }
}

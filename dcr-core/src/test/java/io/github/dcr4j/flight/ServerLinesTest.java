package io.github.dcr4j.flight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServerLinesTest {
    private final List<String> done = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private ServerLines.Work work(String name) {
        return new ServerLines.Work() {
            @Override
            public void run() {
                done.add(name);
            }

            @Override
            public void notStarted(Throwable why) {
                refused.add(name);
            }
        };
    }

    @Test
    void execute_moreThanTheMost_waitWithoutAThreadAndRunInOrder() {
        Queue<Runnable> threads = new ArrayDeque<>();
        ServerLines lines = new ServerLines(threads::add, 2);
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
        ServerLines lines = new ServerLines(
                run -> {
                    behind.forEach(Runnable::run);
                    throw new RejectedExecutionException("closed");
                },
                1);
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
            ServerLines lines = new ServerLines(threads, 3);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            int works = 4_000;
            CountDownLatch ran = new CountDownLatch(works);
            for (int thread = 0; thread < 8; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < works / 8; i++) {
                        lines.execute("a", new ServerLines.Work() {
                            @Override
                            public void run() {
                                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                Thread.onSpinWait();
                                running.decrementAndGet();
                                ran.countDown();
                            }

                            @Override
                            public void notStarted(Throwable why) {
                                throw new AssertionError(why);
                            }
                        });
                    }
                });
            }

            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(most.get()).isBetween(1, 3);
        } finally {
            threads.shutdownNow();
        }
    }
}

package io.github.dcr4j.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackgroundWorkTest extends BackgroundWorkFixture {
    private static void rejects(Runnable work) {
        throw new RejectedExecutionException("full");
    }

    @Test
    void run_executorTakesIt_runsThere() {
        BackgroundWork background = new BackgroundWork(queued::add, clock);

        background.run(runs::incrementAndGet);

        assertThat(runs).hasValue(0);
        queued.remove().run();
        assertThat(runs).hasValue(1);
    }

    @Test
    void run_executorTakesNone_runsHere() {
        new BackgroundWork(BackgroundWorkTest::rejects, clock).run(runs::incrementAndGet);

        assertThat(runs).hasValue(1);
    }

    /** An executor of the caller's that is broken may throw anything; no place is lost to it. */
    @Test
    void run_executorThrowsSomethingElseAHundredTimes_runsHereEachTimeAndIsNotWaitedFor() {
        BackgroundWork background = new BackgroundWork(
                work -> {
                    throw new IllegalStateException("broken");
                },
                clock);

        for (int i = 0; i < 100; i++) {
            background.run(runs::incrementAndGet);
        }
        background.awaitEnd(List.of(), Duration.ofDays(1));

        assertThat(runs).hasValue(100);
    }

    @Test
    void run_tenThousandPiecesThatHang_takeNoMoreThanSixtyFourThreadsAndAllRun() throws Exception {
        BackgroundWork background = new BackgroundWork(threads, clock);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(10_000);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        for (int i = 0; i < 10_000; i++) {
            background.run(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                running.decrementAndGet();
                all.countDown();
            });
        }
        go.countDown();

        assertThat(all.await(5, TimeUnit.MINUTES)).isTrue();
        assertThat(most.get()).isBetween(2, BackgroundWork.MOST);
    }

    @Test
    void run_executorRefusesWhileOthersWaitBehindIt_runsThemToo() {
        AtomicInteger taken = new AtomicInteger();
        List<Runnable> behind = new ArrayList<>();
        FewAtATime few = new FewAtATime(
                work -> {
                    if (taken.incrementAndGet() == 1) {
                        behind.forEach(Runnable::run);
                        rejects(work);
                    }
                    work.run();
                },
                1,
                10);
        behind.add(() -> few.execute(runs::incrementAndGet));

        assertThatThrownBy(() -> few.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);

        assertThat(runs).hasValue(1);
        few.execute(runs::incrementAndGet);
        assertThat(runs).hasValue(2);
    }

    @Test
    void run_moreWaitsThanAllowed_isRejected() {
        FewAtATime few = new FewAtATime(queued::add, 1, 1);
        few.execute(runs::incrementAndGet);
        few.execute(runs::incrementAndGet);

        assertThatThrownBy(() -> few.execute(runs::incrementAndGet)).isInstanceOf(RejectedExecutionException.class);

        queued.remove().run();
        assertThat(runs).hasValue(2);
    }

    @Test
    void run_executorOutOfThreads_runsHere() {
        BackgroundWork background = new BackgroundWork(
                work -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                clock);

        background.run(runs::incrementAndGet);

        assertThat(runs).hasValue(1);
    }

    @Test
    void after_timePassed_runsOnceOnTheExecutor() {
        BackgroundWork background = new BackgroundWork(queued::add, clock);

        background.after(Duration.ofSeconds(5), runs::incrementAndGet);
        clock.advance(Duration.ofMillis(4_999));
        assertThat(queued).isEmpty();
        clock.advance(Duration.ofMillis(1));

        assertThat(queued).hasSize(1);
        queued.remove().run();
        assertThat(runs).hasValue(1);
    }

    @Test
    void after_executorFullThen_waitsAgainInsteadOfBlockingTheClock() {
        List<Thread> ranOn = new ArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        BackgroundWork background = new BackgroundWork(
                work -> {
                    if (asked.getAndIncrement() == 0) {
                        rejects(work);
                    }
                    queued.add(work);
                },
                clock);
        background.after(Duration.ofSeconds(5), () -> ranOn.add(Thread.currentThread()));

        clock.advance(Duration.ofSeconds(5));
        assertThat(ranOn).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        queued.remove().run();

        assertThat(ranOn).hasSize(1);
    }

    @Test
    void close_waitingForItsTime_neverRuns() {
        BackgroundWork background = new BackgroundWork(Runnable::run, clock);
        background.after(Duration.ofSeconds(5), runs::incrementAndGet);

        background.close();
        clock.advance(Duration.ofMinutes(1));

        assertThat(runs).hasValue(0);
        assertThat(clock.pending()).isZero();
    }

    @Test
    void after_closedBefore_neverRuns() {
        BackgroundWork background = new BackgroundWork(Runnable::run, clock);
        background.close();

        background.after(Duration.ofSeconds(5), runs::incrementAndGet);
        clock.advance(Duration.ofMinutes(1));

        assertThat(runs).hasValue(0);
        assertThat(clock.pending()).isZero();
    }
}

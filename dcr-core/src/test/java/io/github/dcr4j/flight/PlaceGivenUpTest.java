package io.github.dcr4j.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClosedException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Work that gives up its place at a server while it waits elsewhere. */
class PlaceGivenUpTest extends PerServerLimiterFixture {
    /** Work that gives up its place, waits for something else, and takes a place again. */
    private final class Elsewhere implements Work {
        private final String name;
        private final CountDownLatch away = new CountDownLatch(1);
        private final CountDownLatch back = new CountDownLatch(1);

        Elsewhere(String name) {
            this.name = name;
        }

        @Override
        public @Nullable Duration run(Place place) {
            place.giveUp();
            place.giveUp();
            away.countDown();
            try {
                back.await();
                done.add(name + (place.takeAgain(Duration.ofSeconds(1)) ? " returned" : " was too late"));
            } catch (InterruptedException e) {
                done.add(name + " was interrupted");
            } catch (DcrClosedException e) {
                done.add(name + " was closed");
            }
            return null;
        }

        @Override
        public void notStarted(Throwable why) {
            refused.add(name);
        }
    }

    private Thread start(Runnable thread) {
        Thread started = new Thread(thread);
        started.start();
        return started;
    }

    private static void awaitWaiting(PerServerLimiter lines, int many) {
        Awaitility.await().until(() -> lines.waiting() == many);
    }

    private static void join(Thread thread) throws InterruptedException {
        thread.join(TimeUnit.MINUTES.toMillis(3));
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void giveUp_onlyPlaceAtAServer_othersHaveItAndWhatReturnsIsFirstInLine() throws Exception {
        Queue<Runnable> threads = new ConcurrentLinkedQueue<>();
        PerServerLimiter lines = new PerServerLimiter(threads::add, clock, 1, 64, 100);
        Elsewhere first = new Elsewhere("first");
        lines.execute("a", first);
        lines.execute("a", work("second"));
        lines.execute("a", work("third"));
        Thread thread = start(threads.remove());
        assertThat(first.away.await(3, TimeUnit.MINUTES)).isTrue();

        assertThat(threads).as("the second has its place").hasSize(1);
        first.back.countDown();
        awaitWaiting(lines, 2);
        threads.remove().run();
        join(thread);

        assertThat(done).containsExactly("second", "first returned", "third");
        assertThat(lines.size()).isZero();
    }

    @Test
    void takeAgain_nobodyTookThePlace_returnsAtOnceAndLeavesNothingBehind() {
        PerServerLimiter lines = new PerServerLimiter(Runnable::run, clock, 1, 1, 0);
        Elsewhere only = new Elsewhere("only");
        only.back.countDown();

        lines.execute("a", only);

        assertThat(done).containsExactly("only returned");
        assertThat(lines.size()).isZero();
        assertThat(clock.pending()).isZero();
    }

    @Test
    void takeAgain_noPlaceInTime_goesOnWithoutAndTakesNobodysPlace() throws Exception {
        Queue<Runnable> threads = new ConcurrentLinkedQueue<>();
        PerServerLimiter lines = new PerServerLimiter(threads::add, clock, 1, 64, 100);
        Elsewhere late = new Elsewhere("late");
        lines.execute("a", late);
        lines.execute("a", work("second"));
        lines.execute("a", work("third"));
        late.back.countDown();
        Thread thread = start(threads.remove());
        awaitWaiting(lines, 2);
        Awaitility.await().until(() -> clock.pending() == 1);

        clock.advance(Duration.ofSeconds(1));
        join(thread);

        assertThat(done).containsExactly("late was too late");
        assertThat(threads).as("the third waits for the second").hasSize(1);
        threads.remove().run();
        assertThat(done).containsExactly("late was too late", "second", "third");
        assertThat(lines.size()).isZero();
    }

    @Test
    void takeAgain_interruptedOrClosed_waitsNoMore() throws Exception {
        Queue<Runnable> threads = new ConcurrentLinkedQueue<>();
        PerServerLimiter lines = new PerServerLimiter(threads::add, clock, 1, 64, 100);
        Elsewhere interrupted = new Elsewhere("one");
        Elsewhere closed = new Elsewhere("two");
        interrupted.back.countDown();
        closed.back.countDown();
        lines.execute("a", interrupted);
        lines.execute("a", closed);
        lines.execute("a", work("third"));
        Thread one = start(threads.remove());
        awaitWaiting(lines, 2);
        one.interrupt();
        join(one);
        Thread two = start(threads.remove());
        Awaitility.await().until(() -> lines.waiting() == 1 && threads.size() == 1);

        lines.close();
        join(two);
        threads.remove().run();

        assertThat(done).containsExactly("one was interrupted", "two was closed", "third");
        assertThat(lines.size()).isZero();
        assertThat(clock.pending()).isZero();
    }
}

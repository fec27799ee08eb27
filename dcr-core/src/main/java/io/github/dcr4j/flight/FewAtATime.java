package io.github.dcr4j.flight;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on another executor, a bounded number at a time; the rest waits in order, without a thread, and a bounded
 * number of that. Thread-safe.
 */
final class FewAtATime implements Executor {
    private final Executor executor;
    private final int most;
    private final int mostWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int running;

    FewAtATime(Executor executor, int most, int mostWaiting) {
        this.executor = executor;
        this.most = most;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Runs {@code work}, now or after what waits already. It throws nothing itself.
     *
     * @throws RejectedExecutionException if too much waits, or the executor takes none
     */
    @Override
    public void execute(Runnable work) {
        if (waits(work)) {
            return;
        }
        try {
            executor.execute(() -> runAll(work));
        } catch (RuntimeException | Error e) {
            // what came meanwhile waits for this one to end
            Runnable next = next();
            if (next != null) {
                runAll(next);
            }
            throw e;
        }
    }

    private boolean waits(Runnable work) {
        lock.lock();
        try {
            if (running < most) {
                running++;
                return false;
            }
            if (waiting.size() >= mostWaiting) {
                throw new RejectedExecutionException(mostWaiting + " pieces of work wait already");
            }
            waiting.add(work);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void runAll(Runnable first) {
        for (Runnable work = first; work != null; work = next()) {
            work.run();
        }
    }

    /** Returns what is to run next on this thread; {@code null} if nothing is, and then one less runs. */
    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable next = waiting.poll();
            running -= next == null ? 1 : 0;
            return next;
        } finally {
            lock.unlock();
        }
    }
}

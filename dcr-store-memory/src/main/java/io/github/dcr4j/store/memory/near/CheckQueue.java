package io.github.dcr4j.store.memory.near;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The checks that wait for a thread: those that a caller waits for go first. Each place of the executor runs the most
 * urgent one when its turn comes, whichever it was taken for. Thread-safe.
 */
final class CheckQueue {
    private final Executor executor;
    private final Queue<Waiting> urgent = new ConcurrentLinkedQueue<>();
    private final Queue<Waiting> others = new ConcurrentLinkedQueue<>();

    CheckQueue(Executor executor) {
        this.executor = executor;
    }

    /** Work in the queue. It stands in both halves once it became urgent, and is run once. */
    static final class Waiting {
        private final Runnable work;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final AtomicBoolean isUrgent = new AtomicBoolean();

        private Waiting(Runnable work) {
            this.work = work;
        }
    }

    /**
     * Queues work.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no more
     */
    Waiting add(Runnable work) {
        Waiting waiting = new Waiting(work);
        others.add(waiting);
        try {
            executor.execute(this::runNext);
        } catch (RuntimeException e) {
            others.remove(waiting);
            waiting.begun.set(true);
            throw e;
        }
        return waiting;
    }

    /** Moves work to the front; the executor has a place for it already. */
    void hurry(Waiting waiting) {
        if (!waiting.begun.get() && waiting.isUrgent.compareAndSet(false, true)) {
            urgent.add(waiting);
        }
    }

    private void runNext() {
        while (true) {
            Waiting next = urgent.poll();
            if (next == null) {
                next = others.poll();
            }
            if (next == null) {
                return;
            }
            if (next.begun.compareAndSet(false, true)) {
                next.work.run();
                return;
            }
        }
    }
}

package io.github.dcr4j.conformance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** All that replicas wrote, in the order in which it was read. Thread-safe. */
final class ChaosJournal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<Entry> entries = new ArrayList<>();

    /** A line, and the replica that wrote it. */
    record Entry(String replica, ChaosLine line) {
        boolean is(ChaosLine.Kind kind) {
            return line.kind() == kind;
        }

        /** Tells whether it is a client that was handed out. */
        boolean isWell() {
            return line.handsOut();
        }
    }

    void add(String replica, ChaosLine line) {
        lock.lock();
        try {
            entries.add(new Entry(replica, line));
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    List<Entry> since(int size) {
        lock.lock();
        try {
            return List.copyOf(entries.subList(size, entries.size()));
        } finally {
            lock.unlock();
        }
    }

    List<Entry> all() {
        return since(0);
    }

    /**
     * Returns when that many lines fit that were written after the first {@code size}; {@code false} if it took too
     * long.
     */
    boolean await(int size, Predicate<Entry> fits, int count, Duration atMost) {
        long left = atMost.toNanos();
        int looked = size;
        int found = 0;
        lock.lock();
        try {
            while (true) {
                for (; looked < entries.size(); looked++) {
                    found += fits.test(entries.get(looked)) ? 1 : 0;
                }
                if (found >= count || left <= 0) {
                    return found >= count;
                }
                left = more.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for replicas", e);
        } finally {
            lock.unlock();
        }
    }
}

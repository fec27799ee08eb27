package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.DcrStoreException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** What goes wrong in a replica, once it is told to. Thread-safe. */
final class Sabotage {
    private final Set<CrashPoint> armed = ConcurrentHashMap.newKeySet();
    private final Map<CrashPoint, Stall> stalls = new ConcurrentHashMap<>();
    private volatile boolean savesFail;
    private volatile boolean closing;

    private record Stall(CountDownLatch end, Runnable whenReached) {}

    void arm(CrashPoint point) {
        armed.add(point);
    }

    /** Holds the next thread that comes to a point until it is let go. */
    void stall(CrashPoint point, Runnable whenReached) {
        stalls.put(point, new Stall(new CountDownLatch(1), whenReached));
    }

    void letGo(CrashPoint point) {
        Stall stall = stalls.remove(point);
        if (stall != null) {
            stall.end.countDown();
        }
    }

    void failSaves() {
        savesFail = true;
    }

    void close() {
        closing = true;
    }

    /** Ends this JVM if it was told to here: no hook runs, no connection is closed in an orderly way. */
    void reached(CrashPoint point) {
        Stall stall = stalls.get(point);
        if (stall != null) {
            stall.whenReached.run();
            await(stall.end);
        }
        if (armed.contains(point)) {
            Runtime.getRuntime().halt(CrashPoint.EXIT_STATUS);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void saving() {
        reached(closing ? CrashPoint.CLOSING : CrashPoint.BEFORE_SAVE);
        if (savesFail) {
            throw DcrStoreException.writing("the test lets every save fail", null);
        }
    }
}

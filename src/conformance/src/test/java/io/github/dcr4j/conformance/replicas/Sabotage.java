package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.DcrStoreException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What goes wrong in a replica, once it is told to. Thread-safe. */
final class Sabotage {
    private final Set<CrashPoint> armed = ConcurrentHashMap.newKeySet();
    private volatile boolean savesFail;

    void arm(CrashPoint point) {
        armed.add(point);
    }

    void failSaves() {
        savesFail = true;
    }

    /** Ends this JVM if it was told to here: no hook runs, no connection is closed in an orderly way. */
    void reached(CrashPoint point) {
        if (armed.contains(point)) {
            Runtime.getRuntime().halt(CrashPoint.EXIT_STATUS);
        }
    }

    void saving() {
        reached(CrashPoint.BEFORE_SAVE);
        if (savesFail) {
            throw DcrStoreException.writing("the test lets every save fail", null);
        }
    }
}

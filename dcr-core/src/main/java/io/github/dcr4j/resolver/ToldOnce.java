package io.github.dcr4j.resolver;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was told already, so that it is told once. Bounded and thread-safe. */
final class ToldOnce {
    private static final int MOST = 10_000;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** Returns whether {@code what} was not told yet. */
    boolean add(String what) {
        if (told.contains(what)) {
            return false;
        }
        if (told.size() >= MOST) {
            told.clear();
        }
        return told.add(what);
    }
}

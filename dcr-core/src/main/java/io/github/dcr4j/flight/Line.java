package io.github.dcr4j.flight;

import java.util.ArrayDeque;
import java.util.Deque;

/** What waits for a place at one server, and how many places are taken there. Not thread-safe. */
final class Line {
    final Deque<Work> waiting = new ArrayDeque<>();
    private final String server;
    int taken;

    Line(String server) {
        this.server = server;
    }

    String server() {
        return server;
    }

    boolean isIdle() {
        return taken == 0 && waiting.isEmpty();
    }
}

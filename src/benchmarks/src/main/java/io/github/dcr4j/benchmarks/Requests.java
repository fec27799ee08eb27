package io.github.dcr4j.benchmarks;

/**
 * Counts what a server receives, and fails when that is not one metadata document read and one client registered for
 * each time that was expected. Used by one thread.
 */
final class Requests {
    private final CannedServer server;
    private CannedServer.Counts before;
    private long expected;

    Requests(CannedServer server) {
        this.server = server;
        before = server.counts();
    }

    /** Expects one GET and one POST more. */
    void expect() {
        expected++;
    }

    /**
     * Checks what came since the last check. The server is asked for it: not between two operations that are measured.
     *
     * @throws IllegalStateException unless it was one GET and one POST each time
     */
    void check() {
        CannedServer.Counts now = server.counts();
        long got = now.gets() - before.gets();
        long posted = now.posts() - before.posts();
        if (got != expected || posted != expected) {
            throw new IllegalStateException(
                    expected + " GETs and as many POSTs were expected, not " + got + " and " + posted);
        }
        before = now;
        expected = 0;
    }
}

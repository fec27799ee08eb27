package io.github.dcr4j.benchmarks;

/**
 * Counts what a server receives between two moments, and fails when that is not one metadata document read and one
 * client registered. Used by one thread.
 */
final class Requests {
    private final CannedServer server;
    private long gets;
    private long posts;

    Requests(CannedServer server) {
        this.server = server;
    }

    /** Counts from here. */
    void begin() {
        gets = server.gets();
        posts = server.posts();
    }

    /**
     * Checks what came since.
     *
     * @throws IllegalStateException unless it was one GET and one POST
     */
    void expectOneOfEach() {
        long got = server.gets() - gets;
        long posted = server.posts() - posts;
        if (got != 1 || posted != 1) {
            throw new IllegalStateException("1 GET and 1 POST were expected, not " + got + " and " + posted);
        }
    }
}

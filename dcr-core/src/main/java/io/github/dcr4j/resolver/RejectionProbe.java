package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentials;

/**
 * Finds out whether an authorization server still knows a client that was reported as rejected, before it is replaced for
 * everybody. Implementations are thread-safe and bounded in time; one that throws has found out nothing.
 */
@FunctionalInterface
public interface RejectionProbe {
    /** What was found out. */
    enum Verdict {
        /** The server does not know the client: it is replaced. */
        GONE,
        /** The server knows the client: it is kept. */
        ALIVE,
        /** Neither: it is kept for now, and may be reported again. */
        UNKNOWN
    }

    /** Asks the server. Called once at a time for a generation, on the thread of one who reported it. */
    Verdict probe(DcrCredentials rejected);
}

package io.github.dcr4j.rejection;

import io.github.dcr4j.DcrCredentials;

/**
 * Finds out whether an authorization server still knows a client that was reported as rejected, before it is replaced
 * for everybody. Implementations are thread-safe, and bounded in time: as long as one has not answered, that client
 * stays in use, and the caller that reports it waits for the resolver's {@code maxWait} at most. One that throws has
 * found out nothing.
 *
 * @see io.github.dcr4j.token.TokenCalls an example
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

    /** Asks the server. Called once at a time for a generation, on a thread of the resolver's executor. */
    Verdict probe(DcrCredentials rejected);
}

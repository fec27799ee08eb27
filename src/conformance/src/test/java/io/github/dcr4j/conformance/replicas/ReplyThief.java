package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.conformance.LoopbackRelay;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a client and a server say, but for one reply that a test wants taken: the server has acted, and the client
 * never learns. Thread-safe.
 */
final class ReplyThief extends LoopbackRelay {
    private final AtomicReference<@Nullable HeldReply> wanted = new AtomicReference<>();

    /** Begins to listen in front of the server on a port of 127.0.0.1. */
    ReplyThief(int serverPort) {
        super(serverPort);
        start();
    }

    /** Takes the next reply that the server gives on any connection through here. */
    HeldReply takeNext() {
        HeldReply held = new HeldReply();
        wanted.set(held);
        return held;
    }

    @Override
    protected Passage passage(boolean replies) {
        return () -> {
            HeldReply taken = replies ? wanted.getAndSet(null) : null;
            if (taken == null) {
                return Fate.PASSED;
            }
            taken.comeAndAwaitLoss();
            return Fate.BROKEN;
        };
    }
}

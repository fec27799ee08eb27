package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.conformance.LoopbackRelay;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a client and a server say, but for one reply that a test wants taken: the server has acted, and the
 * client never learns, or late. Thread-safe.
 */
final class ReplyThief extends LoopbackRelay {
    private final AtomicReference<@Nullable HeldReply> wanted = new AtomicReference<>();
    private final AtomicInteger before = new AtomicInteger();

    /** Begins to listen in front of the server on a port of 127.0.0.1. */
    ReplyThief(int serverPort) {
        super(serverPort);
        start();
    }

    /**
     * Takes a reply that the server gives on any connection through here.
     *
     * @param passed how many replies pass before it
     */
    HeldReply takeAfter(int passed) {
        HeldReply held = new HeldReply();
        before.set(passed);
        wanted.set(held);
        return held;
    }

    @Override
    protected Passage passage(boolean replies) {
        return () -> {
            boolean passes = !replies || wanted.get() == null || before.getAndDecrement() > 0;
            HeldReply taken = passes ? null : wanted.getAndSet(null);
            if (taken == null) {
                return Fate.PASSED;
            }
            return taken.comeAndAwaitDecision() ? Fate.PASSED : Fate.BROKEN;
        };
    }
}

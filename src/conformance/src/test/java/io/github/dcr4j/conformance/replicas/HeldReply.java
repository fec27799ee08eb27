package io.github.dcr4j.conformance.replicas;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A reply that a {@link ReplyThief} holds in its hands, once it has come. Thread-safe. */
final class HeldReply {
    private static final long PATIENCE_SECONDS = 180;

    private final CountDownLatch come = new CountDownLatch(1);
    private final CountDownLatch decided = new CountDownLatch(1);
    private volatile boolean delivered;

    /** Waits, for three minutes at most, until the server has done what it was asked for and replied. */
    void await() {
        await(come);
    }

    /** Drops the reply and breaks the connection. */
    void lose() {
        decided.countDown();
    }

    /** Passes the reply on after all, late. */
    void deliver() {
        delivered = true;
        decided.countDown();
    }

    /** Returns, when the test has decided, whether the reply is passed on. */
    boolean comeAndAwaitDecision() {
        come.countDown();
        await(decided);
        return delivered;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

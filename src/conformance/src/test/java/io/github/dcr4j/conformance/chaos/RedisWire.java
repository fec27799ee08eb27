package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.conformance.LoopbackRelay;
import java.net.URI;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A replica's way to Redis, over loopback, which can be cut. Thread-safe. */
final class RedisWire extends LoopbackRelay {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.WHOLE;

    enum State {
        /** What is said is passed on. */
        WHOLE,
        /** Connections end, and new ones too. */
        CUT,
        /** Nothing is passed on until later, and then all of it. */
        HELD,
        /** Redis hears everything, and is not heard. */
        DEAF
    }

    /** Begins to listen in front of the server on a port of 127.0.0.1. */
    RedisWire(int serverPort) {
        super(serverPort);
        start();
    }

    URI uri() {
        return URI.create("redis://127.0.0.1:" + port());
    }

    void set(State next) {
        lock.lock();
        try {
            state = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (next == State.CUT) {
            breakAll();
        }
    }

    @Override
    protected boolean accepts() {
        lock.lock();
        try {
            return state != State.CUT;
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected Passage passage(boolean replies) {
        // of a connection that has lost something, nothing can be understood any more
        boolean[] lost = {false};
        return () -> {
            State then = released();
            lost[0] |= replies && then == State.DEAF;
            if (then == State.CUT) {
                return Fate.BROKEN;
            }
            return lost[0] ? Fate.DROPPED : Fate.PASSED;
        };
    }

    /** Returns the state, when it is not {@link State#HELD}. */
    private State released() {
        lock.lock();
        try {
            while (state == State.HELD) {
                changed.awaitUninterruptibly();
            }
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Breaks every connection, those too that are held. */
    @Override
    public void close() {
        super.close();
        set(State.CUT);
    }
}

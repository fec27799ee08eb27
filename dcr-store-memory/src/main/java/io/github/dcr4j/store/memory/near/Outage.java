package io.github.dcr4j.store.memory.near;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the shared store counts as away: after a few failures in a row, over all keys. While it does, no caller waits
 * for a check, and one check a second finds out whether it is back. Thread-safe.
 */
public final class Outage {
    private static final int FAILURES = 3;

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong nextProbe = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();

    /** Returns whether the shared store may be asked; while it is away that is one caller's turn. */
    boolean mayAskAt(long now) {
        if (!isOn()) {
            return true;
        }
        long due = nextProbe.get();
        return now - due >= 0 && nextProbe.compareAndSet(due, now + Ages.RETRY);
    }

    public boolean isOn() {
        return failures.get() >= FAILURES;
    }

    public void failedAt(long now) {
        if (failures.updateAndGet(count -> Math.min(FAILURES, count + 1)) == FAILURES) {
            nextProbe.set(now + Ages.RETRY);
        }
    }

    /** Returns how often the shared store has answered so far. */
    long answers() {
        return answers.get();
    }

    public void answered() {
        answers.incrementAndGet();
        if (failures.get() > 0) {
            failures.set(0);
        }
    }
}

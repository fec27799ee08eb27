package io.github.dcr4j.attempt;

import static io.github.dcr4j.DcrException.Step.CLAIM;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pauses of registration that hold for this process alone: its clock may be to blame, and then the other replicas must
 * not suffer from it. Thread-safe.
 */
public final class LocalPauses {
    private static final long KEPT = Duration.ofHours(1).toNanos();
    private static final int SWEEP_FROM = 1_024;

    private final ConcurrentHashMap<DcrKey, Pause> pauses = new ConcurrentHashMap<>();
    private final DcrClock clock;

    private record Pause(int failures, long end, String why) {}

    public LocalPauses(DcrClock clock) {
        this.clock = clock;
    }

    /**
     * Checks that nothing pauses {@code key} here.
     *
     * @throws RegistrationPaused saying for how long, and after what
     */
    void check(DcrKey key) {
        Pause pause = pauses.get(key);
        long left = pause == null ? 0 : pause.end() - clock.nanos();
        if (pause == null || left <= 0) {
            return;
        }
        Duration wait = Duration.ofNanos(left);
        throw new RegistrationPaused(DcrException.at(
                        CLAIM,
                        "registration is paused on this replica for another " + ClaimWait.inWords(wait) + " after: "
                                + pause.why())
                .retryable(true)
                .retryAfter(wait)
                .exception());
    }

    /** Returns for how long {@code key} is paused here; zero if it is not. */
    Duration left(DcrKey key) {
        Pause pause = pauses.get(key);
        return pause == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, pause.end() - clock.nanos()));
    }

    /** Returns how many attempts in a row have failed here. */
    int failures(DcrKey key) {
        Pause pause = pauses.get(key);
        return pause == null ? 0 : pause.failures();
    }

    /** Pauses {@code key} for as long as {@code failed} would pause every replica. */
    void add(DcrKey key, Outcome failed) {
        long now = clock.nanos();
        if (pauses.size() >= SWEEP_FROM) {
            pauses.values().removeIf(pause -> now - pause.end() > KEPT);
        }
        pauses.merge(
                key,
                new Pause(1, now + failed.backOff().toNanos(), failed.why().text()),
                (known, next) -> new Pause(known.failures() + 1, next.end(), next.why()));
    }

    /** Ends what pauses {@code key}: a registration has succeeded. */
    void end(DcrKey key) {
        pauses.remove(key);
    }
}

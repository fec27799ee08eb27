package io.github.dcr4j.attempt;

import static io.github.dcr4j.DcrException.Step.CLAIM;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Servers that have asked for a pause (429, or 503 with {@code Retry-After}): for an hour at most, no key of this
 * process registers at the origin that did, its scheme, host and port. What a key that was answered so has to wait
 * besides is the store's to remember, for every replica. Bounded and thread-safe.
 */
public final class ServerPauses {
    static final int MOST = 1_000;

    private final ConcurrentHashMap<String, Pause> pauses = new ConcurrentHashMap<>();
    private final DcrClock clock;

    private record Pause(int inARow, long end, int status) {}

    public ServerPauses(DcrClock clock) {
        this.clock = clock;
    }

    /**
     * Checks that no pause holds for the server of {@code endpoint}.
     *
     * @throws RegistrationPaused saying for how long no registration is sent there
     */
    public void check(EndpointUrl endpoint) {
        Pause pause = pauses.get(endpoint.origin());
        long left = pause == null ? 0 : pause.end() - clock.nanos();
        if (pause == null || left <= 0) {
            return;
        }
        Duration wait = Duration.ofNanos(left);
        throw new RegistrationPaused(new DcrRefusedException(
                DcrException.at(
                                CLAIM,
                                "no registration is sent to " + endpoint.origin() + " for another "
                                        + ClaimWait.inWords(wait) + ", because that server has answered one with "
                                        + pause.status() + "; nothing was sent")
                        .retryAfter(wait),
                pause.status(),
                null,
                null));
    }

    /** Returns whether {@code refused} asks for a pause of all that is sent to its server. */
    public static boolean isAskedForBy(DcrRefusedException refused) {
        return refused.status() == 429
                || (refused.status() == 503 && refused.retryAfter().isPresent());
    }

    /**
     * Pauses the server of {@code endpoint}: for as long as it asked, or else longer after each such answer in a row.
     *
     * @param ofTheKey the pause of the key that was answered
     * @return how long the pause is, at least {@code ofTheKey}
     */
    Duration add(EndpointUrl endpoint, DcrRefusedException refused, Duration ofTheKey) {
        String origin = endpoint.origin();
        long now = clock.nanos();
        if (pauses.size() >= MOST) {
            pauses.values().removeIf(pause -> pause.end() - now <= 0);
        }
        if (pauses.size() >= MOST && !pauses.containsKey(origin)) {
            return ofTheKey;
        }
        Pause known = pauses.get(origin);
        int inARow = known == null ? 0 : known.inARow();
        boolean said = inARow == 0 || refused.retryAfter().isPresent();
        Duration pause = said ? ofTheKey : longer(ofTheKey, grown(refused, inARow));
        pauses.put(origin, new Pause(inARow + 1, now + pause.toNanos(), refused.status()));
        return pause;
    }

    private static Duration grown(DcrRefusedException refused, int inARow) {
        return RegistrationBudget.after(refused, Effect.ACCOUNTED, inARow, "").backOff();
    }

    /** The server of {@code endpoint} has answered in another way. */
    public void end(EndpointUrl endpoint) {
        pauses.remove(endpoint.origin());
    }

    /** Returns how many servers are remembered. */
    int size() {
        return pauses.size();
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}

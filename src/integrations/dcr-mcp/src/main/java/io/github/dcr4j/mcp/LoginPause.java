package io.github.dcr4j.mcp;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps a user from being asked again at once, after a login that failed. Guarded by its owner's lock. */
final class LoginPause {
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final DcrClock clock;
    private @Nullable Throwable failure;
    private long sinceNanos;

    LoginPause(DcrClock clock) {
        this.clock = clock;
    }

    void begin(Throwable why) {
        failure = why;
        sinceNanos = clock.nanos();
    }

    void end() {
        failure = null;
    }

    /**
     * Returns where no pause is.
     *
     * @throws McpAuthorizationException with the failure that it is for
     */
    void ensureOver() {
        Throwable last = failure;
        if (last == null) {
            return;
        }
        long past = clock.nanos() - sinceNanos;
        if (past >= PAUSE.toNanos()) {
            failure = null;
            return;
        }
        throw new McpAuthorizationException(
                last instanceof McpAuthorizationException known ? known.reason() : Reason.LOGIN_FAILED,
                "no login is begun, because one failed " + TimeUnit.NANOSECONDS.toSeconds(past)
                        + " s ago; the next one begins " + PAUSE.toSeconds() + " s after it, or by authorize(). "
                        + last.getMessage(),
                last);
    }
}

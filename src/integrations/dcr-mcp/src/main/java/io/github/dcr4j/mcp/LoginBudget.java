package io.github.dcr4j.mcp;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import io.github.dcr4j.resolver.ResourceClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds the logins that a server's answers ask for, so that no server keeps a user at login pages. Used by one thread
 * at a time.
 */
final class LoginBudget {
    private static final int MOST = 5;
    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final DcrClock clock;
    private final Deque<Long> spent = new ArrayDeque<>();

    LoginBudget(DcrClock clock) {
        this.clock = clock;
    }

    /**
     * Counts a login.
     *
     * @throws McpAuthorizationException if there were too many
     */
    void spend(ResourceClient client, boolean byUser) {
        long now = clock.nanos();
        while (!spent.isEmpty() && now - spent.getFirst() > WITHIN.toNanos()) {
            spent.removeFirst();
        }
        if (spent.size() >= MOST) {
            throw new McpAuthorizationException(
                    Reason.TOO_MANY_LOGINS,
                    "the MCP server has asked for " + MOST + (byUser ? " logins" : " tokens") + " at "
                            + Issuers.printed(client.credentials()) + " within " + WITHIN.toMinutes()
                            + " minutes: no further one is begun for it now");
        }
        spent.addLast(now);
    }
}

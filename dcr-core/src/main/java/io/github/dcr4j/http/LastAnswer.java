package io.github.dcr4j.http;

import io.github.dcr4j.DcrClock;
import java.lang.ref.WeakReference;
import java.time.Duration;
import okhttp3.Connection;

/**
 * The last answer that a thread was given on a connection that was kept. An attempt has one thread, so that this is the
 * answer that its next request follows. Immutable and thread-safe.
 */
final class LastAnswer {
    // servers close connections that were idle for as little as a second
    private static final Duration RECENT = Duration.ofMillis(500);

    private final EndpointUrl url;
    private final WeakReference<Connection> connection;
    private final Deadline recent;

    LastAnswer(EndpointUrl url, Connection connection) {
        this.url = url;
        this.connection = new WeakReference<>(connection);
        this.recent = Deadline.after(DcrClock.system(), RECENT);
    }

    /** Returns whether it came from {@code asked}'s origin, so recently that its connection is sure to be open. */
    boolean promises(EndpointUrl asked) {
        return !recent.passed() && url.sameOrigin(asked) && url.policy() == asked.policy();
    }

    /** Returns whether it came on {@code used}, and recently. */
    boolean cameOn(Connection used) {
        return connection.refersTo(used) && !recent.passed();
    }
}

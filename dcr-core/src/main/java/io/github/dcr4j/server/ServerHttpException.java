package io.github.dcr4j.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A call to a server's endpoint that has no answer. Its message names the endpoint without its query, and holds no
 * secret.
 *
 * @see ServerHttp an example
 */
public final class ServerHttpException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean sent;
    private final boolean connected;
    private final boolean retryable;

    /**
     * Creates one.
     *
     * @param sent see {@link #sent()}
     * @param connected see {@link #connected()}
     * @param retryable see {@link #retryable()}
     */
    public ServerHttpException(
            String message, boolean sent, boolean connected, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.sent = sent;
        this.connected = connected;
        this.retryable = retryable;
    }

    /**
     * Returns whether any part of the request may have left this machine; if not, the server did nothing because of it.
     */
    public boolean sent() {
        return sent;
    }

    /** Returns {@code false} if the host is not known or refused the connection: the endpoint may have moved. */
    public boolean connected() {
        return connected;
    }

    /** Returns whether the same call may work later. */
    public boolean retryable() {
        return retryable;
    }
}

package io.github.dcr4j.mcp;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * There is no token for an MCP server: {@link #reason()} says why, the message what was seen and what to do. It holds no
 * secret. What the library could not do before that (find the server, register a client) is a {@link
 * io.github.dcr4j.DcrException}.
 *
 * @see McpAuthorization an example
 */
public final class McpAuthorizationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why there is no token. */
    public enum Reason {
        /** The user or the authorization server said no: the answer of the login is an error. */
        LOGIN_REFUSED,
        /** The user did not come back in time. */
        LOGIN_TIMED_OUT,
        /**
         * The application's {@link McpRedirect} threw, failed, or returned nothing, or a client could not be had for the
         * login: the cause says why.
         */
        LOGIN_FAILED,
        /** The answer of the login is not to be trusted: another {@code state}, issuer or address, or it cannot be read. */
        RESPONSE_REJECTED,
        /** The authorization server does not announce PKCE with {@code S256}, without which no login is begun. */
        PKCE_MISSING,
        /** The authorization server offers no grant that this client can use. */
        NO_GRANT,
        /** The token endpoint refused, or its answer cannot be used. */
        TOKEN_REFUSED,
        /** The MCP server refuses a token that was just issued for it. */
        TOKEN_NOT_ACCEPTED,
        /** The MCP server wants a scope that was asked for already, or too many one after the other. */
        SCOPE_NOT_GRANTED,
        /** The server's answers asked for too many logins within ten minutes. */
        TOO_MANY_LOGINS,
        /** The authorization server has forgotten the client, and the one that took its place as well. */
        CLIENT_FORGOTTEN,
        /** There is no answer of the token endpoint; whether it got the request is not known. */
        NO_ANSWER,
        /** The application's {@link McpTokenStore} failed. */
        TOKEN_STORE,
        /** The transport is for another server than this authorization: no token is sent there. */
        WRONG_SERVER,
        /** The authorization was closed. */
        CLOSED
    }

    McpAuthorizationException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    McpAuthorizationException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** Returns why there is no token. */
    public Reason reason() {
        return reason;
    }

    /** Returns the same for another caller, whose stack is another. */
    McpAuthorizationException forAnotherCaller() {
        return new McpAuthorizationException(reason, String.valueOf(getMessage()), this);
    }
}

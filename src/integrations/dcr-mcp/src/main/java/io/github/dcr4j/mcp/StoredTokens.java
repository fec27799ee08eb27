package io.github.dcr4j.mcp;

import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The application's token store, with the checks that no token of another server is taken from it. Thread-safe. */
final class StoredTokens {
    private final McpSettings settings;
    private final ServerAddress server;

    StoredTokens(McpSettings settings, ServerAddress server) {
        this.settings = settings;
        this.server = server;
    }

    /**
     * Returns the stored token, if it is one for the server.
     *
     * @throws McpAuthorizationException if the store failed
     */
    Optional<McpToken> find() {
        Optional<McpToken> found;
        try {
            found = settings.store().find(settings.server());
        } catch (RuntimeException e) {
            throw new McpAuthorizationException(Reason.TOKEN_STORE, "the McpTokenStore failed", e);
        }
        if (found.isPresent() && !server.isOf(found.get().resource())) {
            settings.log().notOfServer(found.get(), server.toString());
            return Optional.empty();
        }
        return found;
    }

    /** Returns what another program has put into the store since {@code held} was, if it can be used. */
    Optional<McpToken> newerThan(@Nullable McpToken held) {
        return find().filter(found -> found.age(settings.clock().millis()) != McpToken.Age.EXPIRED)
                .filter(found -> held == null || !found.accessToken().equals(held.accessToken()));
    }

    /** Saves a token, which is used even if that fails. */
    void save(McpToken token) {
        try {
            settings.store().save(settings.server(), token);
        } catch (RuntimeException e) {
            settings.log().notSaved(token, e);
        }
    }

    void remove() {
        settings.store().remove(settings.server());
    }
}

package io.github.dcr4j.mcp;

import java.net.URI;
import java.util.Optional;

/**
 * Where an application keeps the tokens of one user, by the server that they are for. A program with several users has
 * a store for each. A desktop tool keeps {@link McpToken#toSecret()} in the keychain of its operating system, so that
 * the next run needs no login.
 *
 * <p>Implementations are safe for concurrent use, and called on a thread of the authorization, except for the first
 * {@code find}, which the builder of the authorization makes. What {@code find} throws fails the caller that needed the
 * token; a token that could not be saved is used as long as the program runs. {@code MemoryMcpTokenStore} keeps them in
 * memory.
 *
 * @see McpAuthorization an example
 */
public interface McpTokenStore {
    /**
     * Returns the token that was saved last for {@code server}; empty if there is none.
     *
     * @param server the URL of the MCP server, as the application named it
     */
    Optional<McpToken> find(URI server);

    /** Keeps {@code token} in the place of the one before. */
    void save(URI server, McpToken token);

    /** Forgets the token. */
    void remove(URI server);
}

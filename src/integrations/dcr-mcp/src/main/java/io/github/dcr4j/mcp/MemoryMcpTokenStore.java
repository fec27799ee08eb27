package io.github.dcr4j.mcp;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the tokens of one user in memory, until the program ends. Thread-safe; it prints no token.
 *
 * @see McpAuthorization an example
 */
public final class MemoryMcpTokenStore implements McpTokenStore {
    private final Map<URI, McpToken> tokens = new ConcurrentHashMap<>();

    /** Creates a store, which is empty. */
    public MemoryMcpTokenStore() {}

    @Override
    public Optional<McpToken> find(URI server) {
        return Optional.ofNullable(tokens.get(server));
    }

    @Override
    public void save(URI server, McpToken token) {
        tokens.put(server, token);
    }

    @Override
    public void remove(URI server) {
        tokens.remove(server);
    }

    /** Prints how many there are. */
    @Override
    public String toString() {
        return "MemoryMcpTokenStore[" + tokens.size() + "]";
    }
}

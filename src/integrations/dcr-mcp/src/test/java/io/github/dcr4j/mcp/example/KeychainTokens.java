package io.github.dcr4j.mcp.example;

import io.github.dcr4j.Secret;
import io.github.dcr4j.mcp.McpToken;
import io.github.dcr4j.mcp.McpTokenStore;
import java.net.URI;
import java.util.Optional;

/** Tokens in a keychain that keeps texts by name. */
public final class KeychainTokens implements McpTokenStore {
    private final Keychain keychain;

    /** What the operating system offers. */
    public interface Keychain {
        /** Returns a text by its name. */
        Optional<String> read(String name);

        /** Keeps a text. */
        void write(String name, String text);

        /** Removes a text. */
        void delete(String name);
    }

    /** Creates a store in {@code keychain}. */
    public KeychainTokens(Keychain keychain) {
        this.keychain = keychain;
    }

    @Override
    public Optional<McpToken> find(URI server) {
        return keychain.read("my-tool " + server).map(text -> McpToken.fromSecret(Secret.of(text)));
    }

    @Override
    public void save(URI server, McpToken token) {
        keychain.write("my-tool " + server, token.toSecret().reveal());
    }

    @Override
    public void remove(URI server) {
        keychain.delete("my-tool " + server);
    }
}

/**
 * Gives a service its OAuth client credentials by Dynamic Client Registration (RFC 7591).
 *
 * <p>Start at {@link io.github.dcr4j.resolver.DcrResolver}, or at {@link io.github.dcr4j.protocol.DcrProtocol} for single
 * calls. Authors of a store start at {@link io.github.dcr4j.store.DcrCredentialStore}.
 */
// the modules of the stores and of the kit are compiled after this one
@SuppressWarnings("module")
module io.github.dcr4j {
    requires com.fasterxml.jackson.databind;
    requires transitive okhttp3;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.github.dcr4j;
    exports io.github.dcr4j.auth;
    exports io.github.dcr4j.json to
            io.github.dcr4j.store.memory;
    exports io.github.dcr4j.protocol;
    exports io.github.dcr4j.rejection;
    exports io.github.dcr4j.resolver;
    exports io.github.dcr4j.server;
    exports io.github.dcr4j.resource;
    exports io.github.dcr4j.state.store to
            io.github.dcr4j.store.memory,
            io.github.dcr4j.store.redis,
            io.github.dcr4j.testkit;
    exports io.github.dcr4j.store;
    exports io.github.dcr4j.token;
    exports io.github.dcr4j.upstream;

    uses io.github.dcr4j.store.DcrNearCacheProvider;
    uses io.github.dcr4j.store.DcrStoreProvider;
}

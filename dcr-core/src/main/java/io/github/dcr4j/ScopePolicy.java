package io.github.dcr4j;

/**
 * Which scopes a registration asks for (RFC 7591, section 2, {@code scope}). Servers differ in what they accept: some
 * refuse any scope, or {@code openid}, and some register none that was not asked for.
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public enum ScopePolicy {
    /** Those the caller named; none, where it named none, and then the server chooses. The default. */
    REQUESTED,
    /**
     * All that the server lists in {@code scopes_supported}; none when it lists none. A server that refuses them is
     * asked once more without an {@code openid} that the caller did not name.
     */
    SERVER_LIST,
    /** None: the member is left out whatever the caller gave, for servers that refuse it. */
    OMIT
}

package io.github.dcr4j.resolver;

/** Which scopes a registration asks for (RFC 7591, section 2, {@code scope}); servers differ in what they accept. */
public enum ScopePolicy {
    /** Those the caller gave. The default when it gave any. */
    AS_GIVEN,
    /**
     * All that the server lists in {@code scopes_supported}; none when it lists none. The default otherwise: name scopes to
     * have a client that can do less.
     */
    SERVER_LIST,
    /** None: the member is left out whatever the caller gave, for servers that refuse it. */
    NONE_SENT
}

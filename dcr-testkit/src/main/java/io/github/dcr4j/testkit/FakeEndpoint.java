package io.github.dcr4j.testkit;

/** The endpoints of a {@link FakeAuthorizationServer}; each is scripted and counted on its own. */
public enum FakeEndpoint {
    /** Everything else under {@code /.well-known/}, also where no document is served (RFC 8414, section 3). */
    METADATA,
    /** Where clients register (RFC 7591, section 3). */
    REGISTRATION,
    /** Where registered clients are read, updated and deleted (RFC 7592, section 2). */
    MANAGEMENT,
    /** Where tokens are asked for (RFC 6749, section 3.2). */
    TOKEN,
    /** Where logins start (RFC 6749, section 3.1). */
    AUTHORIZATION,
    /** The keys that verify ID tokens (OpenID Connect Core, section 10.1). */
    KEYS,
    /** Who has logged in (OpenID Connect Core, section 5.3). */
    USERINFO,
    /** A resource that takes the server's tokens, and says so in its challenge (RFC 9728, section 5.1). */
    RESOURCE,
    /** What that resource says about itself (RFC 9728, section 3). */
    RESOURCE_METADATA,
    /** Every other address; nothing a client needs is there. */
    ELSEWHERE
}

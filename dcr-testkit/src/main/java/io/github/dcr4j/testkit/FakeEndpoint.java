package io.github.dcr4j.testkit;

/** The endpoints of a {@link FakeAuthorizationServer}; each is scripted and counted on its own. */
public enum FakeEndpoint {
    /** Everything under {@code /.well-known/}, also where no document is served (RFC 8414, section 3). */
    METADATA,
    /** Where clients register (RFC 7591, section 3). */
    REGISTRATION,
    /** Where registered clients are read, updated and deleted (RFC 7592, section 2). */
    MANAGEMENT,
    /** Where tokens are asked for (RFC 6749, section 3.2). */
    TOKEN,
    /** Where logins start (RFC 6749, section 3.1). */
    AUTHORIZATION,
    /** Every other address; nothing a client needs is there. */
    ELSEWHERE
}

package io.github.dcr4j;

/**
 * What becomes of a client whose secret runs out, or that the server has forgotten.
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public enum RenewalStrategy {
    /**
     * Another client is registered in its place (RFC 7591). The former one stays findable by its generation until its
     * own secret expires and 15 minutes more, so that what began with it can finish.
     */
    REPLACE,

    /**
     * The same client gets a new secret (RFC 7592, sections 2.1 and 2.2), so that its refresh tokens live on. Where the
     * server offers no management, or what it answers has no later expiry, another client is registered.
     */
    RENEW,

    /**
     * Nothing happens by itself: once the secret has expired, or was rejected, there is an error until an operator
     * acts.
     */
    MANUAL
}

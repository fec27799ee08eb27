package io.github.dcr4j.testkit;

/**
 * The places where an authorization server publishes its metadata; at a root issuer the two OpenID ones are the same.
 *
 * @see DcrTestKit an example
 */
public enum MetadataDocument {
    /** {@code /.well-known/oauth-authorization-server} before the issuer's path (RFC 8414, section 3.1). */
    OAUTH,
    /** {@code /.well-known/openid-configuration} before the issuer's path (RFC 8414, section 5). */
    OPENID_INSERTED,
    /** {@code /.well-known/openid-configuration} after the issuer's path (OpenID Connect Discovery, section 4). */
    OPENID_APPENDED;

    /** Returns the path of this document for an issuer's path without terminating slash. */
    String path(String issuerPath) {
        return switch (this) {
            case OAUTH -> "/.well-known/oauth-authorization-server" + issuerPath;
            case OPENID_INSERTED -> "/.well-known/openid-configuration" + issuerPath;
            case OPENID_APPENDED -> issuerPath + "/.well-known/openid-configuration";
        };
    }
}

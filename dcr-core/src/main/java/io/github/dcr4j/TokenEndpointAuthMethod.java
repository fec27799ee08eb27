package io.github.dcr4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a client authenticates at the token endpoint: the values of {@code token_endpoint_auth_method} in the IANA
 * registry "OAuth Token Endpoint Authentication Methods".
 */
public enum TokenEndpointAuthMethod {
    /** No authentication: a public client (RFC 7591, section 2). */
    NONE("none"),
    /** HTTP Basic with client id and secret (RFC 6749, section 2.3.1). */
    CLIENT_SECRET_BASIC("client_secret_basic"),
    /** Client id and secret as form fields (RFC 6749, section 2.3.1). */
    CLIENT_SECRET_POST("client_secret_post"),
    /** A JWT authenticated with the client secret (OpenID Connect Core, section 9). */
    CLIENT_SECRET_JWT("client_secret_jwt"),
    /** A JWT signed with the client's private key (OpenID Connect Core, section 9). */
    PRIVATE_KEY_JWT("private_key_jwt"),
    /** Mutual TLS with a certificate from a public key infrastructure (RFC 8705, section 2.1). */
    TLS_CLIENT_AUTH("tls_client_auth"),
    /** Mutual TLS with a self-signed certificate (RFC 8705, section 2.2). */
    SELF_SIGNED_TLS_CLIENT_AUTH("self_signed_tls_client_auth");

    private final String wireName;

    TokenEndpointAuthMethod(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the registered name, as it stands in metadata and registrations. */
    public String wireName() {
        return wireName;
    }

    /** Returns whether a client that uses this method holds a client secret. */
    public boolean needsSecret() {
        return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST || this == CLIENT_SECRET_JWT;
    }

    /**
     * Returns whether a client that uses this method holds a private key, to sign assertions with or to present in TLS.
     */
    public boolean usesPrivateKey() {
        return this == PRIVATE_KEY_JWT || this == TLS_CLIENT_AUTH || this == SELF_SIGNED_TLS_CLIENT_AUTH;
    }

    /** Returns the method registered as {@code wireName}, or {@code null} for a name that is not known here. */
    public static @Nullable TokenEndpointAuthMethod ofWireName(String wireName) {
        Objects.requireNonNull(wireName, "wireName");
        for (TokenEndpointAuthMethod method : values()) {
            if (method.wireName.equals(wireName)) {
                return method;
            }
        }
        return null;
    }
}

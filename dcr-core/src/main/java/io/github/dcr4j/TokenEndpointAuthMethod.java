package io.github.dcr4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a client authenticates at the token endpoint: the values of {@code token_endpoint_auth_method} in the IANA
 * registry "OAuth Token Endpoint Authentication Methods".
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
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

    /** Does what {@link DcrCredentials#authenticate} says. */
    void authenticate(
            String clientId,
            @Nullable Secret clientSecret,
            BiConsumer<String, String> header,
            BiConsumer<String, String> formField) {
        switch (this) {
            case CLIENT_SECRET_BASIC -> {
                String pair = formEncoded(clientId) + ":" + formEncoded(revealed(clientSecret));
                header.accept("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
            }
            case CLIENT_SECRET_POST -> {
                formField.accept("client_id", clientId);
                formField.accept("client_secret", revealed(clientSecret));
            }
            case NONE -> formField.accept("client_id", clientId);
            default ->
                throw new IllegalStateException(wireName + " takes an assertion or a certificate: authenticate with"
                        + " io.github.dcr4j.auth.ClientAuthentication");
        }
    }

    private static String revealed(@Nullable Secret clientSecret) {
        return Objects.requireNonNull(clientSecret, "clientSecret").reveal();
    }

    private static String formEncoded(String text) {
        return URLEncoder.encode(text, UTF_8);
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

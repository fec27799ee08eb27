package io.github.dcr4j.server;

import io.github.dcr4j.ForeignText;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server says about itself (RFC 8414, section 2; OpenID Connect Discovery, section 3). {@code
 * DcrResolver.serverMetadata} and {@code DcrProtocol.metadata} read it, check its issuer, and leave out endpoints that
 * must not be used.
 *
 * <p>Methods that return a list return an empty one where the server lists nothing; what that means, RFC 8414 says for
 * each member. Everything in here is the server's own text: clean it before it is printed. Immutable and thread-safe.
 *
 * @see ServerHttp an example
 */
public final class ServerMetadata {
    private final Map<String, Object> members;
    private final List<URI> documents;
    private final List<String> deviations;

    private ServerMetadata(Map<String, Object> members, List<URI> documents, List<String> deviations) {
        this.members = members;
        this.documents = documents;
        this.deviations = deviations;
    }

    /**
     * Returns metadata of these members: for tests, and for a server whose metadata comes from elsewhere. Nothing is
     * checked.
     *
     * @param members names and JSON values, see {@link #members}; maps and lists are copied
     */
    public static ServerMetadata of(Map<String, ?> members) {
        return of(members, List.of(), List.of());
    }

    /**
     * Returns metadata of these members.
     *
     * @param members names and JSON values, see {@link #members}; maps and lists are copied
     * @param documents where they were read, see {@link #documents}
     * @param deviations see {@link #deviations}
     */
    public static ServerMetadata of(Map<String, ?> members, List<URI> documents, List<String> deviations) {
        return new ServerMetadata(
                JsonCopy.of(members),
                List.copyOf(documents),
                deviations.stream().map(ForeignText::line).toList());
    }

    /** Returns the issuer; empty where nothing is discovered and the caller did not say it. */
    public Optional<String> issuer() {
        return Optional.ofNullable(text("issuer"));
    }

    /** Returns {@code authorization_endpoint}, where a login starts. */
    public Optional<URI> authorizationEndpoint() {
        return endpoint("authorization_endpoint");
    }

    /** Returns {@code token_endpoint}. */
    public Optional<URI> tokenEndpoint() {
        return endpoint("token_endpoint");
    }

    /** Returns {@code registration_endpoint} (RFC 7591). */
    public Optional<URI> registrationEndpoint() {
        return endpoint("registration_endpoint");
    }

    /** Returns {@code jwks_uri}, where the server publishes the keys that it signs with. */
    public Optional<URI> jwksUri() {
        return endpoint("jwks_uri");
    }

    /** Returns {@code userinfo_endpoint} (OpenID Connect Core, section 5.3). */
    public Optional<URI> userinfoEndpoint() {
        return endpoint("userinfo_endpoint");
    }

    /** Returns {@code revocation_endpoint} (RFC 7009). */
    public Optional<URI> revocationEndpoint() {
        return endpoint("revocation_endpoint");
    }

    /** Returns {@code introspection_endpoint} (RFC 7662). */
    public Optional<URI> introspectionEndpoint() {
        return endpoint("introspection_endpoint");
    }

    /** Returns {@code end_session_endpoint} (OpenID Connect RP-Initiated Logout, section 2.1). */
    public Optional<URI> endSessionEndpoint() {
        return endpoint("end_session_endpoint");
    }

    /** Returns {@code pushed_authorization_request_endpoint} (RFC 9126, section 5). */
    public Optional<URI> pushedAuthorizationRequestEndpoint() {
        return endpoint("pushed_authorization_request_endpoint");
    }

    /** Returns {@code device_authorization_endpoint} (RFC 8628, section 4). */
    public Optional<URI> deviceAuthorizationEndpoint() {
        return endpoint("device_authorization_endpoint");
    }

    /** Returns {@code backchannel_authentication_endpoint} (OpenID Connect CIBA, section 4). */
    public Optional<URI> backchannelAuthenticationEndpoint() {
        return endpoint("backchannel_authentication_endpoint");
    }

    /**
     * Returns {@code mtls_endpoint_aliases}, which clients with a certificate use (RFC 8705, section 5), by member
     * name.
     */
    public Map<String, URI> mtlsEndpointAliases() {
        Map<String, URI> aliases = new LinkedHashMap<>();
        if (members.get("mtls_endpoint_aliases") instanceof Map<?, ?> named) {
            named.forEach((name, address) -> {
                URI uri = address instanceof String text ? uri(text) : null;
                if (uri != null) {
                    aliases.put((String) name, uri);
                }
            });
        }
        return Collections.unmodifiableMap(aliases);
    }

    /** Returns {@code scopes_supported}. */
    public List<String> scopesSupported() {
        return list("scopes_supported");
    }

    /** Returns {@code response_types_supported}. */
    public List<String> responseTypesSupported() {
        return list("response_types_supported");
    }

    /** Returns {@code response_modes_supported}. */
    public List<String> responseModesSupported() {
        return list("response_modes_supported");
    }

    /** Returns {@code grant_types_supported}; some servers list grants that they refuse at registration. */
    public List<String> grantTypesSupported() {
        return list("grant_types_supported");
    }

    /**
     * Returns {@code token_endpoint_auth_methods_supported}; where nothing is listed, {@code client_secret_basic} is.
     */
    public List<String> tokenEndpointAuthMethodsSupported() {
        return list("token_endpoint_auth_methods_supported");
    }

    /** Returns {@code token_endpoint_auth_signing_alg_values_supported}, for assertions of clients. */
    public List<String> tokenEndpointAuthSigningAlgorithmsSupported() {
        return list("token_endpoint_auth_signing_alg_values_supported");
    }

    /** Returns {@code id_token_signing_alg_values_supported}. */
    public List<String> idTokenSigningAlgorithmsSupported() {
        return list("id_token_signing_alg_values_supported");
    }

    /** Returns {@code dpop_signing_alg_values_supported} (RFC 9449, section 5.1). */
    public List<String> dpopSigningAlgorithmsSupported() {
        return list("dpop_signing_alg_values_supported");
    }

    /** Returns {@code code_challenge_methods_supported} (RFC 7636); where nothing is listed, no PKCE is promised. */
    public List<String> codeChallengeMethodsSupported() {
        return list("code_challenge_methods_supported");
    }

    /** Returns {@code claims_supported}. */
    public List<String> claimsSupported() {
        return list("claims_supported");
    }

    /** Returns {@code subject_types_supported}. */
    public List<String> subjectTypesSupported() {
        return list("subject_types_supported");
    }

    /** Returns whether answers of the authorization endpoint hold {@code iss} (RFC 9207, section 3). */
    public boolean authorizationResponseIssParameterSupported() {
        return flag("authorization_response_iss_parameter_supported");
    }

    /** Returns whether a client id may be the address of a document (OAuth Client ID Metadata Document). */
    public boolean clientIdMetadataDocumentSupported() {
        return flag("client_id_metadata_document_supported");
    }

    /** Returns whether only pushed authorization requests are taken (RFC 9126, section 5). */
    public boolean requirePushedAuthorizationRequests() {
        return flag("require_pushed_authorization_requests");
    }

    /** Returns whether access tokens are bound to the client's certificate (RFC 8705, section 3.3). */
    public boolean tlsClientCertificateBoundAccessTokens() {
        return flag("tls_client_certificate_bound_access_tokens");
    }

    /** Returns the address in the member {@code name}; empty where there is none. */
    public Optional<URI> endpoint(String name) {
        String text = text(name);
        return Optional.ofNullable(text == null ? null : uri(text));
    }

    /** Returns the texts in the member {@code name}; one text counts as a list of one. */
    public List<String> list(String name) {
        Object value = members.get(name);
        if (value instanceof String text) {
            return List.of(text);
        }
        return value instanceof List<?> many
                ? many.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    /** Returns whether the member {@code name} is {@code true}. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    private @Nullable String text(String name) {
        return members.get(name) instanceof String text ? text : null;
    }

    private static @Nullable URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Returns all members by name, also those that no method here names. Values are {@code String}, {@code Boolean},
     * {@code Long}, {@code BigInteger}, {@code BigDecimal}, {@code List} and {@code Map} of these; what is {@code null}
     * is left out. Cannot be changed.
     */
    public Map<String, Object> members() {
        return members;
    }

    /** Returns where it was read, the document that wins first; empty where nothing is discovered. */
    public List<URI> documents() {
        return documents;
    }

    /** Returns how the server deviates from the standards, and what was left out of its documents; fit for a log. */
    public List<String> deviations() {
        return deviations;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServerMetadata that
                && members.equals(that.members)
                && documents.equals(that.documents)
                && deviations.equals(that.deviations);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    /** Prints the issuer and how many members there are. */
    @Override
    public String toString() {
        return "ServerMetadata[issuer=" + issuer().map(ForeignText::of).orElse(null) + ", members=" + members.size()
                + "]";
    }
}

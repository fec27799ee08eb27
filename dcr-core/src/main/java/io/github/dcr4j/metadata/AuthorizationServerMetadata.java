package io.github.dcr4j.metadata;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Members;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server says about itself (RFC 8414, section 2), as far as a registration needs it. The issuer
 * has been compared with the expected one before this exists. Immutable and thread-safe.
 */
public final class AuthorizationServerMetadata {
    private final String issuer;
    private final EndpointUrl source;
    private final @Nullable EndpointUrl registrationEndpoint;
    private final @Nullable EndpointUrl authorizationEndpoint;
    private final @Nullable EndpointUrl tokenEndpoint;
    private final @Nullable List<String> tokenEndpointAuthMethodsSupported;
    private final @Nullable List<String> codeChallengeMethodsSupported;
    private final @Nullable List<String> scopesSupported;
    private final @Nullable List<String> grantTypesSupported;
    private final @Nullable List<String> responseTypesSupported;
    private final @Nullable List<String> signingAlgorithmsSupported;
    private final @Nullable EndpointUrl mtlsTokenEndpoint;
    private final boolean issParameterSupported;
    private final boolean clientIdDocuments;
    private final List<Deviation> deviations;

    /**
     * Reads metadata.
     *
     * @param source where it was found; {@code http} endpoints are accepted only if that is {@code http} on loopback
     * @throws IllegalArgumentException naming an endpoint that must not be used
     */
    AuthorizationServerMetadata(String issuer, Members members, EndpointUrl source) {
        this.issuer = issuer;
        this.source = source;
        registrationEndpoint = endpoint("registration_endpoint", members, source);
        authorizationEndpoint = endpoint("authorization_endpoint", members, source);
        tokenEndpoint = endpoint("token_endpoint", members, source);
        tokenEndpointAuthMethodsSupported = members.texts("token_endpoint_auth_methods_supported");
        codeChallengeMethodsSupported = members.texts("code_challenge_methods_supported");
        scopesSupported = members.scopeList("scopes_supported");
        grantTypesSupported = members.texts("grant_types_supported");
        responseTypesSupported = members.texts("response_types_supported");
        signingAlgorithmsSupported = members.texts("token_endpoint_auth_signing_alg_values_supported");
        mtlsTokenEndpoint = mtlsTokenEndpoint(members, source);
        issParameterSupported = members.flag("authorization_response_iss_parameter_supported");
        clientIdDocuments = members.flag("client_id_metadata_document_supported");
        deviations = members.deviations();
    }

    private static @Nullable EndpointUrl endpoint(String name, Members members, EndpointUrl source) {
        String text = members.text(name);
        return text == null ? null : EndpointUrl.ofServer(name, text, source);
    }

    private static @Nullable EndpointUrl mtlsTokenEndpoint(Members members, EndpointUrl source) {
        String text = members.textIn("mtls_endpoint_aliases", "token_endpoint");
        try {
            return text == null ? null : EndpointUrl.ofServer("mtls_endpoint_aliases", text, source);
        } catch (IllegalArgumentException e) {
            // of use to few clients: the document is as good as without it for the others
            members.deviates(DeviationCode.WRONG_TYPE, "mtls_endpoint_aliases", "string");
            return null;
        }
    }

    /** Returns {@code issuer}, as the document has it. */
    public String issuer() {
        return issuer;
    }

    /** Returns where clients are registered, {@code registration_endpoint}. */
    public @Nullable EndpointUrl registrationEndpoint() {
        return registrationEndpoint;
    }

    /** Returns where a login starts, {@code authorization_endpoint}. */
    public @Nullable EndpointUrl authorizationEndpoint() {
        return authorizationEndpoint;
    }

    /** Returns where tokens are asked for, {@code token_endpoint}. */
    public @Nullable EndpointUrl tokenEndpoint() {
        return tokenEndpoint;
    }

    /** Returns {@code token_endpoint_auth_methods_supported}; {@code null} means {@code client_secret_basic}. */
    public @Nullable List<String> tokenEndpointAuthMethodsSupported() {
        return tokenEndpointAuthMethodsSupported;
    }

    /** Returns {@code token_endpoint_auth_signing_alg_values_supported} (RFC 8414, section 2). */
    public @Nullable List<String> signingAlgorithmsSupported() {
        return signingAlgorithmsSupported;
    }

    /** Returns where clients authenticate by a certificate, {@code mtls_endpoint_aliases} (RFC 8705, section 5). */
    public @Nullable EndpointUrl mtlsTokenEndpoint() {
        return mtlsTokenEndpoint;
    }

    /** Returns {@code code_challenge_methods_supported}; {@code null} means that no PKCE is promised. */
    public @Nullable List<String> codeChallengeMethodsSupported() {
        return codeChallengeMethodsSupported;
    }

    /** Returns {@code scopes_supported}. */
    public @Nullable List<String> scopesSupported() {
        return scopesSupported;
    }

    /** Returns {@code grant_types_supported}; some servers list grants that they refuse at registration. */
    public @Nullable List<String> grantTypesSupported() {
        return grantTypesSupported;
    }

    /** Returns {@code response_types_supported}. */
    public @Nullable List<String> responseTypesSupported() {
        return responseTypesSupported;
    }

    /** Returns {@code authorization_response_iss_parameter_supported} (RFC 9207, section 3). */
    public boolean issParameterSupported() {
        return issParameterSupported;
    }

    /**
     * Returns {@code client_id_metadata_document_supported} (draft-ietf-oauth-client-id-metadata-document): whether a
     * client's id may be the address of its metadata document.
     */
    public boolean clientIdDocuments() {
        return clientIdDocuments;
    }

    /** Returns how the document departs from RFC 8414. */
    public List<Deviation> deviations() {
        return deviations;
    }

    /** Returns where the document was found, after redirects. */
    public EndpointUrl source() {
        return source;
    }

    /** Returns about how many bytes of memory it takes, but for its deviations. */
    long weight() {
        return new Weight()
                .text(issuer)
                .address(source)
                .address(registrationEndpoint)
                .address(authorizationEndpoint)
                .address(tokenEndpoint)
                .texts(tokenEndpointAuthMethodsSupported)
                .texts(codeChallengeMethodsSupported)
                .texts(signingAlgorithmsSupported)
                .address(mtlsTokenEndpoint)
                .texts(scopesSupported)
                .texts(grantTypesSupported)
                .texts(responseTypesSupported)
                .bytes();
    }

    @Override
    public String toString() {
        return "AuthorizationServerMetadata[issuer=" + ForeignText.of(issuer) + ", source=" + source + "]";
    }
}

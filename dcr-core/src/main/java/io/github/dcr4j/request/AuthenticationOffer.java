package io.github.dcr4j.request;

import io.github.dcr4j.http.EndpointUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about clients that authenticate by a key or a certificate.
 *
 * @param algorithms the algorithms it takes assertions with, {@code token_endpoint_auth_signing_alg_values_supported};
 *     {@code null} when it lists none
 * @param mtlsTokenEndpoint where it takes certificates, {@code token_endpoint} of {@code mtls_endpoint_aliases} (RFC
 *     8705, section 5); {@code null} for the token endpoint
 */
public record AuthenticationOffer(
        @Nullable List<String> algorithms, @Nullable EndpointUrl mtlsTokenEndpoint) {
    public static final AuthenticationOffer UNKNOWN = new AuthenticationOffer(null, null);

    /** Returns whether it takes assertions with {@code algorithm}, as far as it says. */
    public boolean takes(String algorithm) {
        return algorithms == null || algorithms.contains(algorithm);
    }
}

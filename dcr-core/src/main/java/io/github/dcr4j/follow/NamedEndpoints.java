package io.github.dcr4j.follow;

import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.metadata.AuthorizationServerMetadata;
import io.github.dcr4j.metadata.Discovery;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that a server's document named when it was read last. Immutable.
 *
 * @param standard whether a strict request may go by the document
 * @param readMillis when that was, by the wall clock
 */
record NamedEndpoints(
        String issuer,
        @Nullable EndpointUrl authorization,
        @Nullable EndpointUrl token,
        @Nullable EndpointUrl mtlsToken,
        boolean standard,
        long readMillis) {
    static NamedEndpoints of(Discovery discovery, long readMillis) {
        AuthorizationServerMetadata metadata = discovery.metadata();
        boolean standard = metadata.responseTypesSupported() != null
                && discovery.deviations().stream().map(Deviation::code).noneMatch(code -> code.forbidden());
        return new NamedEndpoints(
                metadata.issuer(),
                metadata.authorizationEndpoint(),
                metadata.tokenEndpoint(),
                metadata.mtlsTokenEndpoint(),
                standard,
                readMillis);
    }
}

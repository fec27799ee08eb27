package io.github.dcr4j.protocol;

import java.time.Duration;
import java.util.List;

/** Finds an authorization server's metadata (RFC 8414, section 3; OpenID Connect Discovery, section 4). Thread-safe. */
public final class MetadataClient {
    public MetadataClient(GuardedHttp http) {}

    public MetadataClient(GuardedHttp http, Duration callTimeout) {}

    public AuthorizationServerMetadata discover(
            List<EndpointUrl> candidates, String expectedIssuer, Deadline deadline) {
        throw new UnsupportedOperationException();
    }
}

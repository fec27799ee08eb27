package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.entry.ResourceDocuments;
import io.github.dcr4j.resource.ResourceChallenge;
import io.github.dcr4j.resource.ResourceMetadata;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A resource's request once its authorization server is known. A hit after the first makes nothing anew: it gets the
 * client that was made last. Thread-safe.
 */
final class BoundResource {
    private final ResourceDocuments owner;
    private final ResourceMetadata metadata;
    private final DcrRequest request;
    private volatile @Nullable ResourceClient last;

    BoundResource(ResourceDocuments owner, ResourceMetadata metadata, DcrRequest request) {
        this.owner = owner;
        this.metadata = metadata;
        this.request = request;
    }

    /** Returns whether this was made from {@code metadata} as {@code owner} has it. */
    boolean isOf(ResourceDocuments owner, ResourceMetadata metadata) {
        return this.owner == owner && this.metadata.equals(metadata);
    }

    DcrRequest request() {
        return request;
    }

    ResourceClient client(DcrCredentials credentials, ResourceChallenge challenge) {
        List<String> challenged = challenge.scopes();
        if (!challenged.isEmpty()) {
            return new ResourceClient(request, credentials, metadata.resource(), challenged);
        }
        ResourceClient known = last;
        if (known == null || !Objects.equals(known.credentials(), credentials)) {
            known = new ResourceClient(request, credentials, metadata.resource(), metadata.scopesSupported());
            last = known;
        }
        return known;
    }
}

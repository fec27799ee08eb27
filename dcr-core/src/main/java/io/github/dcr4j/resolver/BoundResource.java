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
    private volatile Fresh fresh = new Fresh(this, 0, 0);

    /** For how long the metadata need not be looked up, by the wall clock; a clock that is set back ends it. */
    private record Fresh(Object state, long fromMillis, long untilMillis) {}

    BoundResource(ResourceDocuments owner, ResourceMetadata metadata, DcrRequest request) {
        this.owner = owner;
        this.metadata = metadata;
        this.request = request;
    }

    /** Returns whether this was made from {@code metadata} as {@code owner} has it. */
    boolean isOf(ResourceDocuments owner, ResourceMetadata metadata) {
        return this.owner == owner && this.metadata.equals(metadata);
    }

    /** Notes for how long this can be used while the documents are in {@code state}. */
    void keepFresh(Object state, long nowMillis, long millis) {
        fresh = new Fresh(state, nowMillis, nowMillis + millis);
    }

    /** Returns whether this can be used without a look at the metadata: a few comparisons, on the way of every hit. */
    @SuppressWarnings("ReferenceEquality") // another state is another object
    boolean isFresh(ResourceDocuments documents, long nowMillis) {
        Fresh known = fresh;
        return known.state() == documents.state() && nowMillis >= known.fromMillis() && nowMillis < known.untilMillis();
    }

    DcrRequest request() {
        return request;
    }

    ResourceClient client(DcrCredentials credentials, ResourceChallenge challenge) {
        List<String> challenged = challenge.scopes();
        if (!challenged.isEmpty()) {
            return new ResourceClient(request, credentials, metadata.resource(), challenged);
        }
        return client(credentials);
    }

    /** Returns what it is without a challenge: what was returned last, if the credentials are the same. */
    ResourceClient client(DcrCredentials credentials) {
        ResourceClient known = last;
        if (known == null || !Objects.equals(known.credentials(), credentials)) {
            known = new ResourceClient(request, credentials, metadata.resource(), metadata.scopesSupported());
            last = known;
        }
        return known;
    }
}

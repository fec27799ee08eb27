package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.entry.ResourceDocuments;
import io.github.dcr4j.entry.ResourceDocuments.After;
import io.github.dcr4j.flight.Waiters;
import io.github.dcr4j.flow.Hits;
import io.github.dcr4j.json.ServerText;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resource.ResourceMetadata;
import io.github.dcr4j.verify.PeriodicChecks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the request for the authorization server of a resource. Thread-safe. */
final class ResourceEntry {
    private final ResourceDocuments documents;
    private final Waiters waiters;
    private final Duration maxWait;
    private final Hits hits;
    private final PeriodicChecks checks;
    private final DcrClock clock;

    /**
     * Creates one.
     *
     * @param maxWait how long a caller waits for a resource's metadata
     * @param hits knows for which requests there is a client
     */
    ResourceEntry(
            ResourceDocuments documents,
            Waiters waiters,
            Duration maxWait,
            Hits hits,
            PeriodicChecks checks,
            DcrClock clock) {
        this.documents = documents;
        this.waiters = waiters;
        this.maxWait = maxWait;
        this.hits = hits;
        this.checks = checks;
        this.clock = clock;
    }

    /**
     * Returns the client that is used as it is, without a look at the resource's metadata, which was read lately;
     * {@code null} if that takes more. The time is read once, and nothing is allocated.
     */
    @Nullable
    ResourceClient hit(ResourceRequest request) {
        BoundResource bound = request.isUnchallenged() ? request.bound().get() : null;
        if (bound == null) {
            return null;
        }
        RequestSpec spec = bound.request().spec();
        checks.watch(spec);
        DcrCredentials stored = hits.stored(spec);
        long now = clock.millis();
        DcrCredentials hit = bound.isFresh(documents, now) ? hits.usable(spec, stored, now) : null;
        return hit == null ? null : bound.client(spec.withOwnEndpoints(hit));
    }

    /** Returns the request with its server; the metadata that was read before is used as it is. */
    BoundResource bind(ResourceRequest request) {
        return bind(request, metadata(request));
    }

    /** Returns the request of what {@link #bind(ResourceRequest)} returns or throws; metadata is read elsewhere. */
    CompletableFuture<DcrRequest> requestAsync(ResourceRequest request) {
        hits.warnOfHttp(request.named());
        ResourceMetadata known = documents.known(request.named(), request.after());
        return known != null
                ? CompletableFuture.completedFuture(bind(request, known).request())
                : waiters.detachable(
                        documents.read(request.named(), request.challenge()),
                        metadata -> bind(request, metadata).request());
    }

    private BoundResource bind(ResourceRequest request, ResourceMetadata metadata) {
        BoundResource bound = request.bound().get();
        if (bound == null || !bound.isOf(documents, metadata)) {
            DcrRequest chosen = choose(request, metadata.authorizationServers());
            ensureNotElsewhere(chosen);
            bound = new BoundResource(documents, metadata, chosen);
            request.bound().set(bound);
        }
        if (request.after() == After.NOTHING) {
            Object state = documents.state();
            bound.keepFresh(state, clock.millis(), documents.freshMillis(request.named(), metadata));
        }
        return bound;
    }

    /** Returns what the resource says; what was read before is used as it is. */
    ResourceMetadata metadata(ResourceRequest request) {
        hits.warnOfHttp(request.named());
        ResourceMetadata known = documents.known(request.named(), request.after());
        return known != null ? known : waiters.await(documents.read(request.named(), request.challenge()), maxWait);
    }

    private DcrRequest choose(ResourceRequest request, List<String> servers) {
        String only = request.onlyServer();
        if (only != null) {
            ensureNamed(only, servers);
            return request.at(only);
        }
        if (servers.size() == 1) {
            return request.at(servers.get(0));
        }
        for (String server : servers) {
            DcrRequest at = request.at(server);
            boolean byHand =
                    at.spec().otherWays().preRegistered() != null && at.spec().elsewhere() == null;
            if (byHand || hits.stored(at.spec()) != null) {
                return at;
            }
        }
        Function<List<String>, String> selector = request.selector();
        return request.at(selector == null ? servers.get(0) : selected(selector, servers));
    }

    /** Nothing of a client that is registered by hand goes to another server that a resource names. */
    private static void ensureNotElsewhere(DcrRequest request) {
        String elsewhere = request.spec().elsewhere();
        if (elsewhere != null) {
            throw DcrException.at(Step.DISCOVER, "the resource names another server: " + elsewhere)
                    .exception();
        }
    }

    /** A resource does not choose who gets what is meant for one server. */
    private static void ensureNamed(String only, List<String> servers) {
        if (!servers.contains(only)) {
            throw DcrException.at(
                            Step.DISCOVER,
                            "the resource does not name " + ServerText.cleanAddress(only)
                                    + ", the only authorization server that is used; it names " + listed(servers))
                    .exception();
        }
    }

    private static String selected(Function<List<String>, String> selector, List<String> servers) {
        String selected = apply(selector, servers);
        if (selected == null || !servers.contains(selected)) {
            throw DcrException.at(
                            Step.DISCOVER,
                            "the selector of authorizationServer chose none of the servers that the resource names: "
                                    + listed(servers))
                    .exception();
        }
        return selected;
    }

    private static String listed(List<String> servers) {
        return String.join(", ", servers.stream().map(ServerText::cleanAddress).toList());
    }

    private static @Nullable String apply(Function<List<String>, String> selector, List<String> servers) {
        try {
            return selector.apply(servers);
        } catch (RuntimeException e) {
            throw DcrException.at(Step.DISCOVER, "the selector of authorizationServer failed")
                    .cause(e)
                    .exception();
        }
    }
}

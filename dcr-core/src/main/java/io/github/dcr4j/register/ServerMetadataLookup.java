package io.github.dcr4j.register;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.metadata.Discovery;
import io.github.dcr4j.metadata.Finding;
import io.github.dcr4j.request.MergedDocuments;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.request.Upstream;
import io.github.dcr4j.server.ServerMetadata;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Finds all that servers say about themselves: from both documents of each, kept as long as those of
 * {@link EndpointLookup} and in as much memory again. One read runs for a server at a time, off its callers' threads,
 * for all of them. Thread-safe.
 */
public final class ServerMetadataLookup {
    private static final int MOST_DOCUMENTS = 3;
    /** As long is kept what misses a document that could not be read just then. */
    private static final Duration WITHOUT_ALL = Duration.ofSeconds(30);

    private static final long AROUND = 64;

    private final EndpointLookup lookup;
    private final BackgroundWork background;
    private final EventPublisher publisher;
    private final DcrClock clock;
    private final Duration callTimeout;
    private final KeptValues<Whose, ServerMetadata> kept;
    private final Map<Whose, CompletableFuture<ServerMetadata>> reading = new ConcurrentHashMap<>();

    /** Whose metadata, and what may be handed out of it: addresses are equal wherever they may lead. */
    private record Whose(Upstream upstream, Egress egress) {
        static Whose of(Upstream upstream) {
            return new Whose(upstream, upstream.egress());
        }
    }

    public ServerMetadataLookup(
            EndpointLookup lookup,
            BackgroundWork background,
            EventPublisher publisher,
            DcrClock clock,
            Duration callTimeout) {
        this.lookup = lookup;
        this.background = background;
        this.publisher = publisher;
        this.clock = clock;
        this.callTimeout = callTimeout;
        kept = new KeptValues<>(clock, KeptDocuments.MOST_BYTES);
    }

    /** Returns the metadata of the request's server. Not to be completed. */
    public CompletableFuture<ServerMetadata> find(RequestSpec request) {
        Whose whose = Whose.of(request.upstream());
        if (!EndpointLookup.discovers(request)) {
            return CompletableFuture.completedFuture(
                    MergedDocuments.given(request.upstream()).metadata());
        }
        ServerMetadata known = kept.find(whose);
        return known == null ? shared(whose, request) : CompletableFuture.completedFuture(known);
    }

    private CompletableFuture<ServerMetadata> shared(Whose whose, RequestSpec request) {
        CompletableFuture<ServerMetadata> own = new CompletableFuture<>();
        CompletableFuture<ServerMetadata> running = reading.putIfAbsent(whose, own);
        if (running != null) {
            return running;
        }
        Supplier<ServerMetadata> work = () -> {
            ServerMetadata known = kept.find(whose); // read since the caller looked
            return known == null ? read(whose, request) : known;
        };
        CompletableFuture<?> unused = background.call(work).whenComplete((metadata, failure) -> {
            reading.remove(whose, own);
            if (failure == null) {
                own.complete(metadata);
            } else {
                own.completeExceptionally(failure);
            }
        });
        return own;
    }

    private ServerMetadata read(Whose whose, RequestSpec request) {
        Deadline deadline = Deadline.after(clock, callTimeout.multipliedBy(MOST_DOCUMENTS));
        Upstream upstream = request.upstream();
        Discovery found = lookup.searchAndKeep(upstream, deadline);
        if (found.used() == null) {
            throw found.failure();
        }
        List<Finding> further = lookup.further(upstream, found, deadline);
        MergedDocuments merged = MergedDocuments.of(upstream, found, further);
        if (upstream.strict()) {
            EndpointLookup.ensureStandard(found.metadata(), merged.deviations());
        }
        publisher.publishAll(merged.deviations().stream()
                .<DcrEvent>map(d ->
                        new DcrEvent.DeviationTolerated(request.key(), d.code().code(), d.field(), d.shape()))
                .toList());
        ServerMetadata metadata = merged.metadata();
        boolean all = further.stream().noneMatch(Finding::retryable);
        kept.put(whose, metadata, weight(metadata.members()), all ? KeptDocuments.LONGEST : WITHOUT_ALL);
        return metadata;
    }

    /** Keeps the metadata of the request's server no longer. */
    public void forget(RequestSpec request) {
        kept.forget(Whose.of(request.upstream()), known -> true);
    }

    /** About how many bytes of memory a value takes, rather too many than too few. */
    private static long weight(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .mapToLong(entry -> AROUND + weight(entry.getKey()) + weight(entry.getValue()))
                    .sum();
        }
        if (value instanceof Collection<?> many) {
            return AROUND
                    + many.stream().mapToLong(ServerMetadataLookup::weight).sum();
        }
        return AROUND + (value instanceof String text ? 2L * text.length() : 0);
    }
}

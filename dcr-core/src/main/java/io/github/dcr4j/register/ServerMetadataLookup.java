package io.github.dcr4j.register;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.metadata.Discovery;
import io.github.dcr4j.request.MergedDocuments;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.request.Upstream;
import io.github.dcr4j.server.ServerMetadata;
import java.time.Duration;
import java.util.Collection;
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
    /** As long is kept what misses a document that could not be read just then, or a main endpoint. */
    private static final Duration WITHOUT_ALL = Duration.ofSeconds(30);

    /** A failure counts as long for all who ask. */
    static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    private static final int MOST_FAILED = 1_000;
    private static final long AROUND = 64;

    private final EndpointLookup lookup;
    private final BackgroundWork background;
    private final EventPublisher publisher;
    private final DcrClock clock;
    private final Duration callTimeout;
    private final KeptValues<Whose, ServerMetadata> kept;
    private final Map<Whose, CompletableFuture<ServerMetadata>> reading = new ConcurrentHashMap<>();
    private final Map<Whose, Failed> failed = new ConcurrentHashMap<>();

    private record Failed(Throwable failure, Deadline until) {}

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
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        Failed lately = failed.get(whose);
        return lately == null || lately.until().passed()
                ? shared(whose, request)
                : CompletableFuture.failedFuture(lately.failure());
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
            if (failure == null) {
                failed.remove(whose);
                reading.remove(whose, own);
                own.complete(metadata);
            } else {
                remember(whose, failure);
                reading.remove(whose, own);
                own.completeExceptionally(failure);
            }
        });
        return own;
    }

    private void remember(Whose whose, Throwable failure) {
        if (failed.size() >= MOST_FAILED) {
            failed.clear();
        }
        failed.put(whose, new Failed(failure, Deadline.after(clock, AFTER_A_FAILURE)));
    }

    private ServerMetadata read(Whose whose, RequestSpec request) {
        Deadline deadline = Deadline.after(clock, callTimeout.multipliedBy(MOST_DOCUMENTS));
        Upstream upstream = request.upstream();
        Discovery found = lookup.searchAndKeep(upstream, deadline);
        MergedDocuments merged = MergedDocuments.of(upstream, found, () -> lookup.further(upstream, found, deadline));
        if (upstream.strict()) {
            EndpointLookup.ensureStandard(found.metadata(), merged.deviations());
        }
        publisher.publishAll(merged.deviations().stream()
                .<DcrEvent>map(d ->
                        new DcrEvent.DeviationTolerated(request.key(), d.code().code(), d.field(), d.shape()))
                .toList());
        ServerMetadata metadata = merged.metadata();
        kept.put(whose, metadata, weight(metadata.members()), merged.whole() ? KeptDocuments.LONGEST : WITHOUT_ALL);
        return metadata;
    }

    /** Keeps the metadata of the request's server no longer. */
    public void forget(RequestSpec request) {
        kept.forget(Whose.of(request.upstream()), known -> true);
        failed.remove(Whose.of(request.upstream()));
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

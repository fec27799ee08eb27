package io.github.dcr4j.entry;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.resource.ResourceChallenge;
import io.github.dcr4j.resource.ResourceMetadata;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of resources that was read lately, about 4 MiB of memory in all. For ten minutes it is taken as it is;
 * for a day it is taken while it is read anew behind the callers, so that a resource that is away stops no one. However
 * many callers ask for one resource, one reads. Looking up takes no lock and allocates nothing. Thread-safe.
 */
public final class ResourceDocuments {
    static final Duration FRESH = Duration.ofMinutes(10);
    static final Duration LONGEST = Duration.ofDays(1);
    static final Duration AFTER_A_CHALLENGE = Duration.ofMinutes(1);
    static final Duration BETWEEN_TRIES = Duration.ofMinutes(1);
    static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);
    static final long MOST_BYTES = 4L * 1024 * 1024;
    private static final int MOST_FAILED = 1_000;

    private final ResourceMetadataClient client;
    private final DcrClock clock;
    private final BackgroundWork background;
    private final Duration longestRead;
    private final Map<ProtectedResource, Kept> kept = new ConcurrentHashMap<>();
    private final Map<ProtectedResource, CompletableFuture<ResourceMetadata>> reading = new ConcurrentHashMap<>();
    private final Map<ProtectedResource, Failed> failed = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private volatile Object state = new Object();

    /** What the resource answered before it is asked about. */
    public enum After {
        NOTHING,
        CHALLENGE,
        REFUSED_TOKEN
    }

    /**
     * A document that is kept.
     *
     * @param again whether it took the place of one that was kept
     */
    private record Kept(ResourceMetadata metadata, long readAt, long triedAt, boolean again, long bytes) {
        /** The first document may be as old as the token that was refused; one that was read after it is not. */
        Duration useful(After after) {
            return switch (after) {
                case NOTHING -> LONGEST;
                case CHALLENGE -> AFTER_A_CHALLENGE;
                case REFUSED_TOKEN -> again ? AFTER_A_CHALLENGE : Duration.ZERO;
            };
        }
    }

    private record Failed(Throwable failure, long at) {}

    /** Creates one that gives each address at most {@code callTimeout}. */
    public ResourceDocuments(GuardedHttp http, DcrClock clock, BackgroundWork background, Duration callTimeout) {
        client = new ResourceMetadataClient(http, callTimeout);
        this.clock = clock;
        this.background = background;
        longestRead = callTimeout.multipliedBy(3);
    }

    /**
     * Returns what is known of {@code resource}; {@code null} if that has to be read. What is older than ten minutes is
     * read anew, and this does not wait for it. After a challenge what is older than a minute counts as unknown; after
     * a refused token, what was read for the first time, too.
     */
    @Nullable
    public ResourceMetadata known(ProtectedResource resource, After after) {
        Kept known = kept.get(resource);
        if (known == null) {
            return null;
        }
        long now = clock.nanos();
        long age = now - known.readAt();
        if (age >= known.useful(after).toNanos()) {
            return null;
        }
        if (age >= FRESH.toNanos() && now - known.triedAt() >= BETWEEN_TRIES.toNanos()) {
            CompletableFuture<ResourceMetadata> unused = read(resource, ResourceChallenge.none());
        }
        return known.metadata();
    }

    /** Returns a mark that is another one as soon as a document is read or dropped. */
    public Object state() {
        return state;
    }

    /** Returns for how many milliseconds {@code metadata} will be taken as it is; 0 if it is not what is known now. */
    @SuppressWarnings("ReferenceEquality") // the same object is kept while the document says the same
    public long freshMillis(ProtectedResource resource, ResourceMetadata metadata) {
        Kept known = kept.get(resource);
        return known == null || known.metadata() != metadata
                ? 0
                : Math.max(0, FRESH.toMillis() - (clock.nanos() - known.readAt()) / 1_000_000);
    }

    /**
     * Returns the metadata, which is read once for all who ask meanwhile; another challenge's address does not count
     * then. A failure counts for five seconds.
     */
    public CompletableFuture<ResourceMetadata> read(ProtectedResource resource, ResourceChallenge challenge) {
        Failed lately = failed.get(resource);
        if (lately != null && clock.nanos() - lately.at() < AFTER_A_FAILURE.toNanos()) {
            return CompletableFuture.failedFuture(lately.failure());
        }
        CompletableFuture<ResourceMetadata> mine = new CompletableFuture<>();
        CompletableFuture<ResourceMetadata> running = reading.putIfAbsent(resource, mine);
        if (running != null) {
            return running;
        }
        CompletableFuture<?> unused = background
                .call(() -> client.read(resource, challenge, Deadline.after(clock, longestRead)))
                .handle((metadata, failure) -> settle(resource, mine, metadata, failure));
        return mine;
    }

    private boolean settle(
            ProtectedResource resource,
            CompletableFuture<ResourceMetadata> mine,
            ResourceMetadata metadata,
            @Nullable Throwable failure) {
        if (failure == null) {
            keep(resource, metadata);
        } else {
            remember(resource, failure);
        }
        reading.remove(resource, mine);
        return failure == null ? mine.complete(metadata) : mine.completeExceptionally(failure);
    }

    /** Keeps the same object while the document says the same: what was made from it stays valid. */
    private void keep(ProtectedResource resource, ResourceMetadata metadata) {
        Kept former = kept.get(resource);
        ResourceMetadata same = former != null && former.metadata().equals(metadata) ? former.metadata() : metadata;
        long readAt = clock.nanos();
        Kept now = new Kept(same, readAt, readAt, former != null, weight(resource, same));
        Kept replaced = kept.put(resource, now);
        state = new Object();
        failed.remove(resource);
        bytes.addAndGet(now.bytes() - (replaced == null ? 0 : replaced.bytes()));
        while (bytes.get() > MOST_BYTES && dropOldest()) {
            // until there is room
        }
    }

    private void remember(ProtectedResource resource, Throwable failure) {
        long now = clock.nanos();
        if (failed.size() >= MOST_FAILED) {
            failed.clear();
        }
        failed.put(resource, new Failed(failure, now));
        kept.computeIfPresent(
                resource,
                (same, known) -> new Kept(known.metadata(), known.readAt(), now, known.again(), known.bytes()));
    }

    private boolean dropOldest() {
        Map.Entry<ProtectedResource, Kept> oldest = kept.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().readAt()))
                .orElse(null);
        if (oldest == null) {
            return false;
        }
        if (kept.remove(oldest.getKey(), oldest.getValue())) {
            state = new Object();
            bytes.addAndGet(-oldest.getValue().bytes());
        }
        return true;
    }

    private static long weight(ProtectedResource resource, ResourceMetadata metadata) {
        long characters =
                3L * resource.url().text().length() + metadata.resource().length();
        for (String server : metadata.authorizationServers()) {
            characters += 64 + server.length();
        }
        for (String scope : metadata.scopesSupported()) {
            characters += 64 + scope.length();
        }
        return 512 + 2 * characters;
    }

    /** Returns how many documents are kept. */
    int size() {
        return kept.size();
    }
}

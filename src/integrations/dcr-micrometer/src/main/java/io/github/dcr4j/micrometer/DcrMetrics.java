package io.github.dcr4j.micrometer;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.Upstreams;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Counts and times what happens to client credentials, in a {@link MeterRegistry}.
 *
 * <pre>{@code
 * DcrMetrics metrics = new DcrMetrics(registry);
 * Upstreams upstreams = Upstreams.builder(config)
 *         .listener(metrics)
 *         .aroundStore(metrics::timed)
 *         .open();
 * metrics.follow(upstreams);
 * }</pre>
 *
 * <p>Every meter has the tag {@code upstream}: the name that an upstream has in the configuration, or that was given to
 * its key with {@link #name}. What happens to a key without a name counts as {@code other}. No tag ever holds a client
 * id, an address or a generation, and at most 1,000 names are taken. The names and the tags of the meters
 * are listed in the project's page on metrics.
 *
 * <p>A listener makes every hit allocate its event. Thread-safe. One per registry and program; {@link #close} removes
 * what it reads at each look, and leaves what was counted.
 */
public final class DcrMetrics implements DcrEventListener, AutoCloseable {
    /** The tag value of what happens to keys that have no name. */
    public static final String OTHER = "other";

    static final int MOST_NAMES = 1_000;

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<DcrKey, UpstreamMeters> byKey = new ConcurrentHashMap<>();
    private final Map<String, UpstreamMeters> byName = new ConcurrentHashMap<>();
    private final List<UpstreamClient> byResource = new CopyOnWriteArrayList<>();
    private final List<Gauge> gauges = new CopyOnWriteArrayList<>();
    private final StatusReader reader = new StatusReader();
    private final UpstreamMeters other;

    /** Creates one that counts in {@code registry}. */
    public DcrMetrics(MeterRegistry registry) {
        this(registry, List.of());
    }

    /**
     * Creates one that counts in {@code registry}.
     *
     * @param tags what every meter is tagged with besides
     */
    public DcrMetrics(MeterRegistry registry, Iterable<Tag> tags) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.tags = Tags.of(tags);
        this.other = new UpstreamMeters(registry, this.tags.and("upstream", OTHER));
    }

    /**
     * Gives a key the name of an upstream, under which what happens to it is counted. Several keys may have one name.
     * Of more than 1,000 names the rest counts as {@code other}.
     */
    public void name(DcrKey key, String upstream) {
        Objects.requireNonNull(key, "key");
        byKey.put(key, named(upstream));
    }

    /**
     * Names the keys of all upstreams, those whose server a resource names once they are known, and adds what is read
     * of them at each look at the registry: the seconds until their secrets expire, whether their clients can be used,
     * and how many clients wait to be saved. Reading never waits: what is shown was read in the background, at most
     * some 15 seconds before the last look, and the time left is counted from what was read. Nothing is sent to an
     * authorization server.
     *
     * @param upstreams to be closed after this
     */
    public void follow(Upstreams upstreams) {
        for (UpstreamClient client : upstreams.clients()) {
            client.key().ifPresent(key -> name(key, client.name()));
            if (client.config().resource().isPresent()) {
                byResource.add(client);
            }
            FollowedClient followed = new FollowedClient(client, reader, registry);
            named(client.name()).follow(followed);
            Tags named = tags.and("upstream", client.name());
            gauges.add(Gauge.builder("dcr.secret.expiry", followed, FollowedClient::secondsLeft)
                    .description("The time until the client secret expires; none for one that never does")
                    .baseUnit("seconds")
                    .tags(named)
                    .register(registry));
            gauges.add(Gauge.builder("dcr.client.usable", followed, FollowedClient::usable)
                    .description("1 if there is a client that can be used, 0 if not")
                    .tags(named)
                    .register(registry));
        }
        gauges.add(Gauge.builder(
                        "dcr.clients.unpublished",
                        upstreams,
                        all -> all.operations().unpublished())
                .description("Clients that are held in memory because the store cannot take them")
                .tags(tags)
                .register(registry));
    }

    /**
     * Returns {@code store} with each of its calls timed. Put it beneath a near cache, see {@link
     * io.github.dcr4j.upstream.UpstreamsBuilder#aroundStore}: around one, every hit is timed as well. Closing what is
     * returned closes {@code store}.
     */
    public DcrCredentialStore timed(DcrCredentialStore store) {
        return new TimedStore(store, new StoreTimers(registry, tags));
    }

    /** Counts {@code event}; never blocks. */
    @Override
    public void on(DcrEvent event) {
        UpstreamMeters known = byKey.get(event.key());
        (known == null ? late(event.key()) : known).on(event);
    }

    /** A resource names its server late, and another one later: the key is known by then. */
    private UpstreamMeters late(DcrKey key) {
        for (UpstreamClient client : byResource) {
            if (client.key().filter(key::equals).isPresent()) {
                name(key, client.name());
                return named(client.name());
            }
        }
        return other;
    }

    private UpstreamMeters named(String upstream) {
        Objects.requireNonNull(upstream, "upstream");
        UpstreamMeters known = byName.get(upstream);
        if (known != null || byName.size() >= MOST_NAMES) {
            return known == null ? other : known;
        }
        return byName.computeIfAbsent(upstream, name -> new UpstreamMeters(registry, tags.and("upstream", name)));
    }

    /** Removes what is read at each look at the registry, and ends the thread that reads it. */
    @Override
    public void close() {
        gauges.forEach(registry::remove);
        gauges.clear();
        byResource.clear();
        reader.close();
    }
}

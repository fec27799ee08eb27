package io.github.dcr4j.follow;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.follow.ServerWatch.View;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.metadata.Discovery;
import io.github.dcr4j.register.EndpointLookup;
import io.github.dcr4j.register.ServerMetadataLookup;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.request.Upstream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Lets the endpoints of stored clients follow their servers' documents. A document is read again in the background once
 * a day, when a client of that server is used, by one read for all its clients; and at once where a caller says that an
 * endpoint is gone. What cannot be read changes nothing. The store keeps what was registered: what has moved is put on
 * when credentials are handed out. Thread-safe.
 */
public final class EndpointFollower {
    static final Duration INTERVAL = Duration.ofHours(23);
    /** So that replicas and servers are not read all at once. */
    static final Duration SPREAD = Duration.ofHours(1);
    /** After a start: soon, and not by all replicas at the same time. */
    static final Duration FIRST_SPREAD = Duration.ofMinutes(10);

    static final Duration BETWEEN_EVIDENCE = Duration.ofMinutes(1);

    private static final int MOST_DOCUMENTS = 3;
    private static final int MOST_KNOWN = 10_000;
    private static final View NOTHING_TO_FOLLOW = new View(Long.MAX_VALUE, null);

    private final EndpointLookup lookup;
    private final ServerMetadataLookup servers;
    private final BackgroundWork background;
    private final EventPublisher publisher;
    private final ServerClocks clocks;
    private final DcrClock clock;
    private final Duration callTimeout;
    private final CompletableFuture<Void> closing;
    private final ConcurrentHashMap<Server, ServerWatch> watches = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Announced, String> announced = new ConcurrentHashMap<>();

    /** Whose document it is, and where it is looked for. */
    private record Server(EndpointUrl url, @Nullable String issuer) {
        static Server of(Upstream upstream) {
            return new Server(upstream.url(), upstream.issuer());
        }
    }

    /** An endpoint of a key that was published to have moved. */
    private record Announced(DcrKey key, String endpoint) {}

    public EndpointFollower(
            EndpointLookup lookup,
            ServerMetadataLookup servers,
            BackgroundWork background,
            EventPublisher publisher,
            ServerClocks clocks,
            DcrClock clock,
            Duration callTimeout,
            CompletableFuture<Void> closing) {
        this.lookup = lookup;
        this.servers = servers;
        this.background = background;
        this.publisher = publisher;
        this.clocks = clocks;
        this.clock = clock;
        this.callTimeout = callTimeout;
        this.closing = closing;
        lookup.onRead(this::learn);
    }

    /**
     * Returns {@code stored} with the endpoints that its server named last, and has the document read again if that is
     * due. Sends nothing on this thread; allocates nothing while nothing changes.
     */
    public DcrCredentials current(RequestSpec request, DcrCredentials stored, long nowMillis) {
        Followed followed = request.remembered() instanceof Followed known && known.holds(this, nowMillis)
                ? known
                : look(request, stored, nowMillis);
        return followed.applied(stored);
    }

    private Followed look(RequestSpec request, DcrCredentials stored, long nowMillis) {
        ServerWatch watch = follows(request) ? watch(request, stored, nowMillis) : null;
        if (watch == null) {
            return remembered(request, new Followed(this, null, NOTHING_TO_FOLLOW, 0, null, null, null));
        }
        View view = watch.view();
        if (nowMillis >= view.dueMillis() && watch.putOff(view, next(nowMillis))) {
            CompletableFuture<?> unused = read(watch, request);
        }
        Followed followed = followed(watch, watch.view(), request, nowMillis);
        announce(stored, followed.applied(stored));
        return remembered(request, followed);
    }

    private static Followed remembered(RequestSpec request, Followed followed) {
        request.remember(followed);
        return followed;
    }

    /** Where the caller names both endpoints, or nothing is discovered, there is nothing to follow. */
    private static boolean follows(RequestSpec request) {
        Upstream upstream = request.upstream();
        return EndpointLookup.discovers(request)
                && (upstream.tokenEndpoint() == null || upstream.authorizationEndpoint() == null);
    }

    private ServerWatch watch(RequestSpec request, DcrCredentials stored, long nowMillis) {
        Server server = Server.of(request.upstream());
        ServerWatch known = watches.get(server);
        if (known != null) {
            return known;
        }
        if (watches.size() >= MOST_KNOWN) {
            watches.clear(); // what is stored is handed out until their documents are read again
        }
        long afterRegistration = next(stored.createdAtMillis());
        long soon = nowMillis + random(FIRST_SPREAD);
        return watches.computeIfAbsent(server, s -> new ServerWatch(Math.max(afterRegistration, soon)));
    }

    private Followed followed(ServerWatch watch, View view, RequestSpec request, long nowMillis) {
        Upstream upstream = request.upstream();
        NamedEndpoints named = view.named();
        if (named == null || (upstream.strict() && !named.standard())) {
            return new Followed(this, watch, view, 0, null, null, null);
        }
        // what says when a client was registered is the server's clock
        long serverAhead = clocks.now(request.key()).toEpochMilli() - nowMillis;
        return new Followed(
                this,
                watch,
                view,
                named.readMillis() + serverAhead,
                upstream.authorizationEndpoint() == null ? usable(named.authorization(), upstream) : null,
                upstream.tokenEndpoint() == null ? usable(named.token(), upstream) : null,
                upstream.tokenEndpoint() == null ? usable(named.mtlsToken(), upstream) : null);
    }

    private static @Nullable EndpointUrl usable(@Nullable EndpointUrl named, Upstream upstream) {
        return named == null || upstream.refusal(named.reaching(upstream.egress())) != null ? null : named;
    }

    /**
     * Has the document read because an endpoint of it is gone, and returns the end of that read, which does not fail.
     * Reads of one server are shared, and a minute apart; where one has just ended there is nothing to wait for.
     */
    public CompletableFuture<?> gone(RequestSpec request, DcrCredentials used) {
        if (!follows(request)) {
            return CompletableFuture.completedFuture(null);
        }
        long now = clock.millis();
        ServerWatch watch = watch(request, used, now);
        CompletableFuture<Void> running = watch.running();
        if (running != null) {
            return running;
        }
        return watch.takesEvidence(now) ? read(watch, request) : CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<?> read(ServerWatch watch, RequestSpec request) {
        CompletableFuture<Void> own = new CompletableFuture<>();
        if (!watch.begin(own)) {
            CompletableFuture<Void> running = watch.running();
            return running == null ? CompletableFuture.completedFuture(null) : running;
        }
        long now = clock.millis();
        watch.takeNoEvidenceBefore(now + BETWEEN_EVIDENCE.toMillis());
        Runnable work = () -> {
            if (!closing.isDone()) {
                read(request);
            }
        };
        CompletableFuture<Void> taken = background.offer(work);
        if (taken == null) {
            watch.putOff(watch.view(), now + BETWEEN_EVIDENCE.toMillis());
            watch.end(own);
            return own;
        }
        CompletableFuture<?> unused = taken.whenComplete((nothing, failure) -> watch.end(own));
        return own;
    }

    private void read(RequestSpec request) {
        servers.forget(request);
        Discovery found = lookup.searchAndKeep(
                request.upstream(), Deadline.after(clock, callTimeout.multipliedBy(MOST_DOCUMENTS)));
        if (found.used() == null) {
            publisher.failures().endpointsNotRead(request.key(), found.failure());
        }
    }

    /** Learns from a document that was read, for whatever reason. */
    private void learn(Upstream upstream, Discovery discovery) {
        long now = clock.millis();
        ServerWatch watch = watches.get(Server.of(upstream));
        if (watch != null) {
            watch.learned(NamedEndpoints.of(discovery, now), next(now));
        }
    }

    private void announce(DcrCredentials stored, DcrCredentials handedOut) {
        announce(stored.key(), "token_endpoint", stored.tokenEndpoint(), handedOut.tokenEndpoint());
        announce(
                stored.key(),
                "authorization_endpoint",
                stored.authorizationEndpoint().orElse(null),
                handedOut.authorizationEndpoint().orElse(null));
    }

    private void announce(DcrKey key, String endpoint, @Nullable URI stored, @Nullable URI now) {
        if (stored == null || now == null) {
            return;
        }
        Announced what = new Announced(key, endpoint);
        String to = now.toString();
        boolean moved = !now.equals(stored);
        String before = moved ? announced.put(what, to) : announced.remove(what);
        String from = before == null ? stored.toString() : before;
        if (!from.equals(to)) {
            publisher.publish(new DcrEvent.EndpointMoved(key, endpoint, from, to));
        }
        if (announced.size() > MOST_KNOWN) {
            announced.clear(); // some may be published once more
        }
    }

    private static long next(long fromMillis) {
        return fromMillis + INTERVAL.toMillis() + random(SPREAD);
    }

    private static long random(Duration within) {
        return ThreadLocalRandom.current().nextLong(within.toMillis());
    }
}

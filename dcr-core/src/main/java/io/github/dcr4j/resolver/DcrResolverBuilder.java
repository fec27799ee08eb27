package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.rejection.RejectionProbe;
import io.github.dcr4j.request.ClientMetadata;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import okhttp3.OkHttpClient;

/**
 * Builds a {@link DcrResolver}; every value is checked when it is set. A time-out or a lease of more than a year counts
 * as a year. Not thread-safe.
 */
public final class DcrResolverBuilder {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final ResolverSettings settings;

    DcrResolverBuilder(DcrCredentialStore store) {
        settings = new ResolverSettings(store);
    }

    /** Sets the source of time; the machine's by default. */
    public DcrResolverBuilder clock(DcrClock clock) {
        settings.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /** Sets the listener for what happens; none by default. */
    public DcrResolverBuilder listener(DcrEventListener listener) {
        settings.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Sets the HTTP client to derive from: its TLS, DNS and interceptors are kept. Redirects, cookies, caches,
     * repeats and time-outs are the resolver's own, and so is the connection pool. Its {@code proxy} is kept too, and
     * then the proxy decides which addresses are dialled; a {@code proxySelector} and system properties are not used.
     */
    public DcrResolverBuilder httpClient(OkHttpClient httpClient) {
        settings.httpClient = Objects.requireNonNull(httpClient, "httpClient");
        return this;
    }

    /**
     * Sets where attempts and background work run. Each may block: it needs a thread for every attempt, and none of its
     * threads may call {@code resolve}. Virtual threads suit a program in which thousands of keys are cold at once. The
     * caller closes it, after the resolver.
     */
    public DcrResolverBuilder executor(Executor executor) {
        settings.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /** Sets the {@code User-Agent} header; {@code dcr4j} by default. */
    public DcrResolverBuilder userAgent(String userAgent) {
        settings.userAgent = ClientMetadata.ascii("userAgent", userAgent, 255);
        return this;
    }

    /**
     * Sets how long before its expiry a secret is no longer used, for clocks that differ; at most a tenth of its life.
     */
    public DcrResolverBuilder skew(Duration skew) {
        if (skew.isNegative()) {
            throw new IllegalArgumentException("skew must not be negative: " + skew);
        }
        settings.skew = skew;
        return this;
    }

    /**
     * Sets in which last part of its life a secret is replaced in the background, while callers go on using it: 0.2 by
     * default, which is clipped to two minutes at least and a day at most, and never begins in the first half of the
     * life. It begins up to a tenth later by chance. Zero for no replacement before the end: the first caller after it
     * waits then.
     *
     * @param share from 0 to 0.5
     */
    public DcrResolverBuilder refreshWindow(double share) {
        if (!(share >= 0 && share <= 0.5)) {
            throw new IllegalArgumentException("refreshWindow must be from 0 to 0.5: " + share);
        }
        settings.refreshWindow = share;
        return this;
    }

    /**
     * Sets how many registrations one key may see within a while, on all replicas together: 60 in an hour by default.
     * Further ones fail at once, with {@code retryAfter()}, until the oldest is that long ago. Raise it for a server
     * whose secrets live for less than two minutes.
     *
     * @param registrations at least one
     * @param window zero for no ceiling
     */
    public DcrResolverBuilder registrationCeiling(int registrations, Duration window) {
        settings.ceiling = new Ceiling(registrations, window);
        return this;
    }

    /**
     * Sets how long after a client was replaced because the server rejected it the next one of the same key may be, on
     * all replicas together: a minute by default. A server that rejects every new client is not given more than that.
     */
    public DcrResolverBuilder minReplacementInterval(Duration minReplacementInterval) {
        if (minReplacementInterval.isNegative()) {
            throw new IllegalArgumentException(
                    "minReplacementInterval must not be negative: " + minReplacementInterval);
        }
        settings.minReplacementInterval = minReplacementInterval;
        return this;
    }

    /**
     * Sets who confirms that the server does not know a client any more, before it is replaced because a caller
     * reported that it was rejected. By default a report is believed. The probe is called on a thread of the resolver's
     * executor; all who report the same client on this replica wait for its one answer, each for {@link #maxWait} at
     * most, free to be interrupted, and no longer than the resolver is open. {@code close} does not wait for a probe.
     */
    public DcrResolverBuilder confirmRejections(RejectionProbe probe) {
        settings.rejectionProbe = Objects.requireNonNull(probe, "probe");
        settings.confirmsByReading = false;
        return this;
    }

    /**
     * Has a client that a caller reports as rejected read at the server (RFC 7592, section 2.1), under the key's lease,
     * before it is replaced. One that the server tells of is kept; if the server tells another secret of it, that one
     * is saved and used, but not what looks like the hash of a secret or a mask. A client that was kept is replaced
     * when it is rejected again on this resolver, whatever a read says: at once, unless the server named the very
     * secret that was rejected; then a {@link #minReplacementInterval} after that. One that the server does not know
     * (401, 404, 410) is replaced, and so is one that cannot be asked about: the server offered no management, or does
     * not do this. A failure that may pass leaves it open: the client is kept for now. Takes the place of a probe. The
     * caller who reports waits as {@link DcrOperations#read(DcrRequest)} does.
     */
    public DcrResolverBuilder confirmRejectionsByReading() {
        settings.confirmsByReading = true;
        settings.rejectionProbe = null;
        return this;
    }

    /**
     * Sets how long one call to a server may take, from connecting to the last byte of the answer. Looking up a name
     * ends when the machine's resolver, or the {@code dns} of the HTTP client, ends it.
     */
    public DcrResolverBuilder callTimeout(Duration callTimeout) {
        settings.callTimeout = positive("callTimeout", callTimeout);
        return this;
    }

    /** Sets how long the right to register lasts: another replica takes over after it. More than two seconds. */
    public DcrResolverBuilder leaseDuration(Duration leaseDuration) {
        if (leaseDuration.compareTo(Duration.ofSeconds(2)) <= 0) {
            throw new IllegalArgumentException("leaseDuration must be more than 2 s: " + leaseDuration);
        }
        settings.leaseDuration = positive("leaseDuration", leaseDuration);
        return this;
    }

    /**
     * Sets how long a caller of {@code resolve}, or one who reports a rejected client, waits at most; 25 s by default.
     */
    public DcrResolverBuilder maxWait(Duration maxWait) {
        settings.maxWait = positive("maxWait", maxWait);
        return this;
    }

    /**
     * Sets how many attempts may be at work at one server at a time, 4 by default; further ones wait in line, without a
     * thread. An attempt that waits for another replica's is not at work. Servers are distinguished by host and port.
     */
    public DcrResolverBuilder maxAttemptsPerServer(int maxAttemptsPerServer) {
        if (maxAttemptsPerServer < 1) {
            throw new IllegalArgumentException("maxAttemptsPerServer must be at least 1: " + maxAttemptsPerServer);
        }
        settings.maxAttemptsPerServer = maxAttemptsPerServer;
        return this;
    }

    /**
     * Sets how many attempts may be at work at all servers together, 128 by default, each with a thread; further ones
     * wait in line, without one. Half of these places are for servers at which no attempt is at work, so that servers
     * which never answer do not keep others from their turn. {@link #maxWaiters} bounds how many attempts wait, and
     * {@link DcrResolver#close} ends them.
     */
    public DcrResolverBuilder maxAttempts(int maxAttempts) {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1: " + maxAttempts);
        }
        settings.maxAttempts = maxAttempts;
        return this;
    }

    /** Sets how many callers, and how many attempts, may wait at a time; further ones fail at once. */
    public DcrResolverBuilder maxWaiters(int maxWaiters) {
        if (maxWaiters < 1) {
            throw new IllegalArgumentException("maxWaiters must be at least 1: " + maxWaiters);
        }
        settings.maxWaiters = maxWaiters;
        return this;
    }

    /** Sets how many clients are held at most that could not be saved; further ones are deleted. */
    public DcrResolverBuilder maxUnpublished(int maxUnpublished) {
        if (maxUnpublished < 0) {
            throw new IllegalArgumentException("maxUnpublished must not be negative: " + maxUnpublished);
        }
        settings.maxUnpublished = maxUnpublished;
        return this;
    }

    /** Returns the resolver. */
    public DcrResolver build() {
        return new DcrResolver(settings);
    }

    private static Duration positive(String property, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(property + " must be more than zero: " + value);
        }
        return value.compareTo(LONGEST) > 0 ? LONGEST : value;
    }
}

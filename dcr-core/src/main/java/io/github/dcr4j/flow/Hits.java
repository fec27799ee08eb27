package io.github.dcr4j.flow;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.attempt.Lifecycle;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.entry.ProtectedResource;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.follow.EndpointFollower;
import io.github.dcr4j.keep.RejectedRegistrations;
import io.github.dcr4j.keep.UnpublishedRegistrations;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCredentialStore;
import org.jspecify.annotations.Nullable;

/**
 * What can be used as it is: credentials that are stored, or held because they could not be stored. The path of nearly
 * every call: it takes no lock, sends nothing, and allocates nothing. Thread-safe.
 */
public final class Hits {
    private final DcrCredentialStore store;
    private final UnpublishedRegistrations unpublished;
    private final RejectedRegistrations rejected;
    private final Lifecycle lifecycle;
    private final Refreshes refreshes;
    private final EndpointFollower follower;
    private final EventPublisher publisher;
    private final DcrClock clock;

    public Hits(
            DcrCredentialStore store,
            UnpublishedRegistrations unpublished,
            RejectedRegistrations rejected,
            Lifecycle lifecycle,
            Refreshes refreshes,
            EndpointFollower follower,
            EventPublisher publisher,
            DcrClock clock) {
        this.store = store;
        this.unpublished = unpublished;
        this.rejected = rejected;
        this.lifecycle = lifecycle;
        this.refreshes = refreshes;
        this.follower = follower;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * Returns what is stored for {@code request}, whatever its age; {@code null} if nothing is, or the store could not
     * be read and nothing is held. A hit never waits for the store; a claim does, and looks again.
     */
    @Nullable
    public DcrCredentials stored(RequestSpec request) {
        warnOfHttp(request);
        try {
            DcrCredentials found = StoreCalls.find(store, request.lookUpKey());
            if (found != null) {
                request.foundUnder(found.key());
            }
            return rejected.unlessRejected(found);
        } catch (DcrStoreException e) {
            return withoutStore(request.key(), e);
        }
    }

    /** Warns, once, if {@code http} is open to a host that {@code request} names. */
    public void warnOfHttp(RequestSpec request) {
        String insecure = request.insecure();
        if (insecure != null) {
            publisher.insecure(
                    insecure,
                    () -> AdvisedOption.INSECURE_HTTP.mentioned(
                            request.upstream().egress().optionNames()));
        }
    }

    /** Warns, once, if {@code http} is open to {@code resource}. */
    public void warnOfHttp(ProtectedResource resource) {
        if (resource.url().insecure()) {
            publisher.insecure(
                    resource.url().authority(),
                    () -> AdvisedOption.INSECURE_RESOURCE.mentioned(
                            resource.url().egress().optionNames()));
        }
    }

    /**
     * Returns what can be used for {@code request} given that {@code stored} is stored, with the endpoints that its
     * server named last; {@code null} for nothing.
     */
    @Nullable
    public DcrCredentials usable(RequestSpec request, @Nullable DcrCredentials stored) {
        return usable(request, stored, clock.millis());
    }

    /** Returns what {@link #usable(RequestSpec, DcrCredentials)} does, when the wall clock shows {@code now}. */
    @Nullable
    public DcrCredentials usable(RequestSpec request, @Nullable DcrCredentials stored, long now) {
        DcrCredentials usable = stored == null ? null : judged(request, stored, now);
        usable = usable == null ? held(request.key()) : usable;
        if (usable != null) {
            publisher.hit(usable, now);
            return follower.current(request, usable, now);
        }
        return null;
    }

    /** Returns what was registered and could not be saved, as long as it can be used. */
    @Nullable
    DcrCredentials held(DcrKey key) {
        return lifecycle.usableOrNull(unpublished.find(key));
    }

    private @Nullable DcrCredentials judged(RequestSpec request, DcrCredentials stored, long now) {
        return switch (lifecycle.ageAt(stored, now)) {
            case FRESH -> stored;
            case DUE -> whileDue(request, stored, now);
            case EXPIRED -> null;
        };
    }

    /** What is due is used as it is; no caller waits for what replaces it. */
    private DcrCredentials whileDue(RequestSpec request, DcrCredentials stored, long now) {
        DcrCredentials held = held(request.key());
        if (held != null) {
            return held;
        }
        if (request.renewal() == RenewalStrategy.MANUAL) {
            publisher.willExpire(stored);
        } else {
            refreshes.due(request, stored, now);
        }
        return stored;
    }

    private @Nullable DcrCredentials withoutStore(DcrKey key, DcrStoreException failure) {
        DcrCredentials held = held(key);
        if (held != null) {
            publisher.publish(new DcrEvent.ServedWithoutStore(key, held.generation()));
        } else if (failure.retryable()) {
            publisher.failures().storeNotRead(key, failure);
        } else {
            throw failure;
        }
        return held;
    }
}

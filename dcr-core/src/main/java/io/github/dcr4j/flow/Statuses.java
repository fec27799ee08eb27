package io.github.dcr4j.flow;

import io.github.dcr4j.ClientStatus;
import io.github.dcr4j.ClientStatus.State;
import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.attempt.FailurePauses;
import io.github.dcr4j.attempt.Lifecycle;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.keep.RejectedRegistrations;
import io.github.dcr4j.keep.UnpublishedRegistrations;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.KeyStanding;
import io.github.dcr4j.store.LatestGeneration;
import io.github.dcr4j.store.LatestGeneration.End;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells how it stands with clients: by one read of the store, and what this process knows besides. Thread-safe. */
public final class Statuses {
    private final DcrCoordination coordination;
    private final UnpublishedRegistrations unpublished;
    private final RejectedRegistrations rejected;
    private final Lifecycle lifecycle;
    private final FailurePauses pauses;
    private final Ceiling ceiling;
    private final DcrClock clock;

    public Statuses(
            DcrCoordination coordination,
            UnpublishedRegistrations unpublished,
            RejectedRegistrations rejected,
            Lifecycle lifecycle,
            FailurePauses pauses,
            Ceiling ceiling,
            DcrClock clock) {
        this.coordination = coordination;
        this.unpublished = unpublished;
        this.rejected = rejected;
        this.lifecycle = lifecycle;
        this.pauses = pauses;
        this.ceiling = ceiling;
        this.clock = clock;
    }

    /** Returns how it stands with the client of {@code request}. */
    public ClientStatus of(RequestSpec request) {
        DcrKey key = request.key();
        KeyStanding stored = StoreCalls.standing(coordination, key, request.metadataDigest(), ceiling);
        DcrCredentials held = lifecycle.usableOrNull(unpublished.find(key));
        DcrCredentials current = held == null ? rejected.unlessRejected(stored.current()) : held;
        LatestGeneration latest = stored.latest();
        Duration pause = longer(pauses.left(key), stored.pause());
        return new ClientStatus(
                key,
                current == null ? withoutOne(stored) : state(current),
                current == null ? Way.REGISTERED : current.way(),
                current == null ? ofEnded(latest) : ForeignText.of(current.clientId()),
                current == null ? null : current.generation(),
                current == null ? null : current.createdAt(),
                current == null ? null : current.clientSecretExpiresAt().orElse(null),
                held == null,
                stored.failures(),
                lastFailure(key, stored),
                pause.isZero() ? null : Instant.ofEpochMilli(clock.millis()).plus(pause),
                stored.underWay());
    }

    /** What all replicas share comes before what this one remembers. */
    private @Nullable String lastFailure(DcrKey key, KeyStanding stored) {
        if (stored.why() != null) {
            return stored.why();
        }
        String here = pauses.lastFailure(key);
        LatestGeneration latest = stored.latest();
        return here == null && stored.current() == null && latest != null ? latest.reason() : here;
    }

    private State state(DcrCredentials current) {
        return switch (lifecycle.age(current)) {
            case FRESH -> State.USABLE;
            case DUE -> State.DUE;
            case EXPIRED -> State.EXPIRED;
        };
    }

    /** What is stored and is not used was rejected here, and the store does not know of it yet. */
    private static State withoutOne(KeyStanding stored) {
        LatestGeneration latest = stored.latest();
        if (stored.current() != null || (latest != null && latest.ended() == End.INVALIDATED)) {
            return State.REJECTED;
        }
        return latest != null && latest.ended() == null && latest.secretOver() ? State.EXPIRED : State.NONE;
    }

    /** A client that was removed is none any more. */
    private static @Nullable ForeignText ofEnded(@Nullable LatestGeneration latest) {
        return latest == null
                        || latest.ended() == End.REMOVED
                        || latest.clientId().isEmpty()
                ? null
                : ForeignText.of(latest.clientId());
    }

    private static Duration longer(Duration here, @Nullable Duration everywhere) {
        return everywhere == null || everywhere.compareTo(here) < 0 ? here : everywhere;
    }
}

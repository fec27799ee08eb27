package io.github.dcr4j.testkit.contract;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A claim under way: few tests care for more than one or two of its parts. */
record Asking(DcrKey key, Duration life, @Nullable String dead, String digest, Ceiling ceiling, Purpose purpose) {
    Asking key(DcrKey other) {
        return new Asking(other, life, dead, digest, ceiling, purpose);
    }

    Asking life(Duration other) {
        return new Asking(key, other, dead, digest, ceiling, purpose);
    }

    Asking dead(DcrCredentials other) {
        return new Asking(key, life, other.generation(), digest, ceiling, purpose);
    }

    Asking digest(String other) {
        return new Asking(key, life, dead, other, ceiling, purpose);
    }

    Asking ceiling(int registrations, Duration window) {
        return new Asking(key, life, dead, digest, new Ceiling(registrations, window), purpose);
    }

    Asking purpose(Purpose other) {
        return new Asking(key, life, dead, digest, ceiling, other);
    }

    ClaimRequest as(String owner) {
        return new ClaimRequest(key, owner, life, dead, digest, ceiling, purpose);
    }
}

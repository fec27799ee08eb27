package io.github.dcr4j.state;

import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.KeyStanding;
import io.github.dcr4j.store.RefusedDocument;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells what is known of a key, see {@link io.github.dcr4j.store.DcrCoordination#standing}. It changes nothing. */
public record ReadStanding(String metadataDigest, Ceiling ceiling) implements Command<KeyStanding> {
    @Override
    public Step<KeyStanding> apply(KeyState state, ClockReading at) {
        Generations generations = state.generations();
        CurrentRecord current = generations.current();
        Claims claims = state.claims();
        Lease lease = claims.lease();
        Claim.BackOff paused = ClaimLease.paused(claims, metadataDigest, ceiling, at.now());
        BackOff refused = claims.refused();
        KeyStanding standing = new KeyStanding(
                current == null ? null : current.credentials(),
                ClaimLease.latest(generations.newest(), at.now()),
                paused == null ? null : paused.pause(),
                paused == null ? null : paused.why().text(),
                claims.failures().count(),
                lease != null && lease.isHeld(at.now()),
                refused == null ? null : refused(refused, at.now()));
        return Step.of(state, standing, at);
    }

    private static @Nullable RefusedDocument refused(BackOff from, long now) {
        String digest = from.boundTo();
        long left = from.span().end() - now;
        return digest == null || left <= 0
                ? null
                : new RefusedDocument(
                        digest, Duration.ofMillis(left), from.why().text());
    }
}

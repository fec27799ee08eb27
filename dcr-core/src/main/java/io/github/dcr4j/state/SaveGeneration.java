package io.github.dcr4j.state;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new generation current, see {@link io.github.dcr4j.store.DcrCredentialStore#save}. It needs no id: its
 * generation is known once it was saved, and the answer is what has become of it since.
 *
 * @param next what is saved
 * @param base what it replaces
 * @param owner of the lease under which it was obtained
 */
public record SaveGeneration(
        DcrCredentials next,
        @Nullable String base,
        @Nullable String owner) implements Command<SaveResult> {
    @Override
    public Step<SaveResult> apply(KeyState state, ClockReading at) {
        Generations generations = state.generations();
        Generation before = generations.known(next.generation());
        if (before != null) {
            return savedBefore(state, before, at);
        }
        if (generations.current() != null && !generations.isCurrent(base)) {
            return lost(state, generations.current().credentials(), at);
        }
        DcrCredentials stored = numbered(generations.version() + 1);
        KeyState saved = state.with(generations.makeCurrent(stored, at)).with(endClaims(state.claims()));
        return Step.of(saved, new SaveResult.Saved(stored), at);
    }

    private Step<SaveResult> savedBefore(KeyState state, Generation before, ClockReading at) {
        Generations generations = state.generations();
        if (generations.current() == null && before.equals(generations.newest()) && !before.hasEnded()) {
            DcrCredentials again = numbered(before.version()); // its record ran out or was lost: it is put back
            return Step.of(state.with(generations.makeCurrent(again, at)), new SaveResult.Saved(again), at);
        }
        if (generations.current() == null) {
            return Step.of(state, new SaveResult.Ended(), at);
        }
        DcrCredentials current = generations.current().credentials();
        return Step.of(
                state,
                generations.isCurrent(next.generation())
                        ? new SaveResult.Saved(current)
                        : new SaveResult.Superseded(current),
                at);
    }

    /** The lease ends as if it ran out: its holder may still report what came of it. */
    private Step<SaveResult> lost(KeyState state, DcrCredentials winner, ClockReading at) {
        Claims claims = state.claims();
        Lease lease = claims.lease();
        Claims left = lease != null && claims.isOwnedBy(owner) ? claims.withLease(lease.runOut(at.now())) : claims;
        return Step.of(state.with(left), new SaveResult.Lost(winner), at);
    }

    private Claims endClaims(Claims claims) {
        Claims left = claims.withLease(null).withFailures(Failures.NONE).withBackOffs(List.of());
        return claims.intentIsOf(owner) ? left.withIntent(null) : left;
    }

    private DcrCredentials numbered(long version) {
        return next.toBuilder().version(version).build();
    }
}

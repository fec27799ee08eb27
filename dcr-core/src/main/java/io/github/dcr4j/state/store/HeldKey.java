package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.state.CurrentRecord;
import io.github.dcr4j.state.KeyState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a store keeps of a key in the memory of this process. A store may keep its parts apart and lose some. Immutable
 * and thread-safe.
 *
 * @param generations its generations
 * @param claims who works on it
 * @param current what hits find; {@code null} if nothing is current, or if the store has dropped it
 */
public record HeldKey(
        HeldGenerations generations,
        HeldClaims claims,
        @Nullable DcrCredentials current) {
    /** What is held of a key of which nothing is known. */
    public static final HeldKey NOTHING = new HeldKey(HeldGenerations.NONE, HeldClaims.NONE, null);

    /** Puts the parts together. */
    public HeldKey {
        Objects.requireNonNull(generations, "generations");
        Objects.requireNonNull(claims, "claims");
    }

    KeyState state() {
        return new KeyState(generations.with(current), claims.claims(), List.of(), null);
    }

    /** Returns what is held after a step. That commands were applied is not remembered: no reply gets lost here. */
    HeldKey after(KeyState next, long now) {
        CurrentRecord record = next.generations().current();
        return new HeldKey(
                HeldGenerations.of(generations, next.generations(), now),
                new HeldClaims(next.claims()),
                record == null ? null : record.credentials());
    }
}

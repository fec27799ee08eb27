package io.github.dcr4j.state.store;

import io.github.dcr4j.state.Claims;

/** Who works on a key and what pauses registration, between two steps. Immutable and thread-safe. */
public final class HeldClaims {
    /** Those of a key on which no caller works. */
    public static final HeldClaims NONE = new HeldClaims(Claims.NONE);

    private final Claims claims;

    HeldClaims(Claims claims) {
        this.claims = claims;
    }

    Claims claims() {
        return claims;
    }

    /** Returns whether anything here can still change an answer at {@code now}, in milliseconds of the store's time. */
    public boolean matterAt(long now) {
        return claims.forgetPassed(now).matterUntil() > now;
    }
}

package io.github.dcr4j.state;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.DcrCoordination.Retired.Cause;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a generation beside its row: no client secret.
 *
 * @param name its name
 * @param version its number
 * @param clientId its client, empty if only the name is known
 * @param management what it takes to delete the client; {@code null} once settled, or where the server offers none
 * @param secret how long its secret is good
 * @param former until when it is findable as a former generation; {@code null} if it is not one
 * @param cause why it has ended; {@code null} if it has not
 * @param reason what was observed when it was invalidated, for operators
 * @param unknown members of a newer release, as JSON
 */
public record Generation(
        String name,
        long version,
        String clientId,
        @Nullable DcrManagement management,
        Span secret,
        @Nullable Span former,
        @Nullable Cause cause,
        @Nullable String reason,
        @Nullable String unknown) {

    static Generation of(DcrCredentials credentials, Span secret) {
        return new Generation(
                credentials.generation(),
                credentials.version(),
                credentials.clientId(),
                credentials.management().orElse(null),
                secret,
                null,
                null,
                null,
                null);
    }

    /** Returns one that was invalidated before it was saved: nothing but its name is known. */
    static Generation endedUnknown(String name, String reason) {
        return new Generation(name, 0, "", null, Span.NEVER, null, Cause.INVALIDATED, reason, null);
    }

    boolean hasEnded() {
        return cause != null;
    }

    public boolean isFormer() {
        return former != null;
    }

    /** Returns why its client is out of use, given that it is neither current nor former. */
    Cause causeOrReplaced() {
        return cause == null ? Cause.REPLACED : cause;
    }

    Generation withSecret(Span next) {
        return new Generation(name, version, clientId, management, next, former, cause, reason, unknown);
    }

    public Generation withFormer(@Nullable Span next) {
        return new Generation(name, version, clientId, management, secret, next, cause, reason, unknown);
    }

    Generation withManagement(@Nullable DcrManagement next) {
        return new Generation(name, version, clientId, next, secret, former, cause, reason, unknown);
    }

    /** Ends it; what has ended before keeps its cause. */
    public Generation end(Cause why, @Nullable String observed) {
        return hasEnded()
                ? this
                : new Generation(name, version, clientId, management, secret, null, why, observed, unknown);
    }

    Generation limited(long now) {
        Generation next = secret.limited(now).equals(secret) ? this : withSecret(secret.limited(now));
        return former == null || former.limited(now).equals(former) ? next : next.withFormer(former.limited(now));
    }

    Generation forgetPassed(long now) {
        return former != null && former.isOver(now) ? withFormer(null) : this;
    }
}

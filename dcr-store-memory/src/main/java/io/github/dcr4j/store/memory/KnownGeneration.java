package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrCoordination.Retired;
import io.github.dcr4j.DcrCoordination.Retired.Cause;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a generation beside its record: without the client secret, unless it is a former one.
 *
 * @param generation its name
 * @param version its number
 * @param clientId its client
 * @param management what it takes to delete the client, {@code null} once settled or where the server offers none
 * @param former what a login that began with it is given
 * @param end why it is over for good, {@code null} if it is not
 */
record KnownGeneration(
        String generation,
        long version,
        String clientId,
        @Nullable DcrManagement management,
        @Nullable Former former,
        @Nullable Cause end) {
    /**
     * Credentials that were replaced before their end.
     *
     * @param end the monotonic moment until which they stay findable
     */
    record Former(DcrCredentials credentials, long end) {}

    static KnownGeneration of(DcrCredentials current) {
        return new KnownGeneration(
                current.generation(),
                current.version(),
                current.clientId(),
                current.management().orElse(null),
                null,
                null);
    }

    /** Returns one that was invalidated before it was saved: nothing but its name is known. */
    static KnownGeneration endedUnknown(String generation) {
        return new KnownGeneration(generation, 0, "", null, null, Cause.INVALIDATED);
    }

    /** Returns what deletes the clients of {@code generations} that are not {@code kept}, each once, with its newest token. */
    static List<Retired> retired(List<KnownGeneration> generations, Set<String> kept) {
        Map<String, Retired> superseded = new LinkedHashMap<>();
        for (KnownGeneration known : generations) {
            if (known.management() != null && !kept.contains(known.clientId())) {
                superseded.put(known.clientId(), new Retired(known.management(), known.cause()));
            }
        }
        return List.copyOf(superseded.values());
    }

    /** Returns for how long one of {@code generations} is findable as a former one. */
    static Duration longestKept(List<KnownGeneration> generations, Moment now) {
        long longest = 0;
        for (KnownGeneration known : generations) {
            longest = known.former() == null
                    ? longest
                    : Math.max(longest, known.former().end() - now.nanos());
        }
        return Duration.ofNanos(longest);
    }

    boolean hasEnded() {
        return end != null;
    }

    /** Returns why its client is out of use, given that it is neither current nor former. */
    Cause cause() {
        return end == null ? Cause.REPLACED : end;
    }

    KnownGeneration replaced(DcrCredentials credentials, Moment now) {
        Duration kept = now.keptAsFormer(credentials);
        Former next = kept.isZero() || kept.isNegative() ? null : new Former(credentials, now.after(kept));
        return new KnownGeneration(generation, version, clientId, management, next, null);
    }

    /** Ends it; what has ended before keeps its cause. */
    KnownGeneration end(Cause cause) {
        return end != null ? this : new KnownGeneration(generation, version, clientId, management, null, cause);
    }

    KnownGeneration at(Moment now) {
        return former == null || now.nanos() - former.end() < 0
                ? this
                : new KnownGeneration(generation, version, clientId, management, null, end);
    }

    KnownGeneration manage(@Nullable DcrManagement to) {
        Former next = former == null || to == null
                ? former
                : new Former(former.credentials().toBuilder().management(to).build(), former.end());
        return new KnownGeneration(generation, version, clientId, to, next, end);
    }
}

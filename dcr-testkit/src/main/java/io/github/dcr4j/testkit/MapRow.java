package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrCoordination.Retired;
import io.github.dcr4j.DcrCoordination.Retired.Cause;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One key of a {@link MapDcrCredentialStore}: every generation it ever had. Not thread-safe. */
final class MapRow {
    final Map<String, DcrCredentials> generations = new LinkedHashMap<>();
    final Map<String, Instant> formerUntil = new LinkedHashMap<>();
    final Map<String, Cause> ended = new HashMap<>();
    final Set<String> settledClients = new HashSet<>();

    @Nullable
    String current;

    long version;

    @Nullable
    Instant lastInvalidation;

    @Nullable
    Instant removedAt;

    @Nullable
    DcrCredentials current() {
        return current == null ? null : generations.get(current);
    }

    boolean isFormer(String generation, Instant now) {
        Instant until = formerUntil.get(generation);
        return until != null && now.isBefore(until) && !ended.containsKey(generation);
    }

    /** Makes {@code next} current and what was current a former generation. */
    void replace(DcrCredentials next, Instant now) {
        DcrCredentials base = current();
        if (base != null) {
            keep(base, now);
        }
        current = next.generation();
        version = Math.max(version, next.version());
        generations.put(next.generation(), next);
    }

    /** Makes {@code former} findable by its name. */
    void keep(DcrCredentials former, Instant now) {
        Instant until = former.clientSecretExpiresAt()
                .map(end -> end.plus(Duration.ofMinutes(15)))
                .orElseGet(() -> now.plus(Duration.ofHours(24)));
        formerUntil.put(former.generation(), until);
        generations.put(former.generation(), former);
    }

    /** Returns the newest generation, also if it has ended. */
    @Nullable
    DcrCredentials latest() {
        return generations.values().stream()
                .max(Comparator.comparingLong(DcrCredentials::version))
                .orElse(null);
    }

    Stream<DcrCredentials> inUse(Instant now) {
        return generations.values().stream()
                .filter(known -> known.generation().equals(current) || isFormer(known.generation(), now));
    }

    /** Returns what can be managed of {@code known}, unless its client was settled. */
    @Nullable
    DcrManagement management(@Nullable DcrCredentials known) {
        return known == null || settledClients.contains(known.clientId())
                ? null
                : known.management().orElse(null);
    }

    /** Returns the clients that nobody uses, other than the latest one, each with its newest management data. */
    List<Retired> superseded(Instant now) {
        Set<String> kept = new HashSet<>();
        inUse(now).forEach(known -> kept.add(known.clientId()));
        DcrManagement latest = management(latest());
        if (latest != null) {
            kept.add(latest.clientId());
        }
        Map<String, Retired> left = new LinkedHashMap<>();
        generations.values().stream()
                .sorted(Comparator.comparingLong(DcrCredentials::version))
                .filter(known -> !kept.contains(known.clientId()))
                .forEach(known -> {
                    DcrManagement management = management(known);
                    if (management != null) {
                        Cause cause = ended.getOrDefault(known.generation(), Cause.REPLACED);
                        left.put(known.clientId(), new Retired(management, cause));
                    }
                });
        return List.copyOf(left.values());
    }
}

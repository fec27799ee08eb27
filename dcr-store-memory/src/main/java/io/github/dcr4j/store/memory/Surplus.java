package io.github.dcr4j.store.memory;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which generation of a key is forgotten when there are more than are remembered. */
final class Surplus {
    private static final int MOST_GENERATIONS = 256;

    private Surplus() {}

    static boolean isFull(List<KnownGeneration> generations) {
        return generations.size() >= MOST_GENERATIONS;
    }

    /**
     * Returns the one to forget: the oldest of which only the name is left, or else the oldest that no login needs, or else the
     * oldest. {@code null} if there is room for all.
     *
     * @param generations in the order of their versions
     * @param taken the one that was just taken in, which stays, as the newest does
     */
    static @Nullable KnownGeneration of(List<KnownGeneration> generations, String taken) {
        if (generations.size() <= MOST_GENERATIONS) {
            return null;
        }
        KnownGeneration oldest = null;
        KnownGeneration unused = null;
        for (KnownGeneration known : generations.subList(0, generations.size() - 1)) {
            if (known.generation().equals(taken)) {
                continue;
            }
            if (known.former() == null && known.management() == null) {
                return known;
            }
            oldest = oldest == null ? known : oldest;
            unused = unused == null && known.former() == null ? known : unused;
        }
        return unused == null ? oldest : unused;
    }

    /** Returns whether something is lost with {@code dropped}: a client of which nothing else is known. */
    static boolean isLost(KnownGeneration dropped, List<KnownGeneration> left, Set<String> inUse) {
        String client = dropped.clientId();
        return (dropped.management() != null || dropped.former() != null)
                && !inUse.contains(client)
                && left.stream()
                        .noneMatch(known ->
                                known.management() != null && known.clientId().equals(client));
    }
}

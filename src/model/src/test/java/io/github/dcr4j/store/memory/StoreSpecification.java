package io.github.dcr4j.store.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a store does with the generations of one key, one step after the other: small enough to be seen right.
 * Generations are numbers, none is 0.
 */
public final class StoreSpecification {
    private final List<Integer> saved = new ArrayList<>();
    private final Set<Integer> ended = new HashSet<>();
    private int current;

    /** Saves {@code next} upon {@code base}. */
    public String save(int next, int base) {
        if (saved.contains(next) || ended.contains(next)) {
            if (current == 0) {
                return "ended";
            }
            return (current == next ? "saved " : "superseded by ") + current;
        }
        if (current != 0 && current != base) {
            return "lost to " + current;
        }
        saved.add(next);
        current = next;
        return "saved " + next;
    }

    /** Returns the current generation. */
    public @Nullable String find() {
        return current == 0 ? null : text(current);
    }

    /** Returns a generation that is current or former. */
    public @Nullable String findGeneration(int generation) {
        return saved.contains(generation) && !ended.contains(generation) ? text(generation) : null;
    }

    /** Ends the current generation if it is that one; one that is not known yet is born ended. */
    public String invalidate(int generation) {
        if (current != generation) {
            boolean already = ended.contains(generation);
            if (!saved.contains(generation)) {
                ended.add(generation);
            }
            return already ? "Already" : "NotCurrent";
        }
        ended.add(generation);
        current = 0;
        return "Done";
    }

    /** Ends all. */
    public void remove() {
        ended.addAll(saved);
        current = 0;
    }

    private String text(int generation) {
        return generation + " of version " + (saved.indexOf(generation) + 1);
    }
}

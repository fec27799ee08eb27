package io.github.dcr4j.state;

import io.github.dcr4j.DcrCredentials;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The generations of a key. Immutable.
 *
 * @param list in the order of their versions; the last one is current, unless it has ended or its record is gone
 * @param current what hits find
 * @param version the highest version so far
 * @param lastInvalidation when a current generation was last invalidated
 * @param removedAt when the key was last removed
 * @param rows former rows that this step writes, by generation; empty between steps
 * @param forgotten generations that this step dropped for want of room although their client may still exist; empty
 *     between steps
 */
public record Generations(
        List<Generation> list,
        @Nullable CurrentRecord current,
        long version,
        @Nullable Long lastInvalidation,
        @Nullable Long removedAt,
        Map<String, CurrentRecord> rows,
        List<Generation> forgotten) {
    public static final int MOST = 256;
    public static final Generations NONE = new Generations(List.of(), null, 0, null, null, Map.of(), List.of());

    public Generations {
        list = List.copyOf(list);
        rows = Map.copyOf(rows);
        forgotten = List.copyOf(forgotten);
    }

    boolean isCurrent(@Nullable String name) {
        return current != null && current.generation().equals(name);
    }

    @Nullable
    Generation newest() {
        return list.isEmpty() ? null : list.get(list.size() - 1);
    }

    @Nullable
    public Generation known(String name) {
        for (Generation generation : list) {
            if (generation.name().equals(name)) {
                return generation;
            }
        }
        return null;
    }

    Generations withList(List<Generation> next) {
        return new Generations(next, current, version, lastInvalidation, removedAt, rows, forgotten);
    }

    public Generations withCurrent(@Nullable CurrentRecord next) {
        return new Generations(list, next, version, lastInvalidation, removedAt, rows, forgotten);
    }

    Generations withVersion(long next) {
        return new Generations(list, current, next, lastInvalidation, removedAt, rows, forgotten);
    }

    Generations invalidatedAt(long now) {
        return new Generations(list, current, version, now, removedAt, rows, forgotten);
    }

    Generations removedAt(long now) {
        return new Generations(list, current, version, lastInvalidation, now, rows, forgotten);
    }

    private Generations withRow(String name, CurrentRecord row) {
        Map<String, CurrentRecord> next = new HashMap<>(rows);
        next.put(name, row);
        return new Generations(list, current, version, lastInvalidation, removedAt, next, forgotten);
    }

    private Generations withForgotten(Generation dropped) {
        List<Generation> next = new ArrayList<>(forgotten);
        next.add(dropped);
        return new Generations(list, current, version, lastInvalidation, removedAt, rows, next);
    }

    Generations each(UnaryOperator<Generation> step) {
        return withList(mapped(step));
    }

    /** Returns the list itself where the step changes none: most steps of a key change at most the last one. */
    @SuppressWarnings("ReferenceEquality") // an equal copy may be put in its place
    private List<Generation> mapped(UnaryOperator<Generation> step) {
        List<Generation> next = list;
        for (int i = 0; i < list.size(); i++) {
            Generation changed = step.apply(list.get(i));
            if (changed != list.get(i)) {
                next = next == list ? new ArrayList<>(list) : next;
                next.set(i, changed);
            }
        }
        return next;
    }

    public Generations change(String name, UnaryOperator<Generation> step) {
        return each(generation -> generation.name().equals(name) ? step.apply(generation) : generation);
    }

    /**
     * Nothing that was written lasts longer from {@code now} on than it was meant to: the clock may have been set back.
     */
    Generations limited(long now) {
        return new Generations(
                mapped(generation -> generation.limited(now)),
                current,
                version,
                earlier(lastInvalidation, now),
                earlier(removedAt, now),
                rows,
                forgotten);
    }

    private static @Nullable Long earlier(@Nullable Long time, long now) {
        return time == null || time <= now ? time : Long.valueOf(now);
    }

    Generations forgetPassed(long now) {
        return each(generation -> generation.forgetPassed(now));
    }

    /** Makes credentials current; what they displace becomes former. */
    Generations makeCurrent(DcrCredentials next, ClockReading at) {
        Span secret = at.secretLife(next);
        Generations made = current == null || isCurrent(next.generation()) ? this : keepAsFormer(current, at);
        if (made.known(next.generation()) == null) {
            made = made.append(Generation.of(next, secret));
        }
        return made.withCurrent(new CurrentRecord(next, at.currentLife(secret), null))
                .change(next.generation(), known -> known.withSecret(secret).withFormer(null));
    }

    /** Keeps a row as that of a former generation as long as a login that began with it may take. */
    Generations keepAsFormer(CurrentRecord row, ClockReading at) {
        Generation known = known(row.generation());
        Span life = at.formerLife(known == null ? at.secretLife(row.credentials()) : known.secret());
        return life.isOver(at.now())
                ? change(row.generation(), generation -> generation.withFormer(null))
                : change(row.generation(), generation -> generation.withFormer(life))
                        .withRow(row.generation(), row);
    }

    private Generations append(Generation next) {
        List<Generation> longer = new ArrayList<>(list);
        longer.add(next);
        Generations appended = withList(longer).withVersion(Math.max(version, next.version()));
        return longer.size() > MOST ? appended.forgetOldest() : appended;
    }

    /** Takes in a generation that is older than the newest. */
    Generations insert(Generation older) {
        List<Generation> longer = new ArrayList<>(list);
        int place = 0;
        while (place < longer.size() && longer.get(place).version() < older.version()) {
            place++;
        }
        longer.add(place, older);
        Generations inserted = withList(longer);
        return longer.size() > MOST ? inserted.forgetOldest() : inserted;
    }

    /**
     * Drops the oldest generation that is settled; if there is none, the oldest whose time is over, and last a former
     * one. The newest and the current one stay. What is dropped unsettled is noted.
     */
    public Generations forgetOldest() {
        Generation oldest = oldest(generation -> !generation.isFormer() && generation.management() == null);
        oldest = oldest != null ? oldest : oldest(generation -> !generation.isFormer());
        oldest = oldest != null ? oldest : oldest(generation -> true);
        if (oldest == null) {
            return this;
        }
        String name = oldest.name();
        Map<String, CurrentRecord> left = new HashMap<>(rows);
        left.remove(name);
        List<Generation> shorter =
                list.stream().filter(known -> !known.name().equals(name)).toList();
        Generations next = new Generations(shorter, current, version, lastInvalidation, removedAt, left, forgotten);
        return oldest.management() == null && !oldest.isFormer() ? next : next.withForgotten(oldest);
    }

    private @Nullable Generation oldest(java.util.function.Predicate<Generation> which) {
        Generation newest = newest();
        for (Generation generation : list) {
            if (which.test(generation) && !generation.equals(newest) && !isCurrent(generation.name())) {
                return generation;
            }
        }
        return null;
    }
}

package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.state.CurrentRecord;
import io.github.dcr4j.state.Generation;
import io.github.dcr4j.state.Generations;
import io.github.dcr4j.state.KeyState;
import io.github.dcr4j.state.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The generations of a key between two steps, without the credentials of the current one. There are as many in memory
 * as keys, so they stand flat here, and become {@link Generations} for a step. Immutable and thread-safe.
 */
public final class HeldGenerations {
    /** Those of a key of which nothing is known. */
    public static final HeldGenerations NONE = new HeldGenerations(Generations.NONE, Map.of(), 0);

    private final List<Generation> list;
    private final long version;
    private final @Nullable Marks marks;
    private final @Nullable String current;
    private final @Nullable Span currentLife;
    private final Map<String, DcrCredentials> formers;
    private final long keptUntil;

    /** What most keys lack: when a generation was last invalidated, and when the key was removed. */
    private record Marks(
            @Nullable Long lastInvalidation, @Nullable Long removedAt) {}

    private HeldGenerations(Generations generations, Map<String, DcrCredentials> formers, long keptUntil) {
        CurrentRecord record = generations.current();
        list = generations.list();
        version = generations.version();
        marks = generations.lastInvalidation() == null && generations.removedAt() == null
                ? null
                : new Marks(generations.lastInvalidation(), generations.removedAt());
        current = record == null ? null : record.generation();
        currentLife = record == null ? null : record.life();
        this.formers = formers;
        this.keptUntil = keptUntil;
    }

    /** Returns what is held after a step that left {@code next}. */
    static HeldGenerations of(HeldGenerations before, Generations next, long now) {
        Map<String, DcrCredentials> formers = new HashMap<>();
        for (Generation known : next.list()) {
            CurrentRecord row = next.rows().get(known.name());
            DcrCredentials former = row == null ? before.formers.get(known.name()) : row.credentials();
            if (known.isFormer() && former != null) {
                formers.put(known.name(), former);
            }
        }
        return new HeldGenerations(
                next, Map.copyOf(formers), KeyState.EMPTY.with(next).keptUntil(now));
    }

    /** Returns the generations with the credentials of the current one, unless these are others or were dropped. */
    Generations with(@Nullable DcrCredentials record) {
        CurrentRecord found =
                record != null && currentLife != null && record.generation().equals(current)
                        ? new CurrentRecord(record, currentLife, null)
                        : null;
        Long lastInvalidation = marks == null ? null : marks.lastInvalidation();
        Long removedAt = marks == null ? null : marks.removedAt();
        return new Generations(list, found, version, lastInvalidation, removedAt, Map.of(), List.of());
    }

    /** Returns a former generation as it is given out: what manages it now, if anything does, stands beside it. */
    @Nullable
    DcrCredentials former(String generation, long now) {
        DcrCredentials former = formers.get(generation);
        Generation known = with(null).known(generation);
        return former == null
                        || known == null
                        || known.former() == null
                        || known.former().isOver(now)
                ? null
                : managed(former, known);
    }

    /** Returns the former generations whose clients were not deleted; the time of some may be over. */
    public List<DcrCredentials> formers() {
        List<DcrCredentials> kept = new ArrayList<>();
        for (Generation known : list) {
            DcrCredentials former = formers.get(known.name());
            if (former != null
                    && (known.management() != null || former.management().isEmpty())) {
                kept.add(managed(former, known));
            }
        }
        return kept;
    }

    private static DcrCredentials managed(DcrCredentials former, Generation known) {
        return former.toBuilder().management(known.management()).build();
    }

    /** Returns whether there is anything to remember. */
    public boolean isEmpty() {
        return list.isEmpty() && marks == null;
    }

    /** Returns until when they are remembered, in milliseconds of the store's time; {@link Long#MAX_VALUE} for ever. */
    public long keptUntil() {
        return keptUntil;
    }

    /** Returns until when the credentials of the current generation are kept, as {@link #keptUntil} does. */
    public long currentUntil() {
        return Objects.requireNonNull(currentLife, "nothing is current").end();
    }
}

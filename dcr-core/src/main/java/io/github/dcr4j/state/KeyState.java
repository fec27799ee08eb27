package io.github.dcr4j.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one key. Immutable; {@linkplain Command commands} make the next one of it.
 *
 * @param generations its generations
 * @param claims who works on it
 * @param applied commands of the last day, the oldest first
 * @param unknown members of a newer release, as JSON
 */
public record KeyState(
        Generations generations,
        Claims claims,
        List<Applied> applied,
        @Nullable String unknown) {
    public static final KeyState EMPTY = new KeyState(Generations.NONE, Claims.NONE, List.of(), null);
    private static final Duration REMEMBERED = Duration.ofHours(24);
    private static final long WEEK = Duration.ofDays(7).toMillis();
    private static final int MOST_APPLIED = 128;

    public KeyState {
        applied = List.copyOf(applied);
    }

    public KeyState with(Generations next) {
        return new KeyState(next, claims, applied, unknown);
    }

    public KeyState with(Claims next) {
        return new KeyState(generations, next, applied, unknown);
    }

    /** Returns the answer that the command was given, {@code null} if it is not known to have been applied. */
    @Nullable
    String answerOf(String id) {
        for (Applied known : applied) {
            if (known.id().equals(id)) {
                return known.answer();
            }
        }
        return null;
    }

    /** Remembers for a day that a command was applied. */
    KeyState remember(String id, String answer, long now) {
        return remember(new Applied(id, answer, Span.of(now, REMEMBERED), null));
    }

    KeyState remember(Applied command) {
        List<Applied> next = new ArrayList<>(applied);
        next.add(command);
        return new KeyState(
                generations, claims, next.subList(Math.max(0, next.size() - MOST_APPLIED), next.size()), unknown);
    }

    /** Returns this with no time in it further off than it was meant to be. */
    public KeyState limited(long now) {
        return new KeyState(
                generations.limited(now),
                claims.limited(now),
                applied.isEmpty()
                        ? applied
                        : applied.stream().map(known -> known.limited(now)).toList(),
                unknown);
    }

    /** Returns this without what has passed. */
    public KeyState forgetPassed(long now) {
        return new KeyState(
                generations.forgetPassed(now),
                claims.forgetPassed(now),
                anyPassed(now)
                        ? applied.stream()
                                .filter(known -> !known.span().isOver(now))
                                .toList()
                        : applied,
                unknown);
    }

    private boolean anyPassed(long now) {
        for (Applied known : applied) {
            if (known.span().isOver(now)) {
                return true;
            }
        }
        return false;
    }

    /** Returns until when it is kept: it outlives everything that it is about by a week. */
    public long keptUntil(long now) {
        long until = Math.max(now, claims.matterUntil());
        for (Generation generation : generations.list()) {
            Span former = generation.former();
            until = Math.max(until, former == null ? 0 : former.end());
        }
        CurrentRecord current = generations.current();
        until = Math.max(until, current == null ? 0 : current.life().end());
        return until == Long.MAX_VALUE ? until : until + WEEK;
    }
}

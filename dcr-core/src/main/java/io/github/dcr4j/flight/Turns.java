package io.github.dcr4j.flight;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides which line is given the next free place. Not thread-safe. */
final class Turns {
    private final TreeMap<Integer, LinkedHashSet<Line>> byTaken = new TreeMap<>();
    private final int mostAtAServer;
    private final int mostInAll;
    private int taken;

    Turns(int mostAtAServer, int mostInAll) {
        this.mostAtAServer = mostAtAServer;
        this.mostInAll = mostInAll;
    }

    /** Adds {@code work} to {@code line}, at its head or its end. */
    void add(Line line, Work work, boolean first) {
        if (first) {
            line.waiting.addFirst(work);
        } else {
            line.waiting.addLast(work);
        }
        if (line.waiting.size() == 1) {
            enter(line);
        }
    }

    void removeLast(Line line) {
        line.waiting.removeLast();
        if (line.waiting.isEmpty()) {
            exit(line);
        }
    }

    /** Returns whether {@code work} was waiting in {@code line}, where it waits no more. */
    boolean remove(Line line, Work work) {
        boolean removed = line.waiting.remove(work);
        if (removed && line.waiting.isEmpty()) {
            exit(line);
        }
        return removed;
    }

    List<Work> removeAll(Line line) {
        List<Work> all = List.copyOf(line.waiting);
        if (!all.isEmpty()) {
            line.waiting.clear();
            exit(line);
        }
        return all;
    }

    /** Returns the line whose turn it is; {@code null} if none may begin anything now. */
    @Nullable
    Line next() {
        Map.Entry<Integer, LinkedHashSet<Line>> fewest = byTaken.firstEntry();
        if (fewest == null || taken >= mostInAll) {
            return null;
        }
        int there = fewest.getKey();
        boolean allowed = there == 0 || (there < mostAtAServer && taken < (mostInAll + 1) / 2);
        return allowed ? fewest.getValue().iterator().next() : null;
    }

    /** Takes a place for the first in {@code line}, and returns it. */
    Work begin(Line line) {
        exit(line);
        Work first = line.waiting.remove();
        line.taken++;
        taken++;
        if (!line.waiting.isEmpty()) {
            enter(line);
        }
        return first;
    }

    /** Gives up a place of {@code line}. */
    void leave(Line line) {
        boolean waits = !line.waiting.isEmpty();
        if (waits) {
            exit(line);
        }
        line.taken--;
        taken--;
        if (waits) {
            enter(line);
        }
    }

    /** Returns how many places are taken. */
    int taken() {
        return taken;
    }

    private void enter(Line line) {
        byTaken.computeIfAbsent(line.taken, count -> new LinkedHashSet<>()).add(line);
    }

    private void exit(Line line) {
        LinkedHashSet<Line> same = byTaken.get(line.taken);
        if (same != null && same.remove(line) && same.isEmpty()) {
            byTaken.remove(line.taken);
        }
    }
}

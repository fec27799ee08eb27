package io.github.dcr4j.canary;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds any of many needles in one pass over a text: a rolling hash of a few characters is looked up at each place.
 * Not thread-safe while it is filled.
 */
final class NeedleIndex {
    private static final long BASE = 0x9E3779B97F4A7C15L;
    private static final long OLDEST = power(BASE, Needle.GRAM - 1);
    private static final int FILTER_BITS = 22;

    private final Map<Long, List<Needle>> byStart = new HashMap<>();
    /** Says no for nearly every place of nearly every text, without a look into the map. */
    private final BitSet filter = new BitSet(1 << FILTER_BITS);

    void add(Needle needle) {
        if (needle.text().length() < Needle.GRAM) {
            throw new IllegalArgumentException("too short a text to look for, " + needle.encoding());
        }
        long start = 0;
        for (int i = 0; i < Needle.GRAM; i++) {
            start = start * BASE + needle.text().charAt(i);
        }
        byStart.computeIfAbsent(start, key -> new ArrayList<>(1)).add(needle);
        filter.set(slot(start));
    }

    /** Calls {@code found} for each needle in {@code text}, once for each of its places. */
    void search(String text, Consumer<Needle> found) {
        long gram = 0;
        for (int end = 0; end < text.length(); end++) {
            int start = end - Needle.GRAM;
            if (start >= 0) {
                gram -= text.charAt(start) * OLDEST;
            }
            gram = gram * BASE + text.charAt(end);
            if (start >= -1 && filter.get(slot(gram))) {
                report(text, start + 1, gram, found);
            }
        }
    }

    private void report(String text, int at, long gram, Consumer<Needle> found) {
        for (Needle needle : byStart.getOrDefault(gram, List.of())) {
            if (text.startsWith(needle.text(), at)) {
                found.accept(needle);
            }
        }
    }

    private static int slot(long gram) {
        return (int) ((gram * BASE) >>> (Long.SIZE - FILTER_BITS));
    }

    private static long power(long base, int exponent) {
        return exponent == 0 ? 1 : base * power(base, exponent - 1);
    }
}

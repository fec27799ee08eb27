package io.github.dcr4j.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * What several forks measured.
 *
 * @param median the middle
 * @param min the least
 * @param max the most
 */
record Spread(double median, double min, double max) {
    static Spread of(DoubleStream measured) {
        List<Double> sorted = measured.sorted().boxed().toList();
        int last = sorted.size() - 1;
        double median = (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(last));
    }

    /** Prints the median, and the least and the most beside it, with {@code digits} after the point. */
    String printed(int digits) {
        String number = "%." + digits + "f";
        return String.format(Locale.ROOT, number + " (" + number + " to " + number + ")", median, min, max);
    }
}

package io.github.dcr4j.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the comparisons and prints each as a ratio with its limit beside it. Arguments: the {@linkplain Comparison
 * comparisons} to run, such as {@code hit} and {@code redis-clear}; all of them by default. {@code -Drounds=7} sets how
 * many forks each side gets; 5 by default.
 */
public final class Benchmarks {
    private Benchmarks() {}

    /** Runs what {@code names} name. */
    public static void main(String[] names) throws RunnerException {
        int count = Integer.getInteger("rounds", 5);
        List<Comparison> chosen = names.length == 0
                ? List.of(Comparison.values())
                : Arrays.stream(names).map(Comparison::named).toList();
        System.out.println("JDK " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, " + count + " forks a side");
        for (Comparison comparison : chosen) {
            print(System.out, comparison, Rounds.run(comparison, count));
        }
    }

    private static void print(PrintStream out, Comparison comparison, Rounds rounds) {
        String unit = rounds.unit();
        out.println();
        out.println(
                comparison + "  limit: " + comparison.limit() + (comparison.keptBy(rounds) ? "  KEPT" : "  MISSED"));
        out.println("  ratio       " + rounds.ratio().printed(3));
        out.println("  difference  " + rounds.difference().printed(1) + " " + unit);
        out.println("  CPU time    " + rounds.cpuRatio().printed(3) + " x, difference "
                + rounds.cpuDifference().printed(3) + " us/op");
        out.println("  subject     " + rounds.subject().printed(1) + " " + unit + ", "
                + rounds.subjectBytes().printed(3) + " B/op");
        out.println("  baseline    " + rounds.baseline().printed(1) + " " + unit + ", "
                + rounds.baselineBytes().printed(3) + " B/op");
    }
}

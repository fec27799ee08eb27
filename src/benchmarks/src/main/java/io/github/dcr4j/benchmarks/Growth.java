package io.github.dcr4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures how costs grow, and writes the figure of every fork to a file, from which {@link GrowthPage} makes tables and
 * plots. Arguments: the file, and the {@linkplain Series series} to measure, all of them by default; what the file holds
 * of these is replaced. {@code -Drounds=5} sets how many forks each side gets at each size; 3 by default.
 */
public final class Growth {
    /** What grows. */
    enum Series {
        /** Keys in the memory store. */
        MEMORY(ManyKeysBenchmark.class, "resolve", "cache", "8g", 10, 1_000_000, 10),
        /** Keys in Redis. */
        REDIS(ManyRecordsBenchmark.class, "resolve", "get", "1g", 10, 1_000_000, 10),
        /** Callers on one cold key. */
        CALLERS(StormBenchmark.class, "callers", "oneCaller", "1g", 1, 10_000, 10),
        /** Replicas that start. */
        REPLICAS(FleetStartBenchmark.class, "replicas", "oneReplica", "2g", 1, 64, 2);

        private final Class<?> benchmark;
        private final String subject;
        private final String baseline;
        private final String heap;
        private final int from;
        private final int to;
        private final int factor;

        Series(Class<?> benchmark, String subject, String baseline, String heap, int from, int to, int factor) {
            this.benchmark = benchmark;
            this.subject = subject;
            this.baseline = baseline;
            this.heap = heap;
            this.from = from;
            this.to = to;
            this.factor = factor;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        private Fork subject(int size) throws RunnerException {
            return Fork.of(Comparison.pattern(benchmark, subject), size, heap);
        }

        private Fork baseline(int size) throws RunnerException {
            return Fork.of(Comparison.pattern(benchmark, baseline), size, heap);
        }
    }

    private static final String HEAD = "series,size,round,subject,baseline,unit,subject bytes,baseline bytes";

    private Growth() {}

    /** Measures what {@code arguments} name. */
    public static void main(String[] arguments) throws IOException, RunnerException {
        Path file = Path.of(arguments[0]);
        List<Series> chosen = arguments.length == 1
                ? List.of(Series.values())
                : Arrays.stream(arguments)
                        .skip(1)
                        .map(name -> Series.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList();
        int rounds = Integer.getInteger("rounds", 3);
        for (Series series : chosen) {
            List<String> lines = new ArrayList<>(others(file, series));
            for (int round = 1; round <= rounds; round++) {
                for (int size = series.from; size <= series.to; size *= series.factor) {
                    lines.add(line(series, size, round));
                    System.out.println(lines.get(lines.size() - 1));
                }
            }
            Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        }
    }

    /** Returns the head, and what the file holds of other series. */
    private static List<String> others(Path file, Series series) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        if (Files.exists(file)) {
            Files.readAllLines(file).stream()
                    .skip(1)
                    .filter(line -> !line.startsWith(series.label() + ","))
                    .forEach(lines::add);
        }
        return lines;
    }

    private static String line(Series series, int size, int round) throws RunnerException {
        boolean baselineFirst = round % 2 == 1;
        Fork early = baselineFirst ? series.baseline(size) : series.subject(size);
        Fork late = baselineFirst ? series.subject(size) : series.baseline(size);
        Fork subject = baselineFirst ? late : early;
        Fork baseline = baselineFirst ? early : late;
        return String.format(
                Locale.ROOT,
                "%s,%d,%d,%.2f,%.2f,%s,%.2f,%.2f",
                series.label(),
                size,
                round,
                subject.median(),
                baseline.median(),
                subject.unit(),
                subject.bytes(),
                baseline.bytes());
    }
}

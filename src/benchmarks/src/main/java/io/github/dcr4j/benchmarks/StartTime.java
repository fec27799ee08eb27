package io.github.dcr4j.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How long {@code java -jar dcr4j.jar --help} takes beside an empty program, from the start of the JVM to its end.
 * Argument: the jar. {@code -Drounds=41} sets how often each is started; 21 by default. Both are started in turn, and
 * every second round begins with the other one.
 */
public final class StartTime {
    private static final double LIMIT = 2.5;

    private StartTime() {}

    /** Measures, and prints the ratio with its limit beside it. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path jar = Path.of(args[0]);
        int count = Integer.getInteger("rounds", 21);
        Path directory = Files.createTempDirectory("start-time");
        List<String> empty = List.of(java(), "-cp", directory.toString(), EmptyProgram.class.getName());
        List<String> help = List.of(java(), "-jar", jar.toString(), "--help");
        copy(EmptyProgram.class, directory);
        try {
            millis(empty);
            millis(help);
            print(empty, help, count);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void print(List<String> empty, List<String> help, int count)
            throws IOException, InterruptedException {
        List<Double> baseline = new ArrayList<>();
        List<Double> subject = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
                baseline.add(millis(empty));
                subject.add(millis(help));
            } else {
                subject.add(millis(help));
                baseline.add(millis(empty));
            }
        }
        Spread helped = spread(subject);
        Spread emptied = spread(baseline);
        double ratio = helped.median() / emptied.median();
        System.out.println("JDK " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, " + count + " rounds");
        System.out.println("start  limit: at most " + LIMIT + " x  " + (ratio <= LIMIT ? "KEPT" : "MISSED"));
        System.out.printf("  ratio of medians  %.2f%n", ratio);
        System.out.println("  subject           " + helped.printed(1) + " ms");
        System.out.println("  baseline          " + emptied.printed(1) + " ms");
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue));
    }

    private static double millis(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int exitCode = process.waitFor();
        double millis = (System.nanoTime() - start) / 1e6;
        if (exitCode != 0) {
            throw new IllegalStateException(command + " ended with " + exitCode);
        }
        return millis;
    }

    /** Alone in a directory: the jar that it comes from is large. */
    private static void copy(Class<?> program, Path directory) throws IOException {
        String name = program.getName().replace('.', '/') + ".class";
        Path copy = directory.resolve(name.replace('/', File.separatorChar));
        Files.createDirectories(copy.getParent());
        try (InputStream bytes = program.getResourceAsStream("/" + name)) {
            Files.copy(Objects.requireNonNull(bytes, name), copy);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}

package io.github.dcr4j.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
        List<String> empty = List.of(Turns.java(), "-cp", directory.toString(), EmptyProgram.class.getName());
        List<String> help = List.of(Turns.java(), "-jar", jar.toString(), "--help");
        copy(EmptyProgram.class, directory);
        try {
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
        Turns turns = Turns.of(count, () -> Turns.millis(help), () -> Turns.millis(empty));
        double ratio = turns.subject().median() / turns.baseline().median();
        System.out.println("JDK " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, " + count + " rounds");
        System.out.println("start  limit: at most " + LIMIT + " x  " + (ratio <= LIMIT ? "KEPT" : "MISSED"));
        System.out.printf("  ratio of medians  %.2f%n", ratio);
        System.out.println("  subject           " + turns.subject().printed(1) + " ms");
        System.out.println("  baseline          " + turns.baseline().printed(1) + " ms");
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
}

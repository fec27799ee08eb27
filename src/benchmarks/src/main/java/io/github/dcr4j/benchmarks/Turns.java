package io.github.dcr4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What two things took that were done in turn; every second round begins with the other one. Each is done once before
 * that, and not counted.
 */
record Turns(Spread subject, Spread baseline) {
    /** Something that takes a while. */
    interface Timed {
        /** Does it, and returns how long it took. */
        double run() throws IOException, InterruptedException;
    }

    static Turns of(int count, Timed subject, Timed baseline) throws IOException, InterruptedException {
        baseline.run();
        subject.run();
        List<Double> baselines = new ArrayList<>();
        List<Double> subjects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
                baselines.add(baseline.run());
                subjects.add(subject.run());
            } else {
                subjects.add(subject.run());
                baselines.add(baseline.run());
            }
        }
        return new Turns(spread(subjects), spread(baselines));
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue));
    }

    /** Returns how many milliseconds a program takes from its start to its end. */
    static double millis(List<String> command) throws IOException, InterruptedException {
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

    /** Returns the program that started this JVM. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}

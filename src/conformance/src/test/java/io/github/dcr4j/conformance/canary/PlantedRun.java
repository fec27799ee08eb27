package io.github.dcr4j.conformance.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.conformance.canary.planted.Leak;
import io.github.dcr4j.conformance.canary.planted.SweptJvm;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One JVM that ran a planted class under the sweep.
 *
 * @param exitCode how it ended
 * @param output what it printed
 * @param file where its report should be
 */
record PlantedRun(int exitCode, String output, Path file) {
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    static PlantedRun of(String planted, Path directory) throws IOException, InterruptedException {
        Path report = directory.resolve("report");
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-javaagent:" + agent(),
                        "-Ddcr4j.canary.report=" + report,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        copyOfPlanted(directory) + File.pathSeparator + CLASS_PATH,
                        SweptJvm.class.getName(),
                        Leak.class.getPackageName() + "." + planted)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                throw new IOException("the planted run does not end");
            }
        } finally {
            process.destroyForcibly();
        }
        return new PlantedRun(process.exitValue(), Files.readString(output), report);
    }

    String report() throws IOException {
        return Files.readString(file);
    }

    /** The planted classes once more, at a place where the sweep does not take them for tests. */
    private static Path copyOfPlanted(Path directory) throws IOException {
        Path source = testClasses();
        Path target = directory.resolve("classes");
        String folder = Leak.class.getPackageName().replace('.', '/');
        Files.createDirectories(target.resolve(folder));
        try (Stream<Path> files = Files.list(source.resolve(folder))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
        return target;
    }

    private static Path testClasses() {
        try {
            return Path.of(Leak.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String agent() {
        List<String> jars = Arrays.stream(CLASS_PATH.split(File.pathSeparator, -1))
                .filter(entry -> Path.of(entry).getFileName().toString().startsWith("byte-buddy-agent-"))
                .toList();
        if (jars.size() != 1) {
            throw new IllegalStateException("not one agent on the class path: " + jars);
        }
        return jars.get(0);
    }

    /** Returns what the sweep calls a secret. */
    static String digest(String secret) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)), 0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

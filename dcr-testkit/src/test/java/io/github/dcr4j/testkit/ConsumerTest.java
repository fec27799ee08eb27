package io.github.dcr4j.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who uses the fakes alone gets no test framework. */
class ConsumerTest {
    private static final List<String> NEEDED = List.of(
            "dcr-core",
            "jackson-",
            "okhttp-jvm",
            "okhttp-tls",
            "mockwebserver3",
            "okio-jvm",
            "kotlin-stdlib",
            "slf4j-api");

    /** The entries that Surefire started this JVM with and that a consumer of the published artifact has as well. */
    private static String consumersModulePath() {
        String all = System.getProperty("jdk.module.path") + File.pathSeparator + System.getProperty("java.class.path");
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> isModuleItself(entry) || isNeeded(entry))
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isModuleItself(String entry) {
        return entry.replace(File.separatorChar, '/').endsWith("dcr-testkit/target/classes");
    }

    private static boolean isNeeded(String entry) {
        String normal = entry.replace(File.separatorChar, '/');
        String name = normal.substring(normal.lastIndexOf('/') + 1);
        return normal.contains("dcr-core/target") || NEEDED.stream().anyMatch(name::startsWith);
    }

    @Test
    @Timeout(600)
    void fakes_modulePathWithoutTestFramework_run() throws Exception {
        assertThat(printedBy("FakesOnly")).isEqualTo("first byte {, framework false");
    }

    @Test
    @Timeout(600)
    void start_serverAndKitAreNeverClosed_programEndsWithItsMain() throws Exception {
        assertThat(printedBy("LeftOpen")).endsWith("client registered");
    }

    private static String printedBy(String program) throws Exception {
        Path output = Files.createTempFile("consumer", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // a short life: what the optimising compiler would cost is never earned back
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-p",
                        consumersModulePath(),
                        "--add-modules",
                        "io.github.dcr4j.testkit,java.net.http",
                        "-cp",
                        Path.of("target", "test-classes").toString(),
                        "io.github.dcr4j.testkit.consumer." + program)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly();
        String printed = Files.readString(output, UTF_8);
        Files.delete(output);

        assertThat(ended).as(printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed.strip();
    }

    @Test
    void pom_testFrameworks_areOptionalOrForTestsOnly() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"), UTF_8);

        List<String> frameworks = Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL)
                .matcher(pom)
                .results()
                .map(match -> match.group())
                .filter(dependency -> dependency.matches("(?s).*(junit|assertj|mockito|awaitility).*"))
                .toList();

        assertThat(frameworks)
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(dependency ->
                        assertThat(dependency).containsAnyOf("<optional>true</optional>", "<scope>test</scope>"));
    }
}

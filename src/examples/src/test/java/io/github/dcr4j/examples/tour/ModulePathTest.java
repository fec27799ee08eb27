package io.github.dcr4j.examples.tour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.testing.ModulePath;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts the program on a module path, as a user of modules would. Surefire puts what nobody requires on the class
 * path, where it is found all the same; here it is missing.
 */
class ModulePathTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void run_onModulePathOnly_printsWhatItPrintsElsewhere() throws Exception {
        ChildRun run = ChildRun.of(directory, List.of());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(tour());
    }

    private static String tour() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Tour(new PrintStream(out, true, UTF_8)).run();
        return out.toString(UTF_8);
    }

    @Test
    void describe_onModulePathOnly_ourModulesAreNamedOnes() throws Exception {
        ChildRun run = ChildRun.of(directory, List.of("--show-module-resolution"));

        assertThat(run.out())
                .contains("root io.github.dcr4j.examples file:")
                .contains("io.github.dcr4j.store.memory requires io.github.dcr4j")
                .doesNotContainPattern("io\\.github\\.dcr4j\\S* file:\\S+ automatic");
    }

    /** One run in a JVM of its own, which has no class path. */
    private record ChildRun(int exitCode, String out, String err) {
        static ChildRun of(Path directory, List<String> options) throws IOException, InterruptedException {
            File out = directory.resolve("out").toFile();
            File err = directory.resolve("err").toFile();
            Process process = new ProcessBuilder(command(options))
                    .redirectOutput(out)
                    .redirectError(err)
                    .start();
            try {
                assertThat(process.waitFor(3, TimeUnit.MINUTES))
                        .as("the program ends")
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }
            return new ChildRun(process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
        }

        private static List<String> command(List<String> options) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // a short life: what the optimising compiler would cost is never earned back
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.addAll(options);
            command.addAll(ModulePath.arguments(Tour.class.getName()));
            return command;
        }
    }
}

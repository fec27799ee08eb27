package io.github.dcr4j.examples.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How the program is started on a module path, without a class path. */
public final class ModulePath {
    private static final Path BUILD = Path.of("target");

    private ModulePath() {}

    /** Returns the arguments of {@code java} that start the command, before its own. */
    public static List<String> arguments() throws IOException {
        return arguments("io.github.dcr4j.examples.Dcr4j");
    }

    /** Returns the arguments of {@code java} that start a class of the examples. */
    public static List<String> arguments(String main) throws IOException {
        String dependencies = Files.readString(BUILD.resolve("runtime.modulepath"), UTF_8);
        return List.of(
                "-p",
                BUILD.resolve("classes") + File.pathSeparator + dependencies,
                "-m",
                "io.github.dcr4j.examples/" + main);
    }
}

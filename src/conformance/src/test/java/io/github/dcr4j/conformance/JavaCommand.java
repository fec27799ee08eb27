package io.github.dcr4j.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that runs a program of these tests in a JVM of its own. */
public final class JavaCommand {
    private JavaCommand() {}

    /** Returns the command for a program that lives for a short while and needs little memory. */
    public static List<String> of(Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // a short life: what the optimising compiler would cost is never earned back
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx128m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        command.addAll(arguments);
        return command;
    }
}

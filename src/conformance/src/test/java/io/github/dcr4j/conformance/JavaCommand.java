package io.github.dcr4j.conformance;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line that runs a program of these tests in a JVM of its own. */
public final class JavaCommand {
    private JavaCommand() {}

    /** Returns the command for a program that lives for a short while and needs little memory. */
    public static List<String> of(Class<?> program, List<String> arguments) {
        // jars first: an archive of classes holds those of jars alone
        String jars = classPath(path -> path.endsWith(".jar"));
        String classPath = jars + File.pathSeparator + classPath(path -> !path.endsWith(".jar"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // a short life: what the optimising compiler would cost is never earned back
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx128m"));
        command.addAll(ClassArchive.of(jars, classPath).options());
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(arguments);
        return command;
    }

    private static String classPath(Predicate<String> some) {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator, -1))
                .filter(some)
                .collect(Collectors.joining(File.pathSeparator));
    }
}

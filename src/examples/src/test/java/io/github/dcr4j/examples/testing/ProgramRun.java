package io.github.dcr4j.examples.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.canary.Canary;
import io.github.dcr4j.examples.Dcr4j;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * One run of the program in this JVM.
 *
 * @param exitCode what it would exit with
 * @param out what it printed
 * @param err what it printed of errors
 */
public record ProgramRun(int exitCode, String out, String err) {
    public static ProgramRun of(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode =
                Dcr4j.run(List.of(arguments), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        Canary.text("output of the examples", out.toString(UTF_8));
        Canary.text("errors of the examples", err.toString(UTF_8));
        return new ProgramRun(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }
}

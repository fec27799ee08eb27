package io.github.dcr4j.examples;

import io.github.dcr4j.examples.command.Failures;
import java.io.PrintStream;
import java.util.List;

/** The command {@code dcr4j}, for operators. {@code --help} lists what it does. */
public final class Dcr4j {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private Dcr4j() {}

    /** Runs a command; the exit code is one of {@link io.github.dcr4j.examples.command.ExitCode}. */
    public static void main(String[] args) {
        // a command says itself what went wrong; what runs for long logs, as any service
        boolean service = args.length > 0 && args[0].equals("serve");
        if (!service && System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "error");
        }
        System.exit(run(List.of(args), System.out, System.err));
    }

    /** Runs a command, and returns the exit code. Never throws. */
    @SuppressWarnings("CatchAllException") // the last one who can say it in a message
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            return HelpPages.print(arguments, out) ? 0 : Commands.run(arguments, out, err);
        } catch (Throwable e) {
            return Failures.print(err, "dcr4j", e);
        }
    }
}

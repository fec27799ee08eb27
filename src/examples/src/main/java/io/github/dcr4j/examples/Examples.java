package io.github.dcr4j.examples;

import io.github.dcr4j.examples.clients.ClientsCommand;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.serve.ServeCommand;
import io.github.dcr4j.examples.tool.LoginCommand;
import io.github.dcr4j.examples.visit.VisitCommand;
import java.io.PrintStream;
import java.util.List;

/**
 * Resolves client credentials and prints what happened, secrets masked. Without arguments it does so at a fake server
 * that it starts; {@code --help} lists the options that name another, the programs for logins, and what operators have.
 */
public final class Examples {
    private static final String COMMANDS = """

            Two programs to copy from, each with a --help of its own:
              serve --config FILE               a service that logs people in at every upstream of a file
              login --issuer URL --file FILE    a command-line tool that logs its user in
            For operators, with a --help of its own:
              clients list --config FILE        the clients that a service keeps; also read, update, deregister, purge,
                                                export and import
            """;

    private Examples() {}

    /** Runs the program; the exit code is one of {@link ExitCode}. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    /** Runs the program, and returns the exit code. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
        return switch (command) {
            case "serve" -> new ServeCommand(out, err).run(rest);
            case "clients" -> new ClientsCommand(out, err).run(rest);
            case "login" -> new LoginCommand(out, err).run(rest);
            case "help" ->
                rest.isEmpty() ? run(List.of("--help"), out, err) : run(List.of(rest.get(0), "--help"), out, err);
            default -> new VisitCommand(out, err, COMMANDS).run(arguments);
        };
    }
}

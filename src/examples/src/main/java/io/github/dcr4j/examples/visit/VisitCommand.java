package io.github.dcr4j.examples.visit;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.examples.command.CommandLine;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.FailureText;
import io.github.dcr4j.examples.command.Options;
import io.github.dcr4j.resolver.DcrRequest;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/** What runs without the name of a command: resolves client credentials, and prints what happened. */
public final class VisitCommand {
    private static final Options OPTIONS = new Options(
            Set.of("--public", "--no-scope", "--strict", "--explain", "--allow-private-addresses", "--help"),
            Set.of(
                    "--issuer",
                    "--discovery-url",
                    "--registration-endpoint",
                    "--authorization-endpoint",
                    "--token-endpoint",
                    "--initial-access-token-file"),
            Set.of("--scope", "--redirect-uri", "--grant", "--trust-authority"));

    private static final String HELP = """
            Resolves client credentials by Dynamic Client Registration, and prints what happened.
            Without options, at a fake authorization server that it starts. Otherwise at one of:
              --issuer URL                      the server's issuer; its endpoints are discovered
              --discovery-url URL               its metadata document
              --registration-endpoint URL       nothing is discovered; give as well
                --token-endpoint URL
                --authorization-endpoint URL    unless --grant leaves authorization_code out
            What is asked for:
              --scope SCOPE                     repeatable, or several in quotes; without it none is sent, and the server chooses
              --no-scope                        the registration names no scope
              --redirect-uri URI                repeatable; http://127.0.0.1/callback by default
              --grant GRANT                     repeatable; authorization_code and refresh_token by default
              --public                          a client without a secret, with PKCE
              --initial-access-token-file PATH  a token that allows to register; read whenever it is needed
            How:
              --strict                          refuse what the standards do not allow
              --allow-private-addresses         the server may be on a private network (allowPrivateAddresses)
              --trust-authority HOST:PORT       repeatable; the initial access token may go there (trustAuthority)
              --explain                         only print what would be sent, and why
            The client that is registered stays at the server.
            """;

    private final PrintStream out;
    private final PrintStream err;
    private final String otherCommands;

    /** Prepares a run; {@code otherCommands} ends the help. */
    public VisitCommand(PrintStream out, PrintStream err, String otherCommands) {
        this.out = out;
        this.err = err;
        this.otherCommands = otherCommands;
    }

    /** Returns the exit code. */
    public int run(List<String> arguments) {
        CommandLine line;
        DcrRequest request;
        try {
            line = CommandLine.parse(arguments, OPTIONS);
            request = line.isEmpty() || line.has("--help") ? null : RequestedClient.of(line);
        } catch (IllegalArgumentException | IllegalStateException e) {
            err.println("nothing was sent: " + e.getMessage());
            return ExitCode.USAGE;
        }
        try {
            if (request != null && line.has("--explain")) {
                return new ServerVisit(out).explain(request) ? ExitCode.DONE : ExitCode.FAILED;
            } else if (request != null) {
                new ServerVisit(out).resolve(request);
            } else if (line.isEmpty()) {
                new FakeServerTour(out).run();
            } else {
                out.print(HELP + otherCommands);
            }
            return ExitCode.DONE;
        } catch (DcrException e) {
            FailureText.print(err, e);
            return ExitCode.FAILED;
        }
    }
}

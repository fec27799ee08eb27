package io.github.dcr4j.examples.clients;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.examples.command.CommandLine;
import io.github.dcr4j.examples.command.ConfigFile;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.FailureText;
import io.github.dcr4j.examples.command.Options;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** {@code clients}: what an operator does with the clients that a service keeps. Prints no secret. */
public final class ClientsCommand {
    private static final Options OPTIONS = new Options(Set.of("--help"), Set.of("--config"), Set.of(), 3);
    private static final String HELP = """
            What an operator does with the clients that a service keeps. No secret is printed.
              --config FILE       the service's configuration: its upstreams, and the store (src/docs/configuration.md)
            What to do; NAME is an upstream of the configuration:
              list                the clients in the store, also of keys that the configuration does not name
              read NAME           what the server has registered of the client
              update NAME         has the server register what the configuration says of the client by now
              deregister NAME     removes the client from the store, and deletes it at the server
              purge KEY           forgets all of a key that list shows; nothing is sent to the server
              export NAME FILE    writes the client, its secret with it, into a new file for its owner alone
              import NAME FILE    takes over a client: an export, or the server's answer to a registration
            The exit code is 0 if it is done, 1 if it failed or a client was left behind, 2 if the command line is wrong.
            """;

    private final PrintStream out;
    private final PrintStream err;

    /** Prepares a run. */
    public ClientsCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Returns the exit code. */
    public int run(List<String> arguments) {
        try {
            CommandLine line = CommandLine.parse(arguments, OPTIONS);
            if (line.has("--help")) {
                out.print(HELP);
                return ExitCode.DONE;
            }
            ClientsAction action = ClientsAction.of(line.arguments());
            line.required("--config");
            try (ConfiguredClients clients = ConfiguredClients.open(ConfigFile.read(line))) {
                return run(action, line.arguments(), clients);
            }
        } catch (DcrException e) {
            FailureText.print(err, e);
            return ExitCode.FAILED;
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            err.println("not done: " + e.getMessage());
            return ExitCode.of(e);
        }
    }

    private int run(ClientsAction action, List<String> arguments, ConfiguredClients clients) throws IOException {
        String subject = arguments.size() > 1 ? arguments.get(1) : "";
        ClientsAtServer atServer = new ClientsAtServer(clients, out);
        ClientFiles files = new ClientFiles(clients, out, err);
        return switch (action) {
            case LIST -> new ClientTable(clients).print(out);
            case READ -> atServer.read(subject);
            case UPDATE -> atServer.update(subject);
            case DEREGISTER -> atServer.deregister(subject);
            case PURGE -> atServer.purge(subject);
            case EXPORT -> files.exportTo(Path.of(arguments.get(2)), subject);
            case IMPORT -> files.importFrom(Path.of(arguments.get(2)), subject);
        };
    }
}

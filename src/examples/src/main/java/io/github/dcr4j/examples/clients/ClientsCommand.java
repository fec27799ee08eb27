package io.github.dcr4j.examples.clients;

import io.github.dcr4j.examples.command.ConfigFile;
import io.github.dcr4j.examples.command.Terminal;
import io.github.dcr4j.examples.command.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code clients}: what an operator does with the clients that a service keeps. Prints no secret. */
@Command(
        name = "clients",
        header = "Lists, reads, updates, removes, exports and imports the clients of a service.",
        description = "No secret is printed.",
        footer = {"", "The exit code is 1 also where a client is left behind at its server."})
public final class ClientsCommand implements Callable<Integer> {
    private static final String NAME = "NAME";
    private static final String UPSTREAM = "an upstream of the configuration";

    private final Terminal terminal;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "the service's configuration: its upstreams, and its store (src/docs/configuration.md)")
    @Nullable
    Path config;

    public ClientsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        throw new UsageException("say what to do: list, read, update, deregister, purge, export or import");
    }

    @Command(name = "list", description = "The clients in the store, also of keys that the configuration lacks.")
    int list() throws IOException {
        return with(clients -> new ClientTable(clients).print(terminal.out()));
    }

    @Command(name = "read", description = "What the server has registered of the client.")
    int read(@Parameters(paramLabel = NAME, description = UPSTREAM) String name) throws IOException {
        return with(clients -> new ClientsAtServer(clients, terminal.out()).read(name));
    }

    @Command(name = "update", description = "Has the server register what the configuration says of the client by now.")
    int update(@Parameters(paramLabel = NAME, description = UPSTREAM) String name) throws IOException {
        return with(clients -> new ClientsAtServer(clients, terminal.out()).update(name));
    }

    @Command(name = "deregister", description = "Removes the client from the store, and deletes it at the server.")
    int deregister(@Parameters(paramLabel = NAME, description = UPSTREAM) String name) throws IOException {
        return with(clients -> new ClientsAtServer(clients, terminal.out()).deregister(name));
    }

    @Command(name = "purge", description = "Forgets all of a key. Nothing is sent to the server.")
    int purge(@Parameters(paramLabel = "KEY", description = "a key that list shows") String key) throws IOException {
        return with(clients -> new ClientsAtServer(clients, terminal.out()).purge(key));
    }

    @Command(
            name = "export",
            description = "Writes the client, its secret with it, into a new file for its owner alone.")
    int export(
            @Parameters(paramLabel = NAME, description = UPSTREAM) String name,
            @Parameters(paramLabel = "FILE", description = "the new file") Path file)
            throws IOException {
        return with(clients -> new ClientFiles(clients, terminal.out(), terminal.err()).exportTo(file, name));
    }

    @Command(name = "import", description = "Takes over a client: an export, or the server's answer to a registration.")
    int importFrom(
            @Parameters(paramLabel = NAME, description = UPSTREAM) String name,
            @Parameters(paramLabel = "FILE", description = "holds the client as JSON") Path file)
            throws IOException {
        return with(clients -> new ClientFiles(clients, terminal.out(), terminal.err()).importFrom(file, name));
    }

    private interface Action {
        int on(ConfiguredClients clients) throws IOException;
    }

    private int with(Action action) throws IOException {
        try (ConfiguredClients clients = ConfiguredClients.open(ConfigFile.read(config))) {
            return action.on(clients);
        }
    }
}

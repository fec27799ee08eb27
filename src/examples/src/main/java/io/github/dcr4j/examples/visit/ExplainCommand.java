package io.github.dcr4j.examples.visit;

import io.github.dcr4j.examples.command.ConfigFile;
import io.github.dcr4j.examples.command.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code explain}: what a registration would be, and why. */
@Command(
        name = "explain",
        header = "Tells what a registration would send, and why; registers nothing.",
        customSynopsis = {
            "dcr4j explain (--issuer=URL | --resource=URL) [OPTION]...",
            "dcr4j explain --config=FILE [NAME...]"
        },
        sortOptions = false,
        description = "Only metadata is read. The exit code is not 0 where a registration would not be sent.")
public final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    ClientOptions client = new ClientOptions();

    @Mixin
    ConfigOptions config = new ConfigOptions();

    public ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (config.isGiven()) {
            config.refuseBeside(client.nameServer(), "");
            return new ConfigVisit(terminal).explain(ConfigFile.read(config.file), config.names);
        }
        config.refuseNames();
        return new ServerVisit(terminal, client, null).explain();
    }
}

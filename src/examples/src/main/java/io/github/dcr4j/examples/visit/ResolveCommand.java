package io.github.dcr4j.examples.visit;

import io.github.dcr4j.examples.command.ConfigFile;
import io.github.dcr4j.examples.command.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code resolve}: gets a client, at one server or at those of a configuration, and prints what happened. */
@Command(
        name = "resolve",
        header = "Gets a client, registering one if none is stored.",
        customSynopsis = {
            "dcr4j resolve (--issuer=URL | --resource=URL) [--file=FILE] [--deregister] [OPTION]...",
            "dcr4j resolve --config=FILE [NAME...]"
        },
        sortOptions = false,
        description = {
            "Prints what is sent and what comes of it, and no secret.",
            "Without --file and --config the client is kept in memory only, and stays registered at the server unless"
                    + " --deregister is given."
        })
public final class ResolveCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    ClientOptions client = new ClientOptions();

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(names = "--file", paramLabel = "FILE", description = "where the client is kept; the next run finds it")
    @Nullable
    Path file;

    @Option(names = "--deregister", description = "delete the client again, so that nothing is left behind")
    boolean deregister;

    public ResolveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (config.isGiven()) {
            config.refuseBeside(client.nameServer() || file != null || deregister, "--file and --deregister");
            return new ConfigVisit(terminal).resolve(ConfigFile.read(config.file), config.names);
        }
        config.refuseNames();
        return new ServerVisit(terminal, client, file).resolve(deregister);
    }
}

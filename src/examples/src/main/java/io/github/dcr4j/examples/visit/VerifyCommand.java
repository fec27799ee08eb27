package io.github.dcr4j.examples.visit;

import io.github.dcr4j.examples.command.ConfigFile;
import io.github.dcr4j.examples.command.Terminal;
import io.github.dcr4j.examples.command.UsageException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: whether servers still know the clients that are stored. */
@Command(
        name = "verify",
        header = "Tells whether the server still knows a client, and replaces one that is gone.",
        customSynopsis = {
            "dcr4j verify (--issuer=URL | --resource=URL) --file=FILE [OPTION]...",
            "dcr4j verify --config=FILE [NAME...]"
        },
        sortOptions = false,
        description = {
            "What names the server and says which client was asked for is the same as for resolve.",
            "It registers nothing where none is stored. The exit code is 0 if there is a client that can be used."
        })
public final class VerifyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    ClientOptions client = new ClientOptions();

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(names = "--file", paramLabel = "FILE", description = "where the client is kept, if not by a configuration")
    @Nullable
    Path file;

    @Option(
            names = "--mint-token",
            description = "also ask for a token by client_credentials, which is thrown away: the only proof that such a"
                    + " client can still authenticate")
    boolean mintToken;

    public VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (config.isGiven()) {
            config.refuseBeside(client.nameServer() || file != null, "--file");
            return new ConfigVisit(terminal).verify(ConfigFile.read(config.file), config.names, mintToken);
        }
        config.refuseNames();
        if (file == null) {
            throw new UsageException("--config or --file is missing: where the client is kept");
        }
        return new ServerVisit(terminal, client, file).verify(mintToken);
    }
}

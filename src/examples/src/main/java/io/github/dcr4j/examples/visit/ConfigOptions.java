package io.github.dcr4j.examples.visit;

import io.github.dcr4j.examples.command.UsageException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that name a service's configuration instead of a server. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "instead of a server: a service's configuration, its upstreams and its store")
    @Nullable
    Path file;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "with --config: only these upstreams")
    List<String> names = List.of();

    boolean isGiven() {
        return file != null;
    }

    void refuseBeside(boolean given, String options) {
        if (given) {
            throw new UsageException("--config says which server and where the client is kept: options of a server"
                    + (options.isEmpty() ? "" : ", " + options) + " do not go with it");
        }
    }

    void refuseNames() {
        if (!names.isEmpty()) {
            throw new UsageException("one of the arguments, which is no option, is not known: names go with --config");
        }
    }
}

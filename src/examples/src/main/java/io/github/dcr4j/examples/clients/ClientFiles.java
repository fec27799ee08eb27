package io.github.dcr4j.examples.clients;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.FailedException;
import io.github.dcr4j.examples.command.ShownText;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.KnownClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** Moves clients from the store to files, and back. Returns exit codes. Not thread-safe. */
final class ClientFiles {
    private final ConfiguredClients clients;
    private final PrintStream out;
    private final PrintStream err;

    ClientFiles(ConfiguredClients clients, PrintStream out, PrintStream err) {
        this.clients = clients;
        this.out = out;
        this.err = err;
    }

    int exportTo(Path file, String name) throws IOException {
        KnownClient client = clients.operations().export(clients.request(name));
        SecretFile.create(file, ClientInformation.json(client));
        out.println("written to " + file + ", for its owner alone: " + client(client.clientId())
                + ", with whatever secrets it has");
        return ExitCode.DONE;
    }

    int importFrom(Path file, String name) throws IOException {
        DcrRequest request = clients.request(name);
        KnownClient known = ClientInformation.read(file, SecretFile.read(file));
        if (SecretFile.isOpenToOthers(file)) {
            err.println("others can read " + file + ", which holds secrets: chmod 600 keeps them out");
        }
        DcrCredentials adopted = clients.operations().adopt(request, known);
        Secret kept = adopted.clientSecret().orElse(null);
        if (kept != null && !kept.equals(known.clientSecret())) {
            throw new FailedException(name + " has " + client(known.clientId())
                    + " already, with another secret than the file's; purge its key first if the file is right");
        }
        out.println(name + " has " + client(adopted.clientId()) + " now, generation " + adopted.generation()
                + (adopted.management().isPresent() ? "" : "; it cannot be managed"));
        out.println(file + " is not needed any more: delete it");
        return ExitCode.DONE;
    }

    private static String client(String clientId) {
        return "client " + ShownText.cleaned(clientId);
    }
}

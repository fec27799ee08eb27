package io.github.dcr4j.conformance.python;

import io.github.dcr4j.conformance.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The authorization routes of one version of the MCP SDK for Python. What it logs is in
 * {@code target/python-servers/logs}.
 */
final class PythonServer extends ServerProcess {

    private PythonServer(String version, Path directory, List<String> command) throws IOException {
        super(version, directory, command);
    }

    /**
     * Starts the routes of {@code version} and returns when they answer.
     *
     * @throws IOException if they do not become ready; the message names the log that says why
     */
    static PythonServer start(String version, String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(PythonServers.python(version).toString(), PythonServers.PROGRAM));
        command.addAll(List.of(options));
        return new PythonServer(version, PythonServers.DIRECTORY.toAbsolutePath(), command);
    }

    /** Makes the server forget a client, as a restart does to a provider that keeps its clients in memory. */
    void forget(String clientId) throws IOException {
        if (!Boolean.parseBoolean(tell("forget " + clientId))) {
            throw new IllegalStateException("the server does not know client " + clientId);
        }
    }
}

package io.github.dcr4j.conformance.node;

import io.github.dcr4j.conformance.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server on Node.js. What it logs is in {@code target/node-servers/logs}. */
final class NodeServer extends ServerProcess {

    private NodeServer(String program, Path directory, List<String> command) throws IOException {
        super(program, directory, command);
    }

    /**
     * Starts a program of {@code src/node-servers} and returns it when it answers.
     *
     * @throws IOException if it does not become ready; the message names the log that says why
     */
    static NodeServer start(String program, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", program));
        command.addAll(List.of(options));
        return new NodeServer(program, NodeServers.DIRECTORY.toAbsolutePath(), command);
    }

    /** Closes those that were started, and those after one that cannot be closed in order too. */
    static void closeAll(@Nullable NodeServer... servers) throws IOException {
        IOException failure = null;
        for (NodeServer server : servers) {
            try {
                if (server != null) {
                    server.close();
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

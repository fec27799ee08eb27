package io.github.dcr4j.conformance.node;

import io.github.dcr4j.conformance.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** oidc-provider 9, which takes clients whose id is the address of their metadata document. */
final class DocumentProvider extends ServerProcess {
    private static final String PROGRAM = "oidc-provider-documents.mjs";

    private DocumentProvider(List<String> command) throws IOException {
        super(PROGRAM, Node22.directory(), command);
    }

    /**
     * Starts one and returns it when it answers.
     *
     * @param authority whose certificates it accepts where it fetches documents, as PEM
     */
    static DocumentProvider start(Path authority) throws IOException {
        return new DocumentProvider(
                List.of("env", "NODE_EXTRA_CA_CERTS=" + authority, Node22.node().toString(), PROGRAM));
    }
}

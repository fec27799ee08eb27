package io.github.dcr4j.mcp;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.ForeignText;

/** Which authorization server a client is at. */
final class Issuers {
    private Issuers() {}

    /** Returns the issuer; of a server that has none, its token endpoint. */
    static String of(DcrCredentials client) {
        return client.issuer().orElseGet(() -> client.tokenEndpoint().toString());
    }

    /** Returns the same, fit for a message. */
    static String printed(DcrCredentials client) {
        return ForeignText.printed(of(client));
    }
}

package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.conformance.replicas.IssuedClient;

/**
 * A client as the server issued it to a replica.
 *
 * @param issued what was issued
 * @param registrar the name of the replica that registered it
 * @param managementPath the path and query of its management address (RFC 7592)
 * @param atMillis when, by the machine's clock
 */
record ChaosClient(IssuedClient issued, String registrar, String managementPath, long atMillis) {
    String id() {
        return issued.clientId();
    }

    String key() {
        return issued.key();
    }

    @Override
    public String toString() {
        return issued + " registered by " + registrar;
    }
}

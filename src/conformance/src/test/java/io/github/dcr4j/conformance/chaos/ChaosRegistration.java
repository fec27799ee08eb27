package io.github.dcr4j.conformance.chaos;

/**
 * A registration that arrived at the server.
 *
 * @param key the name of its key
 * @param clientId the client that it was answered with
 * @param registrar the name of the replica that sent it
 * @param atMillis when, by the machine's clock
 */
record ChaosRegistration(String key, String clientId, String registrar, long atMillis) {
    @Override
    public String toString() {
        return "client " + clientId + " of key " + key + " by " + registrar + " at " + atMillis;
    }
}

package io.github.dcr4j.redis.servers;

/** A server ended while it was being started. */
final class ServerStartException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final boolean portTaken;

    ServerStartException(int port, String log) {
        super("The server for port " + port + " ended at its start; its last lines:" + System.lineSeparator() + log);
        this.portTaken = log.contains("Address already in use");
    }

    /** Tells whether someone else took the port between its choice and the start. */
    boolean portTaken() {
        return portTaken;
    }
}

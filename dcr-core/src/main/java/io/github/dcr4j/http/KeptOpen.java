package io.github.dcr4j.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Address;
import okhttp3.Connection;

/**
 * Which servers have answered twice on one connection. Others may close each one right after its answer, and are waited
 * for before a connection of theirs is used again. Thread-safe.
 */
final class KeptOpen {
    /** As many servers are remembered; others are waited for each time. */
    private static final int MOST = 1_000;

    private final Set<String> servers = ConcurrentHashMap.newKeySet();

    private static String server(Connection connection) {
        Address address = connection.route().address();
        return address.url().host() + ':' + address.url().port();
    }

    boolean by(Connection connection) {
        return servers.contains(server(connection));
    }

    /** Notes that a call on a connection that had served one before was answered, or was not. */
    void servedAgain(Connection connection, boolean answered) {
        if (!answered) {
            servers.remove(server(connection));
        } else if (servers.size() < MOST) {
            servers.add(server(connection));
        }
    }
}

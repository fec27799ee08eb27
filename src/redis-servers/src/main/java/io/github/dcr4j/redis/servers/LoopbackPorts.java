package io.github.dcr4j.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports of 127.0.0.1 that nobody listens on.
 *
 * <p>They are drawn from 10000 to 21999, so that they and a Cluster node's second port (10000 above) lie below the
 * range from which Linux takes the local ports of outgoing connections: a port that the system gave out for port 0 may
 * go to such a connection before the server is up, or while it is down for a restart.
 */
final class LoopbackPorts {
    private static final int FIRST = 10_000;
    private static final int END = 22_000;
    private static final int BUS_OFFSET = 10_000;
    private static final int ATTEMPTS = 1_000;

    private LoopbackPorts() {}

    /** Returns {@code count} different ports, each free, as is the one 10000 above it, at the time of the call. */
    static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int attempt = 0; attempt < ATTEMPTS && ports.size() < count; attempt++) {
                int port = ThreadLocalRandom.current().nextInt(FIRST, END);
                if (hold(port, held) && hold(port + BUS_OFFSET, held)) {
                    ports.add(port);
                }
            }
        } finally {
            release(held);
        }
        if (ports.size() < count) {
            throw new IllegalStateException("No " + count + " free ports on 127.0.0.1 from " + FIRST + " to " + END);
        }
        return ports;
    }

    private static boolean hold(int port, List<ServerSocket> held) {
        try {
            ServerSocket socket = new ServerSocket();
            held.add(socket);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (BindException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for free ports on 127.0.0.1", e);
        }
    }

    private static void release(List<ServerSocket> held) {
        for (ServerSocket socket : held) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot release a port of 127.0.0.1", e);
            }
        }
    }
}

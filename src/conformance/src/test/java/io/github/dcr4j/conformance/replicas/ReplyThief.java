package io.github.dcr4j.conformance.replicas;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stands on loopback between a client and a server and passes on what they say, but for one reply that it is told to
 * take: the server has acted, and the client never learns. Thread-safe.
 */
final class ReplyThief implements AutoCloseable {
    private final ServerSocket listening;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable HeldReply> wanted = new AtomicReference<>();

    /** Begins to listen in front of the server on a port of 127.0.0.1. */
    ReplyThief(int serverPort) {
        this.serverPort = serverPort;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        }
        background(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Takes the next reply that the server gives on any connection through here. */
    HeldReply takeNext() {
        HeldReply held = new HeldReply();
        wanted.set(held);
        return held;
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            open.add(client);
            open.add(server);
            background(() -> pass(client, server, false));
            background(() -> pass(server, client, true));
        }
    }

    private void pass(Socket from, Socket to, boolean replies) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16_384];
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                HeldReply taken = replies ? wanted.getAndSet(null) : null;
                if (taken != null) {
                    taken.comeAndAwaitLoss();
                    return;
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private static void background(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                // one of the two has closed the connection, or the test is over
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Breaks every connection. */
    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close", e);
        }
    }
}

package io.github.dcr4j.conformance;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands on loopback between clients and a server, and passes on what they say, or not, as a subclass decides. It
 * listens from {@link #start} on. Thread-safe.
 */
public abstract class LoopbackRelay implements AutoCloseable {
    private final ServerSocket listening;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What becomes of something that was said. */
    protected enum Fate {
        /** It is passed on. */
        PASSED,
        /** The other end does not learn of it. */
        DROPPED,
        /** The connection ends before it. */
        BROKEN
    }

    /** Decides for one direction of one connection, in which one thing is said after another. */
    protected interface Passage {
        /** Returns what becomes of what is said next; may wait. */
        Fate next();
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Takes a port of 127.0.0.1 in front of the server on {@code serverPort}. */
    protected LoopbackRelay(int serverPort) {
        this.serverPort = serverPort;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        }
    }

    /** Begins to accept connections; a subclass calls it when it is complete. */
    protected final void start() {
        background(this::accept);
    }

    /** Returns whether a new connection is taken. */
    protected boolean accepts() {
        return true;
    }

    /**
     * Returns what decides for one direction of a new connection.
     *
     * @param replies whether it is what the server says
     */
    protected abstract Passage passage(boolean replies);

    /** Returns the port that it listens on. */
    public final int port() {
        return listening.getLocalPort();
    }

    /** Ends every connection that is open. */
    protected final void breakAll() {
        open.forEach(LoopbackRelay::end);
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket client = listening.accept();
            background(() -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        if (!accepts()) {
            client.close();
            return;
        }
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        } catch (IOException away) {
            client.close();
            return;
        }
        open.add(client);
        open.add(server);
        background(() -> pass(client, server, passage(false)));
        pass(server, client, passage(true));
    }

    private void pass(Socket from, Socket to, Passage passage) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16_384];
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                Fate fate = passage.next();
                if (fate == Fate.BROKEN) {
                    return;
                }
                if (fate == Fate.PASSED) {
                    out.write(buffer, 0, read);
                }
            }
        } finally {
            open.remove(from);
            open.remove(to);
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

    private static void end(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close", e);
        }
    }

    /** Listens no more, and ends every connection. */
    @Override
    public void close() {
        end(listening);
        breakAll();
    }
}

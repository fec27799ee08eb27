package io.github.dcr4j.conformance.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A replica's way to Redis, over loopback, which can be cut. Thread-safe. */
final class RedisWire implements AutoCloseable {
    private final ServerSocket listening;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.WHOLE;

    enum State {
        /** What is said is passed on. */
        WHOLE,
        /** Connections end, and new ones too. */
        CUT,
        /** Nothing is passed on until later, and then all of it. */
        HELD,
        /** Redis hears everything, and is not heard. */
        DEAF
    }

    /** Begins to listen in front of the server on a port of 127.0.0.1. */
    RedisWire(int serverPort) {
        this.serverPort = serverPort;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        }
        background(this::accept);
    }

    URI uri() {
        return URI.create("redis://127.0.0.1:" + listening.getLocalPort());
    }

    void set(State next) {
        lock.lock();
        try {
            state = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (next == State.CUT) {
            open.forEach(RedisWire::end);
        }
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket client = listening.accept();
            background(() -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        if (now() == State.CUT) {
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
        background(() -> pass(client, server, false));
        pass(server, client, true);
    }

    private void pass(Socket from, Socket to, boolean replies) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16_384];
            boolean lost = false;
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                State then = released();
                // of a connection that has lost something, nothing can be understood any more
                lost |= replies && then == State.DEAF;
                if (then == State.CUT) {
                    return;
                }
                if (!lost) {
                    out.write(buffer, 0, read);
                }
            }
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private State now() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the state, when it is not {@link State#HELD}. */
    private State released() {
        lock.lock();
        try {
            while (state == State.HELD) {
                changed.awaitUninterruptibly();
            }
            return state;
        } finally {
            lock.unlock();
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close", e);
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
        end(listening);
        set(State.CUT);
    }

    private static void end(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close", e);
        }
    }
}

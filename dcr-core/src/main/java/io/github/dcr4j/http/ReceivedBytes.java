package io.github.dcr4j.http;

import io.github.dcr4j.DcrClock;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what is received on each connection, below the HTTP client and below TLS: that client reads some things, such
 * as the extension of a chunk, into memory for as long as they come. Thread-safe.
 */
final class ReceivedBytes {
    /** Servers close connections that were idle for as little as a second. */
    static final Duration RECENT = Duration.ofMillis(500);

    // a handshake, or what a proxy answers, before any call has the connection; and what an idle one may say
    private static final long BETWEEN_CALLS = 256 * 1024;

    private final Map<Ends, CountedSocket> open = new ConcurrentHashMap<>();

    /** What tells a connection from every other one that is open. */
    private record Ends(SocketAddress local, SocketAddress remote) {
        static @Nullable Ends of(Socket socket) {
            SocketAddress local = socket.getLocalSocketAddress();
            SocketAddress remote = socket.getRemoteSocketAddress();
            return local == null || remote == null ? null : new Ends(local, remote);
        }
    }

    /** Returns the socket that {@code socket} is, or that it encrypts for; {@code null} if that one is not ours. */
    @Nullable
    CountedSocket of(Socket socket) {
        if (socket instanceof CountedSocket counted) {
            return counted;
        }
        Ends ends = Ends.of(socket);
        return ends == null ? null : open.get(ends);
    }

    /** A socket that fails once more is received on it than the calls that use it were granted. Thread-safe. */
    static class CountedSocket extends Socket {
        private final ReceivedBytes received;
        private volatile @Nullable Ends ends;
        private volatile boolean exceeded;
        private volatile long connected;
        private volatile long heard;
        private volatile long used;
        private volatile boolean served;
        private long left = BETWEEN_CALLS;
        private int calls;

        /** Creates a socket that takes no SOCKS proxy from the system's properties. */
        CountedSocket(ReceivedBytes received) {
            super(Proxy.NO_PROXY);
            this.received = received;
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(endpoint, timeout);
            connected = DcrClock.system().nanos();
            used = connected;
            Ends now = Ends.of(this);
            if (now != null) {
                ends = now;
                received.open.put(now, this);
            }
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new CountedStream(super.getInputStream());
        }

        @Override
        public synchronized void close() throws IOException {
            Ends last = ends;
            if (last != null) {
                received.open.remove(last, this);
            }
            super.close();
        }

        /**
         * Returns whether it was connected after {@code nanos}, by the system's {@link DcrClock#nanos}, and has served no
         * call since, or was connected or answered so recently that no server has closed it for being idle.
         */
        final boolean wasInUse(long nanos) {
            boolean isNew = !served && connected - nanos > 0;
            return isNew || DcrClock.system().nanos() - used < RECENT.toNanos();
        }

        /** Returns whether a call was sent on it. */
        final boolean hasServed() {
            return served;
        }

        /**
         * Returns whether the other side has said nothing since its last answer, as it does over TLS before it closes.
         * Asked of HTTP/1 alone, while no call uses the connection: if something has come, it is of no use any more.
         *
         * @param waits whether to wait a millisecond for something to come, which shows as well whether it was closed
         */
        final boolean isQuiet(boolean waits) {
            try {
                if (super.getInputStream().available() > 0) {
                    return false;
                }
                if (!waits) {
                    return true;
                }
                int timeout = getSoTimeout();
                setSoTimeout(1);
                try {
                    super.getInputStream().read();
                    return false;
                } catch (SocketTimeoutException e) {
                    return true;
                } finally {
                    setSoTimeout(timeout);
                }
            } catch (IOException e) {
                return false;
            }
        }

        /** Lets a call receive so many bytes more. Calls at the same time (HTTP/2) share what they were granted. */
        final synchronized void grant(long bytes) {
            served = true;
            calls++;
            left = calls == 1 ? bytes : left + bytes;
        }

        /**
         * Ends a call that was granted something.
         *
         * @param answered whether it has an answer; a connection that is silent is kept over HTTP/2
         */
        final synchronized void done(boolean answered) {
            if (answered) {
                used = heard;
            }
            calls--;
            if (calls == 0) {
                left = BETWEEN_CALLS;
            }
        }

        /** Returns whether more came than was granted; the connection is of no use then. */
        final boolean exceeded() {
            return exceeded;
        }

        private synchronized int atMost(int length) throws IOException {
            if (left <= 0) {
                exceeded = true;
                // TLS leaves a socket open whose reading failed
                close();
                throw new IOException("more was received than is read for an answer");
            }
            return (int) Math.min(length, left);
        }

        private synchronized void count(int bytes) {
            if (bytes > 0) {
                heard = DcrClock.system().nanos();
                left -= bytes;
            }
        }

        private final class CountedStream extends FilterInputStream {
            CountedStream(InputStream in) {
                super(in);
            }

            @Override
            public int read() throws IOException {
                atMost(1);
                int read = in.read();
                count(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = in.read(into, offset, atMost(length));
                count(read);
                return read;
            }

            @Override
            public long skip(long count) throws IOException {
                throw new IOException("what is received is read, and counted");
            }
        }
    }
}

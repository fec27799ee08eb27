package io.github.dcr4j.http;

import io.github.dcr4j.http.ReceivedBytes.CountedSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Holds an HTTP client to an address policy: on every answer of a name, one refused answer being enough to refuse all;
 * on literal addresses, which are never looked up; and once more on the address that is dialled. Thread-safe.
 *
 * <p>A client with a proxy of the caller's own dials the proxy alone, wherever that is: names are then looked up, and
 * addresses judged, by the proxy.
 */
final class AddressGuard {
    private final AddressPolicy policy;
    private final Dns names;

    AddressGuard(AddressPolicy policy, Dns names) {
        this.policy = policy;
        this.names = names;
    }

    /** Derives a client from {@code base} and puts the guard on it. */
    static OkHttpClient.Builder on(OkHttpClient base, AddressPolicy policy, ReceivedBytes received) {
        OkHttpClient.Builder derived = base.newBuilder();
        Proxy proxy = base.proxy();
        // what comes on a caller's own sockets cannot be watched
        boolean ourSockets = ours(base);
        if (proxy != null && proxy.type() != Proxy.Type.DIRECT) {
            return ourSockets
                    ? derived.socketFactory(new ConnectedSockets(() -> new CountedSocket(received)))
                    : derived;
        }
        AddressGuard guard = new AddressGuard(policy, base.dns());
        derived.proxy(Proxy.NO_PROXY).dns(guard::lookUp);
        // nor what they dial; what they are given to dial has been checked
        return ourSockets
                ? derived.socketFactory(new ConnectedSockets(() -> guard.new CheckedSocket(received)))
                : derived;
    }

    private static boolean ours(OkHttpClient base) {
        return base.socketFactory() == SocketFactory.getDefault();
    }

    /** Returns whether what comes on the sockets of a client that is derived from {@code base} is counted. */
    static boolean countsOn(OkHttpClient base) {
        Proxy proxy = base.proxy();
        // the HTTP client makes sockets for a SOCKS proxy itself
        return ours(base) && (proxy == null || proxy.type() != Proxy.Type.SOCKS);
    }

    /** Refuses a URL whose host is an address that must not be dialled. Names pass. */
    static void checkLiteral(AddressPolicy policy, HttpUrl url) throws RefusedAddressException {
        String host = url.host();
        boolean literal = host.indexOf(':') >= 0 || isIpv4(host);
        if (literal) {
            try {
                check(policy, InetAddress.getByName(host));
            } catch (RefusedAddressException e) {
                throw e;
            } catch (UnknownHostException e) {
                throw new RefusedAddressException("its address cannot be read", false);
            }
        }
    }

    /** Returns whether it is four numbers, however large: a name never is. */
    private static boolean isIpv4(String host) {
        int dots = 0;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean dot = c == '.' && i > 0 && host.charAt(i - 1) != '.';
            if (!dot && (c < '0' || c > '9')) {
                return false;
            }
            dots += dot ? 1 : 0;
        }
        return dots == 3 && !host.endsWith(".");
    }

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        List<InetAddress> answers = names.lookup(host);
        for (InetAddress answer : answers) {
            check(policy, answer);
        }
        return answers;
    }

    private static void check(AddressPolicy policy, InetAddress address) throws RefusedAddressException {
        RefusedAddressException refusal = policy.refusal(address);
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Makes sockets that are connected later. */
    private static final class ConnectedSockets extends SocketFactory {
        private final Supplier<Socket> sockets;

        ConnectedSockets(Supplier<Socket> sockets) {
            this.sockets = sockets;
        }

        @Override
        public Socket createSocket() {
            return sockets.get();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw connectedOnly();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw connectedOnly();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw connectedOnly();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw connectedOnly();
        }

        private UnsupportedOperationException connectedOnly() {
            return new UnsupportedOperationException("sockets are connected one by one, each after a check");
        }
    }

    /** Checks what it is given to connect to. */
    private final class CheckedSocket extends CountedSocket {
        CheckedSocket(ReceivedBytes received) {
            super(received);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            InetAddress address = endpoint instanceof InetSocketAddress internet ? internet.getAddress() : null;
            if (address == null) {
                throw new RefusedAddressException("its address cannot be read", false);
            }
            check(policy, address);
            super.connect(endpoint, timeout);
        }
    }
}

package io.github.dcr4j.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;

/** Makes sockets that connect to loopback only, and records whoever wanted to go elsewhere. Thread-safe. */
final class LoopbackSockets extends SocketFactory {
    private final List<InetAddress> elsewhere = new CopyOnWriteArrayList<>();

    /** Returns the addresses that were to be dialled and were not. */
    List<InetAddress> elsewhere() {
        return elsewhere;
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public void connect(SocketAddress endpoint, int timeout) throws IOException {
                InetAddress address = ((InetSocketAddress) endpoint).getAddress();
                if (!address.isLoopbackAddress()) {
                    elsewhere.add(address);
                    throw new IOException("not in this test");
                }
                super.connect(endpoint, timeout);
            }
        };
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }
}

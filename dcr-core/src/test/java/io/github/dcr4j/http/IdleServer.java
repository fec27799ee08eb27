package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that closes a connection once it was idle for some time, and says nothing of it. */
final class IdleServer implements AutoCloseable {
    private final ServerSocket listening;
    private final int idleMillis;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    /** The requests: method, and the number of the connection. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    IdleServer(int idleMillis) throws IOException {
        this.idleMillis = idleMillis;
        listening = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    EndpointUrl url() {
        return EndpointUrl.ofOperator("x", "http://127.0.0.1:" + listening.getLocalPort() + "/r");
    }

    private void accept() {
        while (true) {
            try {
                Socket caller = listening.accept();
                int number = connections.incrementAndGet();
                threads.execute(() -> serve(caller, number));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket caller, int number) {
        try (caller) {
            caller.setSoTimeout(idleMillis);
            BufferedReader in = new BufferedReader(new InputStreamReader(caller.getInputStream(), US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                requests.add(line.substring(0, line.indexOf(' ')) + " " + number);
                int length = 0;
                for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
                    boolean told = header.regionMatches(true, 0, "Content-Length:", 0, 15);
                    length = told ? Integer.parseInt(header.substring(15).strip()) : length;
                }
                for (int i = 0; i < length; i++) {
                    in.read();
                }
                caller.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(US_ASCII));
            }
        } catch (IOException e) {
            return; // idle, or the caller hung up
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}

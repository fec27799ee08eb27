package io.github.dcr4j.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server on loopback that answers its one caller with headers for as long as it listens, up to a bound. */
final class EndlessHeaders implements AutoCloseable {
    private static final long MOST = 64L * 1024 * 1024;
    private static final byte[] HEADER = ("X-Filler: TOPSECRET" + "x".repeat(1_000) + "\r\n").getBytes(US_ASCII);

    private final ServerSocket listening;
    private final CompletableFuture<Long> sent;

    EndlessHeaders() throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sent = CompletableFuture.supplyAsync(this::serve);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Returns how many bytes were sent until the caller had enough. */
    long sentUntilRefused() throws Exception {
        return sent.get(30, TimeUnit.SECONDS);
    }

    private long serve() {
        long count = 0;
        try (Socket caller = listening.accept()) {
            OutputStream out = caller.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
            while (count < MOST) {
                out.write(HEADER);
                count += HEADER.length;
            }
            return count;
        } catch (IOException e) {
            return count; // the caller hung up
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}

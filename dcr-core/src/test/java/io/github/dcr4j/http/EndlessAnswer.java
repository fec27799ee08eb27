package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/**
 * A server on loopback whose one answer begins as it is told and then repeats a piece while it is read, up to a bound.
 */
final class EndlessAnswer implements AutoCloseable {
    static final long MOST = 64L * 1024 * 1024;

    private final ServerSocket listening;
    private final CompletableFuture<Long> sent;

    EndlessAnswer(ServerSocketFactory sockets, String beginning, String piece) throws IOException {
        listening = sockets.createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        byte[] repeated = piece.repeat(1 + 4_096 / piece.length()).getBytes(US_ASCII);
        sent = CompletableFuture.supplyAsync(() -> serve(beginning.getBytes(US_ASCII), repeated));
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Returns how many bytes were sent until the caller had enough. */
    long sentUntilRefused() throws Exception {
        return sent.get(3, TimeUnit.MINUTES);
    }

    private long serve(byte[] beginning, byte[] repeated) {
        long count = 0;
        try (Socket caller = listening.accept()) {
            OutputStream out = caller.getOutputStream();
            out.write(beginning);
            while (count < MOST) {
                out.write(repeated);
                count += repeated.length;
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

package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that is interrupted while it waits for a connection, which the HTTP client makes on other threads. */
class InterruptedDialTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<Socket> waiting = new ArrayList<>();
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    InterruptedDialTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        server.close();
        for (Socket each : waiting) {
            each.close();
        }
    }

    /** Fills the backlog of a server that accepts no connection, until none is made any more. */
    private void fill() throws IOException {
        for (boolean full = false; !full; ) {
            Socket next = new Socket();
            waiting.add(next);
            try {
                next.connect(server.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException e) {
                full = true;
            }
        }
    }

    private interface Call {
        HttpAnswer run(GuardedHttp http, EndpointUrl url) throws HttpFailure;
    }

    private void isInterrupted(Call call) throws Exception {
        EndpointUrl url = EndpointUrl.ofOperator("x", "http://127.0.0.1:" + server.getLocalPort() + "/r");
        CompletableFuture<HttpFailure> failed = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        try (GuardedHttp http = new GuardedHttp(null, "t")) {
            Thread caller = new Thread(() -> {
                try {
                    call.run(http, url);
                } catch (HttpFailure e) {
                    failed.complete(e);
                } catch (Throwable e) {
                    failed.completeExceptionally(e);
                }
                flag.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> Stream.of(caller.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("awaitTcpConnect")));
            caller.interrupt();

            HttpFailure failure = failed.get(3, TimeUnit.MINUTES);

            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.INTERRUPTED);
            assertThat(failure.begun()).isFalse();
            assertThat(flag.get(3, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void send_interruptedWhileItIsDialled_saysSoAndThatNothingWasSent() throws Exception {
        fill();

        isInterrupted((http, url) ->
                http.send(new HttpCall("POST", url, null, OneShotBody.json("{}".getBytes(UTF_8)), 1_000, LONG)));
    }

    @Test
    void get_interruptedWhileItIsDialled_saysSo() throws Exception {
        fill();

        isInterrupted((http, url) -> http.get(url, 1_000, Deadline.after(DcrClock.system(), LONG)));
    }
}

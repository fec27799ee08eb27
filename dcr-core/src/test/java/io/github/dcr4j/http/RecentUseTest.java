package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.http.ReceivedBytes.CountedSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a request that is sent once asks of a connection, however long the HTTP client keeps it. */
class RecentUseTest {
    private final CountedSocket socket = new CountedSocket(new ReceivedBytes());
    private final ServerSocket server = listening();

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long now() {
        return DcrClock.system().nanos();
    }

    @BeforeEach
    void connect() throws IOException {
        socket.connect(server.getLocalSocketAddress(), 60_000);
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        server.close();
    }

    private void awaitOutOfUse() {
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> !socket.wasInUse(now()));
    }

    @Test
    void wasInUse_idleForHalfASecond_isNotInUseUntilItIsUsedAgain() {
        long dialledBefore = now() - Duration.ofDays(1).toNanos();
        awaitOutOfUse();

        assertThat(socket.wasInUse(dialledBefore))
                .as("dialled for a call that began before")
                .isTrue();
        boolean again = false;
        // a machine that stands still for half a second after the answer is asked again
        for (int tries = 0; tries < 20 && !again; tries++) {
            socket.grant(1);
            socket.done();
            again = socket.wasInUse(now());
        }
        assertThat(again).isTrue();
        awaitOutOfUse();
    }
}

package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.http.ReceivedBytes.CountedSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a request that is sent once asks of a connection, however long the HTTP client keeps it. */
class RecentUseTest {
    private final CountedSocket socket = new CountedSocket(new ReceivedBytes());
    private final ServerSocket server = listening();
    private Socket accepted = new Socket();

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
        accepted = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        accepted.close();
        server.close();
    }

    private void awaitOutOfUse() {
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> !socket.wasInUse(now()));
    }

    @Test
    void wasInUse_idleForHalfASecond_isNotInUseUntilItAnswersAgain() throws IOException {
        long dialledBefore = now() - Duration.ofDays(1).toNanos();
        awaitOutOfUse();

        assertThat(socket.wasInUse(dialledBefore))
                .as("dialled for a call that began before")
                .isTrue();
        boolean again = false;
        // a machine that stands still for half a second after the answer is asked again
        for (int tries = 0; tries < 20 && !again; tries++) {
            hear();
            socket.done(true);
            again = socket.wasInUse(now());
        }
        assertThat(again).isTrue();
        awaitOutOfUse();
    }

    /** A call may wait long for the address of a host, and get a connection that another one has used meanwhile. */
    @Test
    void wasInUse_dialledForACallThatBeganBeforeAndUsedByAnother_isNotAfterHalfASecond() throws IOException {
        long dialledBefore = now() - Duration.ofDays(1).toNanos();
        hear();
        socket.done(true);

        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> !socket.wasInUse(dialledBefore));
    }

    @Test
    void wasInUse_aCallEndsWithoutAnAnswer_isNot() throws IOException {
        awaitOutOfUse();

        hear();
        socket.done(false);

        assertThat(socket.wasInUse(now())).isFalse();
    }

    @Test
    void wasInUse_anAnswerStoppedHalfASecondAgo_isNot() throws IOException {
        hear();
        long stopped = now();
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> now() - stopped > ReceivedBytes.RECENT.toNanos());

        socket.done(true);

        assertThat(socket.wasInUse(now())).isFalse();
    }

    /** Begins a call, and gets a byte of its answer. */
    private void hear() throws IOException {
        socket.grant(1);
        accepted.getOutputStream().write('H');
        assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
}

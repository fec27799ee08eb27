package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connection a request goes out on, at servers that close idle ones without a word. */
class IdleConnectionsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MILLIS_BETWEEN_GAPS = 250;
    private static final int LONGEST_GAP_MILLIS = 12_000;

    private static void get(GuardedHttp http, IdleServer server) throws HttpFailure {
        assertThat(http.get(server.url(), 1_000, Deadline.after(DcrClock.system(), LONG))
                        .status())
                .isEqualTo(200);
    }

    private static void send(GuardedHttp http, IdleServer server, String method) throws HttpFailure {
        OneShotBody body = method.startsWith("P") ? OneShotBody.json("{}".getBytes(UTF_8)) : null;
        assertThat(http.send(new HttpCall(method, server.url(), null, body, 1_000, LONG))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void post_afterEveryGap_atServersThatCloseAfter1And2And5Seconds_arrivesOnce() throws Exception {
        ScheduledExecutorService pacer = Executors.newScheduledThreadPool(16);
        List<AutoCloseable> opened = new ArrayList<>();
        List<ScheduledFuture<?>> seconds = new ArrayList<>();
        try {
            for (int idleMillis : new int[] {1_000, 2_000, 5_000}) {
                IdleServer server = new IdleServer(idleMillis);
                opened.add(server);
                for (int gap = 0; gap <= LONGEST_GAP_MILLIS; gap += MILLIS_BETWEEN_GAPS) {
                    GuardedHttp http = new GuardedHttp(null, "t");
                    opened.add(http);
                    get(http, server);
                    send(http, server, "POST");
                    seconds.add(pacer.schedule(
                            () -> {
                                send(http, server, "POST");
                                return null;
                            },
                            gap,
                            TimeUnit.MILLISECONDS));
                }
            }

            assertThat(seconds).hasSize(147).allSatisfy(second -> second.get(3, TimeUnit.MINUTES));
        } finally {
            pacer.shutdownNow();
            for (AutoCloseable each : opened) {
                each.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "GET"})
    void send_justAfterAGet_sharesItsConnection(String method) throws Exception {
        try (IdleServer server = new IdleServer(60_000);
                GuardedHttp http = new GuardedHttp(null, "t")) {
            // a machine that stands still for half a second between the two gives them one each, and is asked again
            for (int tries = 0; tries < 20 && !server.requests.contains(method + " 1"); tries++) {
                server.requests.clear();
                get(http, server);
                send(http, server, method);
                if (server.requests.equals(List.of("GET 1", method + " 1"))) {
                    break;
                }
            }

            assertThat(server.requests).containsExactly("GET 1", method + " 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "GET"})
    void send_justAfterAnotherThreadsOfItsKind_sharesItsConnection(String method) throws Exception {
        try (IdleServer server = new IdleServer(60_000);
                GuardedHttp http = new GuardedHttp(null, "t")) {
            for (int tries = 0; tries < 20; tries++) {
                server.requests.clear();
                CompletableFuture.runAsync(() -> sendUnchecked(http, server, method), task -> new Thread(task).start())
                        .get(3, TimeUnit.MINUTES);
                send(http, server, method);
                if (server.requests.get(0).equals(server.requests.get(1))) {
                    break;
                }
            }

            assertThat(server.requests).hasSize(2);
            assertThat(server.requests.get(1)).isEqualTo(server.requests.get(0));
        }
    }

    private static void sendUnchecked(GuardedHttp http, IdleServer server, String method) {
        try {
            send(http, server, method);
        } catch (HttpFailure e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void send_manyThreadsAtOnce_haveOneConnectionEachAndShareThemAfterwards() throws Exception {
        int threads = 16;
        ExecutorService senders = Executors.newFixedThreadPool(threads);
        try (IdleServer server = new IdleServer(60_000);
                GuardedHttp http = new GuardedHttp(null, "t")) {
            List<Callable<Void>> posts = Collections.nCopies(20 * threads, () -> {
                send(http, server, "POST");
                return null;
            });

            for (Future<Void> post : senders.invokeAll(posts)) {
                post.get(3, TimeUnit.MINUTES);
            }

            assertThat(server.requests).hasSize(20 * threads);
            assertThat(Set.copyOf(server.requests).size()).isLessThan(10 * threads);
        } finally {
            senders.shutdownNow();
        }
    }

    @Test
    void send_callersOwnSockets_haveAConnectionOfTheirOwnEach() throws Exception {
        SocketFactory plain = SocketFactory.getDefault();
        OkHttpClient client =
                new OkHttpClient.Builder().socketFactory(new OwnSockets(plain)).build();
        try (IdleServer server = new IdleServer(60_000);
                GuardedHttp http = new GuardedHttp(client, "t")) {
            send(http, server, "POST");
            send(http, server, "POST");

            assertThat(server.requests).containsExactly("POST 1", "POST 2");
        }
    }

    /** As a program has them that must be watched by nothing else. */
    private static final class OwnSockets extends SocketFactory {
        private final SocketFactory plain;

        OwnSockets(SocketFactory plain) {
            this.plain = plain;
        }

        @Override
        public Socket createSocket() throws IOException {
            return plain.createSocket();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return plain.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return plain.createSocket(host, port, from, fromPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return plain.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return plain.createSocket(host, port, from, fromPort);
        }
    }

    @Test
    void send_theConnectionThatAnsweredIsGone_isSentOnceOnOneThatIsDialledForIt() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        OkHttpClient client = new OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    seen.add(chain.request().method());
                    return chain.proceed(chain.request());
                })
                .build();
        try (IdleServer server = new IdleServer(60_000);
                GuardedHttp http = new GuardedHttp(client, "t")) {
            get(http, server);
            http.closeIdle();

            send(http, server, "POST");

            assertThat(server.requests).containsExactly("GET 1", "POST 2");
            assertThat(seen).as("what an interceptor of the caller's sees").containsExactly("GET", "POST");
        }
    }

    @Test
    void send_firstAddressOfTheHostRefuses_takesTheNext() throws Exception {
        try (IdleServer server = new IdleServer(60_000)) {
            InetAddress closed = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
            InetAddress open = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            OkHttpClient client = new OkHttpClient.Builder()
                    .dns(host -> List.of(closed, open))
                    .build();
            EndpointUrl url = EndpointUrl.ofOperator("x", server.url().text().replace("127.0.0.1", "localhost"));
            try (GuardedHttp http = new GuardedHttp(client, "t")) {
                OneShotBody body = OneShotBody.json("{}".getBytes(UTF_8));

                int status = http.send(new HttpCall("POST", url, null, body, 1_000, LONG))
                        .status();

                assertThat(status).isEqualTo(200);
            }
        }
    }
}

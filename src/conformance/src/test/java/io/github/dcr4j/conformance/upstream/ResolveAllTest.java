package io.github.dcr4j.conformance.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Several upstreams of which some do not answer. */
class ResolveAllTest {
    private static final String CONSUMER = "https://gateway.example.com";

    private final DcrTestKit kit = DcrTestKit.start();
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(kit));

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private static UpstreamConfig at(String issuer, String name, String variant) {
        return UpstreamConfig.builder(name)
                .dcr(request -> request.upstreamIssuer(issuer).variant(variant))
                .build();
    }

    private Upstreams open(List<UpstreamConfig> all, Duration callTimeout, Duration maxWait) {
        Upstreams upstreams = Upstreams.builder(new UpstreamsConfig(CONSUMER, null, all))
                .store(kit.store())
                .clock(kit.clock())
                .maxWait(maxWait)
                .resolver(settings -> settings.callTimeout(callTimeout))
                .open();
        opened.add(upstreams);
        return upstreams;
    }

    /** A server that takes connections and never answers. */
    private final class Silent implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();

        Silent() throws IOException {
            opened.add(this);
            Thread taking = new Thread(this::take, "silent-server");
            taking.setDaemon(true);
            taking.start();
        }

        private void take() {
            try {
                while (true) {
                    connections.add(socket.accept());
                }
            } catch (IOException e) {
                // closed
                return;
            }
        }

        String issuer() {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (Socket connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void resolveAll_oneHostTakesConnectionsAndNeverAnswers_isTimedOutOnceAndTheGoodComeFirst() throws Exception {
        Silent silent = new Silent();
        List<UpstreamConfig> all = new ArrayList<>();
        IntStream.range(0, 24).forEach(i -> all.add(at(silent.issuer(), "silent" + i, "v" + i)));
        all.add(at(kit.server().issuer(), "good", "v"));
        Upstreams upstreams = open(all, Duration.ofSeconds(3), Duration.ofMinutes(2));
        List<String> order = new ArrayList<>();

        List<UpstreamResult> results = upstreams.resolveAll(result -> order.add(result.name()));
        int asked = silent.connections.size();

        assertThat(results)
                .extracting(UpstreamResult::name)
                .containsExactlyElementsOf(
                        all.stream().map(UpstreamConfig::name).toList());
        assertThat(results.get(24)).isInstanceOf(UpstreamResult.Ready.class);
        assertThat(results.subList(0, 24)).hasOnlyElementsOfType(UpstreamResult.Failed.class);
        assertThat(order).hasSize(25).startsWith("good");
        assertThat(asked).as("the first four, and at most four that followed").isLessThanOrEqualTo(8);
        assertThat(results.subList(0, 24))
                .filteredOn(result -> result.toString().contains("has not answered in time for upstream"))
                .hasSizeGreaterThanOrEqualTo(16);
    }

    @Test
    void resolveAll_oneHangs_theOthersAreHandedOverMeanwhile() throws Exception {
        FakeGate gate = kit.server().at(FakeEndpoint.REGISTRATION).hold();
        DcrTestKit other = DcrTestKit.start();
        opened.add(other);
        Upstreams upstreams = open(
                List.of(
                        at(kit.server().issuer(), "slow", "v"),
                        at(other.server().issuer(), "good", "v")),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
        CountDownLatch good = new CountDownLatch(1);

        CompletableFuture<List<UpstreamResult>> all =
                CompletableFuture.supplyAsync(() -> upstreams.resolveAll(result -> {
                    if (result instanceof UpstreamResult.Ready && result.name().equals("good")) {
                        good.countDown();
                    }
                }));

        assertThat(good.await(3, TimeUnit.MINUTES)).isTrue();
        assertThat(all).isNotDone();
        gate.open();
        assertThat(all.get(3, TimeUnit.MINUTES)).hasOnlyElementsOfType(UpstreamResult.Ready.class);
    }

    @Test
    void resolveAll_moreHostsHangThanTheDeadlineAllows_endsWithAResultForEach() throws Exception {
        List<UpstreamConfig> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(at(new Silent().issuer(), "silent" + i, "v"));
        }
        Upstreams upstreams = open(all, Duration.ofMinutes(5), Duration.ofMillis(300));

        List<UpstreamResult> results = upstreams.resolveAll();

        assertThat(results)
                .hasSize(6)
                .allSatisfy(result -> assertThat(result.toString()).contains("no answer within PT0.3S"));
    }

    @Test
    void resolveAll_callerIsInterrupted_leavesWithTheInterruptKept() throws Exception {
        Upstreams upstreams =
                open(List.of(at(new Silent().issuer(), "silent", "v")), Duration.ofMinutes(5), Duration.ofMinutes(5));
        Thread.currentThread().interrupt();

        assertThatThrownBy(upstreams::resolveAll)
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("interrupted while the upstreams were resolved");

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void close_resolveAllWaits_endsItWithAResultForEach() throws Exception {
        FakeGate gate = kit.server().at(FakeEndpoint.METADATA).hold();
        Upstreams upstreams =
                open(List.of(at(kit.server().issuer(), "slow", "v")), Duration.ofSeconds(2), Duration.ofMinutes(5));
        CompletableFuture<List<UpstreamResult>> all = CompletableFuture.supplyAsync(upstreams::resolveAll);
        gate.awaitArrivals(1);

        upstreams.close();

        assertThat(all.get(5, TimeUnit.MINUTES)).singleElement().isInstanceOf(UpstreamResult.Failed.class);
        gate.open();
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void open_twoUpstreamsEndUpOnOneKey_warnsAndNamesBoth() {
        String issuer = kit.server().issuer();
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(new Tee(before, log), true, UTF_8));
        try {
            open(
                    List.of(
                            at(issuer, "first-of-a-pair", "v"),
                            at(issuer, "alone-of-itself", "w"),
                            at(issuer, "second-of-a-pair", "v")),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10));
        } finally {
            System.setErr(before);
        }

        assertThat(log.toString(UTF_8))
                .contains("upstreams first-of-a-pair and second-of-a-pair")
                .doesNotContain("alone-of-itself");
    }

    private static final class Tee extends OutputStream {
        private final OutputStream first;
        private final OutputStream second;

        Tee(OutputStream first, OutputStream second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public void write(int b) throws IOException {
            first.write(b);
            second.write(b);
        }
    }
}

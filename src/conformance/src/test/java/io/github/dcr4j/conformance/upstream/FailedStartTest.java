package io.github.dcr4j.conformance.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.conformance.TestScope;
import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service whose start fails once its store is open leaves nothing open, however often that happens. */
@ExtendWith(RedisExtension.class)
class FailedStartTest {
    private static final int TIMES = TestScope.pick(30, 100);
    // what is there once and for all, such as what OkHttp shares, is there after these
    private static final int BEFORE = 3;

    private final RedisStandalone redis;
    private final FakeAuthorizationServer server =
            FakeAuthorizationServer.builder().clock(DcrClock.system()).start();

    @TempDir
    private Path directory = Path.of("");

    private interface Start {
        void run() throws Exception;
    }

    FailedStartTest(RedisStandalone redis) {
        this.redis = redis;
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String store(String scheme) {
        return switch (scheme) {
            case "memory" -> "\"memory:\"";
            case "file" -> "\"file:" + directory.resolve("clients.json") + "\"";
            default -> Stores.redis(RedisUris.of(redis));
        };
    }

    private UpstreamsConfig config(String scheme) {
        return UpstreamsJson.parse("""
                {"consumer": "https://gateway.example.com/%s", "store": %s, "upstreams": [
                  {"name": "a", "dcr": {"upstreamIssuer": "%s"}},
                  {"name": "b", "scopes": ["openid"], "dcr": {"upstreamIssuer": "%3$s"}}]}""".formatted(UUID.randomUUID(), store(scheme), server.issuer()));
    }

    private void leavesNothing(Start failing) throws Exception {
        for (int i = 0; i < BEFORE; i++) {
            failing.run();
        }
        Holdings before = settled();

        for (int i = 0; i < TIMES; i++) {
            failing.run();
        }

        await().atMost(Duration.ofMinutes(3))
                .untilAsserted(() -> assertThat(holdings()).matches(now -> now.within(before), "within " + before));
    }

    private Holdings holdings() {
        return Holdings.now(redis.node(), server.tokenEndpoint().getPort());
    }

    /** What was interrupted ends a moment after its service. */
    private Holdings settled() {
        return await().atMost(Duration.ofMinutes(3))
                .until(this::holdings, now -> now.threads().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "redis"})
    void open_httpSettingsThatCannotBe_leavesNothing(String scheme) throws Exception {
        UpstreamsConfig config = config(scheme);
        AtomicInteger storesOpened = new AtomicInteger();

        leavesNothing(() -> assertThatThrownBy(() -> Upstreams.builder(config)
                        .resolver(settings -> {
                            storesOpened.incrementAndGet();
                            return settings.callTimeout(Duration.ZERO);
                        })
                        .open())
                .hasMessageContaining("callTimeout must be more than zero"));

        assertThat(storesOpened).hasValue(BEFORE + TIMES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "redis"})
    void close_theServicesOwnPortIsTaken_leavesNothing(String scheme) throws Exception {
        UpstreamsConfig config = config(scheme);

        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            leavesNothing(() -> assertThatThrownBy(() -> serve(config, taken.getLocalPort()))
                    .isInstanceOf(BindException.class));
        }

        assertThat(server.at(FakeEndpoint.REGISTRATION).count())
                .isEqualTo(scheme.equals("memory") ? 2 * (BEFORE + TIMES) : 2);
    }

    /** What a service does around the library: its upstreams first, then its own port. */
    private static void serve(UpstreamsConfig config, int port) throws IOException {
        try (Upstreams upstreams = Upstreams.open(config)) {
            assertThat(upstreams.resolveAll()).hasOnlyElementsOfType(UpstreamResult.Ready.class);
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "redis"})
    void close_resolvingAllWasInterrupted_leavesNothing(String scheme) throws Exception {
        leavesNothing(() -> interruptedWhileResolving(config(scheme)));

        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isZero();
        if (scheme.equals("file")) {
            assertUnlocked(directory.resolve("clients.json.lock"));
        }
    }

    /** The service's thread is interrupted while its upstreams do not answer, and it closes with that. */
    private void interruptedWhileResolving(UpstreamsConfig config) throws InterruptedException {
        FakeGate gate = server.at(FakeEndpoint.METADATA).hold();
        AtomicInteger told = new AtomicInteger();
        Thread service = new Thread(() -> {
            try (Upstreams upstreams = Upstreams.open(config)) {
                assertThatThrownBy(upstreams::resolveAll)
                        .isInstanceOfSatisfying(
                                DcrException.class, e -> assertThat(e.step()).isEqualTo(Step.WAIT));
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                told.incrementAndGet();
            }
        });
        service.start();
        gate.awaitArrivals(2);

        service.interrupt();
        // closing waits for what is being answered
        Awaitility.await().until(() -> told.get() == 1 && service.getState() == Thread.State.TIMED_WAITING);
        gate.open();
        service.join(Duration.ofMinutes(3).toMillis());

        assertThat(service.isAlive()).isFalse();
        assertThat(told).hasValue(1);
    }

    private static void assertUnlocked(Path lockFile) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            assertThat(lock).isNotNull();
        }
    }
}

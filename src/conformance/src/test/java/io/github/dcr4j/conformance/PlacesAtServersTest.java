package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds a place at a server, and what does not. */
class PlacesAtServersTest {
    private final ManualClock clock = new ManualClock();
    private final MapDcrCredentialStore store = new MapDcrCredentialStore(clock);
    private final FakeAuthorizationServer server =
            FakeAuthorizationServer.builder().clock(clock).start();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final List<ServerSocket> silent = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        server.close();
        store.close();
        threads.shutdownNow();
        for (ServerSocket each : silent) {
            each.close();
        }
    }

    private DcrRequest request(String consumer, String issuer) {
        return DcrRequest.builder(consumer)
                .upstreamIssuer(issuer)
                .redirectUri("https://app.example.com/callback")
                .build();
    }

    private DcrRequest request(String consumer) {
        return request(consumer, server.issuer());
    }

    /** Holds the lease of a key, as a replica does that has died. */
    private void leaseOfADeadReplica(DcrRequest request) {
        DcrCoordination coordination = store.coordination(clock);
        Claim claim = coordination.claim(new ClaimRequest(
                request.key(),
                "the dead replica",
                Duration.ofSeconds(20),
                null,
                "digest",
                Ceiling.NONE,
                Purpose.REGISTER));
        assertThat(claim).isInstanceOf(Claim.Granted.class);
    }

    private Executor counting() {
        return task -> threads.execute(() -> {
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                task.run();
            } finally {
                running.decrementAndGet();
            }
        });
    }

    /** The clock stands: whoever waited for a lease, or for a place behind those who do, would wait for ever. */
    @Test
    void resolve_fourLeasesOfADeadReplicaAtTheServer_anotherKeyIsServedAtOnce() throws Exception {
        try (DcrResolver resolver = DcrResolver.builder(store).clock(clock).build()) {
            List<CompletableFuture<DcrCredentials>> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                DcrRequest held = request("held-" + i);
                leaseOfADeadReplica(held);
                waiting.add(resolver.resolveAsync(held));
            }

            DcrCredentials served = resolver.resolveAsync(request("cold")).get(3, TimeUnit.MINUTES);

            assertThat(server.client(served.clientId())).isPresent();
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void close_attemptsWaitForLeases_endsThemAtOnce() {
        DcrResolver resolver = DcrResolver.builder(store).clock(clock).build();
        DcrRequest held = request("held");
        leaseOfADeadReplica(held);
        CompletableFuture<DcrCredentials> waiting = resolver.resolveAsync(held);

        resolver.close();

        assertThatThrownBy(() -> waiting.get(3, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(clock.pendingWaits()).isEmpty();
    }

    /** Returns the issuer of a server that takes connections and never answers. */
    private String silentIssuer() throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        silent.add(socket);
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    @Test
    void resolve_manySilentServers_attemptsAreBoundedAndAGoodServerHasItsTurn() throws Exception {
        int servers = 24;
        int keys = 3;
        try (DcrResolver resolver = DcrResolver.builder(store)
                .clock(clock)
                .executor(counting())
                .maxAttempts(8)
                .callTimeout(Pace.stretched(Duration.ofMillis(300), Duration.ofSeconds(3)))
                .build()) {
            List<CompletableFuture<DcrCredentials>> hanging = new ArrayList<>();
            for (int i = 0; i < servers; i++) {
                String issuer = silentIssuer();
                for (int key = 0; key < keys; key++) {
                    hanging.add(resolver.resolveAsync(request("app-" + key, issuer)));
                }
            }

            resolver.resolveAsync(request("good")).get(3, TimeUnit.MINUTES);
            long ended = hanging.stream().filter(CompletableFuture::isDone).count();

            assertThat(mostRunning.get()).isLessThanOrEqualTo(8);
            assertThat(ended).as("the good one did not wait for all").isLessThan(hanging.size());
        }
    }

    /** Attempts, background work and code of the caller's are on the one executor that is counted here. */
    @Test
    void resolve_300SilentServersTimesSixKeys_takesNoMoreThreadsThanAttemptsAreAllowed() throws Exception {
        List<CompletableFuture<DcrCredentials>> hanging = new ArrayList<>();
        try (DcrResolver resolver = DcrResolver.builder(store)
                .clock(clock)
                .executor(counting())
                .callTimeout(Pace.stretched(Duration.ofMillis(500), Duration.ofSeconds(3)))
                .build()) {
            for (int i = 0; i < 300; i++) {
                String issuer = silentIssuer();
                for (int key = 0; key < 6; key++) {
                    hanging.add(resolver.resolveAsync(request("app-" + key, issuer)));
                }
            }

            resolver.resolveAsync(request("good")).get(3, TimeUnit.MINUTES);
        }

        assertThat(hanging).hasSize(1_800);
        for (CompletableFuture<DcrCredentials> each : hanging) {
            assertThatThrownBy(() -> each.get(3, TimeUnit.MINUTES)).isInstanceOf(ExecutionException.class);
        }
        assertThat(mostRunning.get()).isLessThanOrEqualTo(128 + 64);
    }

    @Test
    void close_attemptsWaitForAPlace_endsThemBeforeTheirTurn() throws Exception {
        DcrResolver resolver = DcrResolver.builder(store)
                .clock(clock)
                .executor(counting())
                .maxAttempts(1)
                .callTimeout(Duration.ofSeconds(2))
                .build();
        String issuer = silentIssuer();
        List<CompletableFuture<DcrCredentials>> hanging = new ArrayList<>();
        for (int key = 0; key < 20; key++) {
            hanging.add(resolver.resolveAsync(request("app-" + key, issuer)));
        }

        resolver.close();

        for (CompletableFuture<DcrCredentials> each : hanging) {
            assertThatThrownBy(() -> each.get(3, TimeUnit.MINUTES)).isInstanceOf(ExecutionException.class);
        }
        assertThat(mostRunning.get()).isOne();
    }
}

package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Node.js closes connections that have been idle for five seconds to six; here it does so after 0.2 to 1.2 seconds. The
 * second registration of a resolver arrives at any time around that, and never on a connection that is being closed.
 */
@ExtendWith(NodeServers.class)
class NodeIdleConnectionIT {
    private static final int KEEP_ALIVE_MILLIS = 200;
    private static final int LONGEST_GAP_MILLIS = 1_600;

    @Test
    void resolve_secondRegistrationAtEveryGapAroundNodesKeepAlive_isRegisteredOnce() throws Exception {
        ScheduledExecutorService pacer = Executors.newScheduledThreadPool(8);
        List<DcrResolver> resolvers = new ArrayList<>();
        try (NodeServer server = NodeServer.start("mcp-router.mjs")) {
            assertThat(server.tell("keepAlive " + KEEP_ALIVE_MILLIS)).isEqualTo(String.valueOf(KEEP_ALIVE_MILLIS));
            List<ScheduledFuture<DcrCredentials>> seconds = new ArrayList<>();
            for (int gap = 0; gap <= LONGEST_GAP_MILLIS; gap += 25) {
                DcrResolver resolver =
                        DcrResolver.builder(MemoryDcrCredentialStore.create()).build();
                resolvers.add(resolver);
                resolver.resolve(at(server, "first"));
                DcrRequest second = at(server, "second");
                seconds.add(pacer.schedule(() -> resolver.resolve(second), gap, TimeUnit.MILLISECONDS));
            }

            for (ScheduledFuture<DcrCredentials> each : seconds) {
                assertThat(each.get(5, TimeUnit.MINUTES).clientId()).isNotEmpty();
            }
        } finally {
            pacer.shutdownNow();
            resolvers.forEach(DcrResolver::close);
        }
    }

    private static DcrRequest at(NodeServer server, String variant) {
        return DcrRequest.builder("https://app.example.com")
                .redirectUri("https://app.example.com/callback")
                .upstreamIssuer(server.issuer())
                .variant(variant)
                .build();
    }
}

package io.github.dcr4j.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.modelcontextprotocol.client.McpSyncClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many callers of one authorization: one login, one refresh. */
class ConcurrentCallersTest {
    private static final int CALLERS = 64;

    @Test
    void calls_sixtyFourAtOnceWithoutToken_logInOnce() throws Exception {
        try (Rig rig = new Rig()) {
            McpAuthorization authorization = rig.open(rig.builder());
            FakeGate token = rig.kit.server().at(FakeEndpoint.TOKEN).hold();
            List<CompletableFuture<McpToken>> callers = new ArrayList<>();

            for (int i = 0; i < CALLERS; i++) {
                callers.add(authorization.authorizeAsync());
            }
            token.awaitArrivals(1);
            callers.get(0).cancel(true);
            token.open();

            for (CompletableFuture<McpToken> caller : callers.subList(1, CALLERS)) {
                assertThat(caller.get(2, TimeUnit.MINUTES))
                        .isEqualTo(authorization.token().orElseThrow());
            }
            assertThat(rig.user.logins()).hasSize(1);
            assertThat(rig.count(FakeEndpoint.TOKEN)).isEqualTo(1);
            assertThat(rig.count(FakeEndpoint.REGISTRATION)).isEqualTo(1);
        }
    }

    @Test
    void calls_sixtyFourAtOnceWithRevokedToken_refreshOnce() throws Exception {
        try (Rig rig = new Rig()) {
            McpAuthorization authorization = rig.open(rig.builder());
            McpSyncClient client = rig.client(authorization);
            client.initialize();
            rig.kit.clock().advance(Duration.ofMinutes(1));
            rig.mcp.revoke(authorization.token().orElseThrow().accessToken().reveal());

            assertThat(calledAtOnce(client)).hasSize(CALLERS).containsOnly("did look");
            assertThat(rig.user.logins()).hasSize(1);
            assertThat(rig.count(FakeEndpoint.TOKEN)).isEqualTo(2);
        }
    }

    private static List<String> calledAtOnce(McpSyncClient client) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                calls.add(threads.submit(() -> Rig.call(client, "look")));
            }
            List<String> answers = new ArrayList<>();
            for (Future<String> call : calls) {
                answers.add(call.get(2, TimeUnit.MINUTES));
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void login_failedForSixtyFour_asksTheUserOnceAndSaysItToEach() {
        try (Rig rig = new Rig()) {
            McpAuthorization authorization = rig.open(rig.builder());
            rig.user.comesBackAt(back -> back.replaceAll("code=[^&]*", "error=access_denied"));
            FakeGate page = rig.kit.server().at(FakeEndpoint.AUTHORIZATION).hold();
            List<CompletableFuture<McpToken>> callers = new ArrayList<>();

            for (int i = 0; i < CALLERS; i++) {
                callers.add(authorization.authorizeAsync());
            }
            page.awaitArrivals(1);
            page.open();

            assertThat(callers)
                    .allSatisfy(caller -> assertThat(caller)
                            .failsWithin(Duration.ofMinutes(2))
                            .withThrowableThat()
                            .withMessageContaining("access_denied"));
            assertThat(rig.user.logins()).hasSize(1);
        }
    }
}

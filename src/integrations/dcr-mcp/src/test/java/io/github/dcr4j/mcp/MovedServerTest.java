package io.github.dcr4j.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.Secret;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing of one server goes to another. */
class MovedServerTest {
    @Test
    void call_serverNamesAnotherIssuer_logsInThereAndSendsNothingOld() {
        try (Rig rig = new Rig();
                FakeAuthorizationServer second = FakeAuthorizationServer.builder()
                        .clock(rig.kit.clock())
                        .scopes("read", "write", "admin", "audit", "erase")
                        .start()) {
            rig.observe(second);
            McpAuthorization authorization = rig.open(rig.builder());
            McpSyncClient client = rig.client(authorization);
            client.initialize();
            McpToken old = authorization.token().orElseThrow();

            rig.mcp.movesTo(second.issuer());
            rig.mcp.revoke(old.accessToken().reveal());

            assertThat(Rig.call(client, "look")).isEqualTo("did look");
            assertThat(authorization.token().orElseThrow().issuer()).isEqualTo(second.issuer());
            assertThat(rig.user.logins()).hasSize(2);
            List<String> secrets = List.of(
                    old.accessToken().reveal(), old.refreshToken().orElseThrow().reveal());
            assertThat(second.calls())
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(call.body() + call.headers()).doesNotContain(secrets));
            assertThat(rig.count(FakeEndpoint.TOKEN)).isEqualTo(1);
        }
    }

    @Test
    void call_tokenHasEndedAndServerHasMoved_sendsTheRefreshTokenNowhereElse() {
        try (Rig rig = new Rig();
                FakeAuthorizationServer second = FakeAuthorizationServer.builder()
                        .clock(rig.kit.clock())
                        .scopes("read", "write", "admin", "audit", "erase")
                        .start()) {
            rig.observe(second);
            McpAuthorization authorization = rig.open(rig.builder());
            McpSyncClient client = rig.client(authorization);
            client.initialize();
            McpToken old = authorization.token().orElseThrow();

            rig.mcp.movesTo(second.issuer());
            rig.kit.clock().advance(Duration.ofDays(2));

            assertThat(Rig.call(client, "look")).isEqualTo("did look");
            assertThat(authorization.token().orElseThrow().issuer()).isEqualTo(second.issuer());
            String refreshToken = old.refreshToken().orElseThrow().reveal();
            assertThat(second.calls())
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(call.body()).doesNotContain(refreshToken));
        }
    }

    @Test
    void call_transportLeadsElsewhere_getsNoToken() throws Exception {
        try (Rig rig = new Rig();
                LoopbackMcpServer other = new LoopbackMcpServer(rig.kit.server().issuer())) {
            McpAuthorization authorization = rig.open(rig.builder());
            authorization.authorize();
            HttpClientStreamableHttpTransport.Builder transport = HttpClientStreamableHttpTransport.builder(other.url())
                    .endpoint(other.url())
                    .customizeClient(http -> http.proxy(HttpClient.Builder.NO_PROXY));
            McpSyncClient client =
                    McpClient.sync(authorization.install(transport).build()).build();

            assertThatThrownBy(client::initialize).hasStackTraceContaining("no token is sent there");

            assertThat(other.sent()).isEmpty();
        }
    }

    @Test
    void build_storeReturnsTokenOfAnotherServer_isNotUsed() {
        try (Rig rig = new Rig()) {
            McpTokenStore store = new MemoryMcpTokenStore();
            McpAuthorizationBuilder builder = rig.builder().tokens(store);
            McpToken foreign = new McpToken(
                    Secret.of("CANARY-of-another-server"),
                    null,
                    new McpToken.Life(0, 0),
                    List.of(),
                    new McpToken.Binding("https://other.example.com/mcp", "https://idp.example.com", "generation-1"));
            store.save(URI.create(rig.mcp.url()), foreign);

            McpAuthorization authorization = rig.open(builder);

            assertThat(authorization.token()).isEmpty();
            rig.client(authorization).initialize();
            assertThat(rig.mcp.sent()).doesNotContain("CANARY-of-another-server");
        }
    }

    @Test
    void address_whatIsAtOrBelow_isCovered() {
        ServerAddress server = new ServerAddress(URI.create("https://MCP.example.com/a/mcp?x=1"));

        assertThat(List.of(
                        "https://mcp.example.com/a/mcp",
                        "https://mcp.example.com:443/a/mcp/",
                        "https://mcp.example.com/a/mcp/messages"))
                .allMatch(uri -> server.covers(URI.create(uri)));
        assertThat(List.of(
                        "http://mcp.example.com/a/mcp",
                        "https://mcp.example.com:444/a/mcp",
                        "https://mcp.example.com/a/mcp2",
                        "https://mcp.example.com/a/mcp/../other",
                        "https://mcp.example.com/a",
                        "https://example.com/a/mcp"))
                .noneMatch(uri -> server.covers(URI.create(uri)));
        assertThat(List.of("https://mcp.example.com", "https://mcp.example.com/a", "https://mcp.example.com/a/mcp"))
                .allMatch(server::isOf);
        assertThat(List.of("https://mcp.example.com/b", "https://evil.example.com/a/mcp", "no address at all"))
                .noneMatch(server::isOf);
    }
}

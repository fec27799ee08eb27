package io.github.dcr4j.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.testkit.FakeEndpoint;
import io.modelcontextprotocol.client.McpSyncClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A tool that wants more scopes than the token has. */
class StepUpTest {
    @Test
    void call_toolWantsScope_logsInForAllScopesTogether() {
        try (Rig rig = new Rig()) {
            rig.mcp.wants("write", "write");
            McpSyncClient client = rig.client(rig.open(rig.builder().scopes("read")));
            client.initialize();

            assertThat(Rig.call(client, "write")).isEqualTo("did write");
            assertThat(Rig.call(client, "write")).isEqualTo("did write");

            assertThat(rig.user.logins()).hasSize(2);
            assertThat(rig.kit
                            .server()
                            .at(FakeEndpoint.AUTHORIZATION)
                            .calls()
                            .get(1)
                            .parameters())
                    .containsEntry("scope", "read write");
        }
    }

    @Test
    void headless_toolWantsScope_getsATokenForAllScopesTogether() {
        try (Rig rig = new Rig()) {
            rig.mcp.wants("write", "write");
            McpSyncClient client = rig.client(rig.open(rig.headless().scopes("read")));
            client.initialize();

            assertThat(Rig.call(client, "write")).isEqualTo("did write");

            assertThat(rig.kit.server().at(FakeEndpoint.TOKEN).calls().get(1).form())
                    .containsEntry("scope", "read write");
        }
    }

    @Test
    void call_scopeIsNeverGranted_asksTheUserOnce() {
        try (Rig rig = new Rig()) {
            rig.mcp.wants("write", "write");
            rig.kit.server().at(FakeEndpoint.TOKEN).rewriteAnswers(answer -> {
                answer.put("scope", "read");
                rig.issued(answer);
            });
            McpSyncClient client = rig.client(rig.open(rig.builder().scopes("read")));
            client.initialize();

            assertThatThrownBy(() -> Rig.call(client, "write")).hasMessageContaining("another login would not help");
            assertThatThrownBy(() -> Rig.call(client, "write")).hasMessageContaining("another login would not help");

            assertThat(rig.user.logins()).hasSize(2);
        }
    }

    @Test
    void call_eachToolWantsAnotherScope_isBoundedInARowAndGoesOnLater() {
        try (Rig rig = new Rig()) {
            rig.mcp.wants("1", "read");
            rig.mcp.wants("2", "write");
            rig.mcp.wants("3", "admin");
            rig.mcp.wants("4", "audit");
            McpSyncClient client = rig.client(rig.open(rig.builder()));
            client.initialize();
            assertThat(Rig.call(client, "1")).isEqualTo("did 1");
            assertThat(Rig.call(client, "2")).isEqualTo("did 2");
            assertThat(Rig.call(client, "3")).isEqualTo("did 3");

            assertThatThrownBy(() -> Rig.call(client, "4")).hasMessageContaining("three logins in a row");
            assertThat(rig.user.logins()).hasSize(4);
            rig.kit.clock().advance(Duration.ofMinutes(11));

            assertThat(Rig.call(client, "4")).isEqualTo("did 4");
            assertThat(rig.user.logins()).hasSize(5);
        }
    }

    @Test
    void call_serverRefusesEveryToken_doesNotKeepTheUserAtLogins() {
        try (Rig rig = new Rig()) {
            McpSyncClient client = rig.client(rig.open(rig.builder()));
            rig.mcp.refusesAll(true);

            assertThatThrownBy(client::initialize).hasStackTraceContaining("refuses a token");
            assertThatThrownBy(client::initialize).hasStackTraceContaining("refuses a token");

            assertThat(rig.user.logins()).hasSize(1);
        }
    }

    @Test
    void call_serverRefusesTokensForever_isBounded() {
        try (Rig rig = new Rig()) {
            McpSyncClient client = rig.client(rig.open(rig.builder()));
            rig.mcp.refusesAll(true);
            rig.kit.server().at(FakeEndpoint.TOKEN).rewriteAnswers(answer -> answer.remove("refresh_token"));

            for (int i = 0; i < 12; i++) {
                assertThatThrownBy(client::initialize).isInstanceOf(RuntimeException.class);
                rig.kit.clock().advance(Duration.ofSeconds(35));
            }

            assertThat(rig.user.logins()).hasSize(5);
            assertThatThrownBy(client::initialize).hasStackTraceContaining("asked for 5 logins");
        }
    }
}

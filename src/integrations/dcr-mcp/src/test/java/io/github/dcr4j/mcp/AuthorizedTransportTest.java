package io.github.dcr4j.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import io.modelcontextprotocol.client.McpSyncClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From the URL of a server to an authorized transport, by the SDK's client. */
class AuthorizedTransportTest {
    @Test
    void call_withoutToken_logsInOnceAndIsAnswered() throws Exception {
        try (Rig rig = new Rig()) {
            McpAuthorization authorization = rig.open(rig.builder());

            McpSyncClient client = rig.client(authorization);
            client.initialize();

            assertThat(Rig.call(client, "look")).isEqualTo("did look");
            assertThat(Rig.call(client, "look")).isEqualTo("did look");
            assertThat(rig.user.logins()).hasSize(1);
            assertThat(rig.count(FakeEndpoint.REGISTRATION)).isEqualTo(1);
            assertThat(rig.count(FakeEndpoint.TOKEN)).isEqualTo(1);
        }
    }

    @Test
    void login_request_hasPkceResourceAndState() throws Exception {
        try (Rig rig = new Rig()) {
            rig.open(rig.builder()).authorize();

            RecordedCall login =
                    rig.kit.server().at(FakeEndpoint.AUTHORIZATION).calls().get(0);
            Map<String, String> asked = login.parameters();
            assertThat(asked)
                    .containsEntry("response_type", "code")
                    .containsEntry("code_challenge_method", "S256")
                    .containsEntry("resource", rig.mcp.url())
                    .containsKeys("state", "code_challenge", "client_id");
            assertThat(rig.kit.server().at(FakeEndpoint.TOKEN).calls().get(0).form())
                    .containsEntry("grant_type", "authorization_code")
                    .containsEntry("resource", rig.mcp.url())
                    .containsKey("code_verifier");
        }
    }

    @Test
    void headless_withoutRedirect_getsTokenForItself() throws Exception {
        try (Rig rig = new Rig()) {
            McpSyncClient client = rig.client(rig.open(rig.headless().scopes("read")));
            client.initialize();

            assertThat(Rig.call(client, "look")).isEqualTo("did look");
            assertThat(rig.kit.server().at(FakeEndpoint.TOKEN).calls().get(0).form())
                    .containsEntry("grant_type", "client_credentials")
                    .containsEntry("scope", "read")
                    .containsEntry("resource", rig.mcp.url());
            assertThat(rig.user.logins()).isEmpty();
        }
    }
}

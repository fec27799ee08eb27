package io.github.dcr4j.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.RecordedCall;
import io.modelcontextprotocol.client.McpSyncClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens that end: behind the callers, while they wait, and when they cannot be refreshed. They live five minutes. */
class RefreshTest {
    @Test
    void call_tokenIsDue_goesOnWithItWhileItIsRefreshed() {
        try (Rig rig = new Rig()) {
            McpAuthorization authorization = rig.open(rig.builder());
            McpSyncClient client = rig.client(authorization);
            client.initialize();
            McpToken first = authorization.token().orElseThrow();
            rig.kit.clock().advance(Duration.ofSeconds(241));
            FakeGate held = rig.kit.server().at(FakeEndpoint.TOKEN).hold();

            assertThat(Rig.call(client, "look")).isEqualTo("did look");
            held.awaitArrivals(1);
            assertThat(Rig.call(client, "look")).isEqualTo("did look");
            assertThat(rig.mcp.sent()).last().isEqualTo(first.accessToken().reveal());
            held.open();
            rig.kit.clock().advance(Duration.ofSeconds(58)); // the first one has ended now
            assertThat(Rig.call(client, "look")).isEqualTo("did look");

            assertThat(rig.mcp.sent()).last().isNotEqualTo(first.accessToken().reveal());
            assertThat(rig.count(FakeEndpoint.TOKEN)).isEqualTo(2);
            assertThat(rig.user.logins()).hasSize(1);
        }
    }

    @Test
    void call_tokenHasEnded_waitsForRefreshAndKeepsTheRefreshToken() {
        try (Rig rig = new Rig()) {
            McpAuthorization authorization = rig.open(rig.builder());
            McpSyncClient client = rig.client(authorization);
            client.initialize();
            McpToken first = authorization.token().orElseThrow();
            rig.kit.clock().advance(Duration.ofMinutes(10));

            assertThat(Rig.call(client, "look")).isEqualTo("did look");

            McpToken second = authorization.token().orElseThrow();
            assertThat(second.accessToken()).isNotEqualTo(first.accessToken());
            assertThat(second.refreshToken()).isEqualTo(first.refreshToken()).isPresent();
            assertThat(rig.kit.server().at(FakeEndpoint.TOKEN).calls().get(1).form())
                    .containsEntry("grant_type", "refresh_token")
                    .containsEntry("resource", rig.mcp.url());
            assertThat(rig.user.logins()).hasSize(1);
        }
    }

    @Test
    void call_refreshTokenIsRefused_logsInAgain() {
        try (Rig rig = new Rig()) {
            McpSyncClient client = rig.client(rig.open(rig.builder()));
            client.initialize();
            rig.kit.clock().advance(Duration.ofMinutes(10));
            rig.kit.server().at(FakeEndpoint.TOKEN).refuseNext("invalid_grant");

            assertThat(Rig.call(client, "look")).isEqualTo("did look");

            assertThat(rig.user.logins()).hasSize(2);
        }
    }

    @Test
    void call_refreshIsNotAnswered_failsAndAsksNoUser() {
        try (Rig rig = new Rig()) {
            McpSyncClient client = rig.client(rig.open(rig.builder()));
            client.initialize();
            rig.kit.clock().advance(Duration.ofMinutes(10));
            rig.kit.server().at(FakeEndpoint.TOKEN).answerNext(FakeAnswer.status(503));

            assertThatThrownBy(() -> Rig.call(client, "look")).hasMessageContaining("answered 503");
            assertThat(Rig.call(client, "look")).isEqualTo("did look");

            assertThat(rig.user.logins()).hasSize(1);
        }
    }

    @Test
    void call_clientIsForgottenAtRefresh_logsInWithAnotherAndSendsTheRefreshTokenOnce() {
        try (Rig rig = new Rig()) {
            McpAuthorization authorization = rig.open(rig.builder());
            McpSyncClient client = rig.client(authorization);
            client.initialize();
            String refreshToken = authorization
                    .token()
                    .orElseThrow()
                    .refreshToken()
                    .orElseThrow()
                    .reveal();
            rig.kit.clock().advance(Duration.ofMinutes(10));
            rig.kit.server().forgetAll();

            assertThat(Rig.call(client, "look")).isEqualTo("did look");

            assertThat(rig.user.logins()).hasSize(2);
            assertThat(rig.count(FakeEndpoint.REGISTRATION)).isEqualTo(2);
            List<RecordedCall> withIt = rig.kit.server().at(FakeEndpoint.TOKEN).calls().stream()
                    .filter(call -> call.form().containsValue(refreshToken))
                    .toList();
            assertThat(withIt).hasSize(1);
        }
    }

    @Test
    void headless_tokenHasEnded_getsAnother() {
        try (Rig rig = new Rig()) {
            McpSyncClient client = rig.client(rig.open(rig.headless()));
            client.initialize();
            rig.kit.clock().advance(Duration.ofMinutes(10));

            assertThat(Rig.call(client, "look")).isEqualTo("did look");
            assertThat(rig.count(FakeEndpoint.TOKEN)).isEqualTo(2);
            assertThat(rig.mcp.sent().stream().filter(String::isEmpty)).hasSize(1);
        }
    }

    @Test
    void nextRun_metadataIsWhereTheChallengeSays_isFoundForTheRefreshADayLaterAsWell() {
        try (Rig rig = new Rig()) {
            rig.mcp.hidesMetadata();
            McpTokenStore store = new MemoryMcpTokenStore();
            McpSyncClient first = rig.client(rig.open(rig.builder().tokens(store)));
            first.initialize();
            rig.kit.clock().advance(Duration.ofDays(2));
            McpSyncClient second = rig.client(rig.open(rig.builder().tokens(store)));

            second.initialize();
            rig.kit.clock().advance(Duration.ofDays(2));

            assertThat(Rig.call(second, "look")).isEqualTo("did look");
            assertThat(Rig.call(first, "look")).isEqualTo("did look");
            assertThat(rig.user.logins()).hasSize(1);
        }
    }
}

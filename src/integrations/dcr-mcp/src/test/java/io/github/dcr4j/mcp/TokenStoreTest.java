package io.github.dcr4j.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.Secret;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.modelcontextprotocol.client.McpSyncClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tokens that outlive the program, and their text. */
class TokenStoreTest {
    @Test
    void nextRun_tokenIsStored_needsNoLogin() throws Exception {
        try (Rig rig = new Rig()) {
            McpTokenStore store = new MemoryMcpTokenStore();
            try (McpAuthorization first = rig.builder().tokens(store).build()) {
                first.authorize();
            }

            McpSyncClient client = rig.client(rig.open(rig.builder().tokens(store)));
            client.initialize();
            rig.kit.clock().advance(Duration.ofMinutes(10));

            assertThat(Rig.call(client, "look")).isEqualTo("did look");
            assertThat(rig.user.logins()).hasSize(1);
            assertThat(rig.mcp.sent()).filteredOn(String::isEmpty).hasSize(1);
        }
    }

    @Test
    void call_anotherProgramHasRefreshed_takesItsToken() throws Exception {
        try (Rig rig = new Rig()) {
            McpTokenStore store = new MemoryMcpTokenStore();
            McpAuthorization one = rig.open(rig.builder().tokens(store));
            one.authorize();
            McpAuthorization other = rig.open(rig.builder().tokens(store));
            rig.kit.clock().advance(Duration.ofMinutes(10));
            one.authorize();

            other.authorize();

            assertThat(other.token()).isEqualTo(one.token());
            assertThat(rig.count(FakeEndpoint.TOKEN)).isEqualTo(2);
        }
    }

    @Test
    void forget_removesTheTokenAndTheNextCallLogsIn() throws Exception {
        try (Rig rig = new Rig()) {
            McpTokenStore store = new MemoryMcpTokenStore();
            McpAuthorization authorization = rig.open(rig.builder().tokens(store));
            authorization.authorize();

            authorization.forget();

            assertThat(authorization.token()).isEmpty();
            assertThat(store.find(URI.create(rig.mcp.url()))).isEmpty();
            authorization.authorize();
            assertThat(rig.user.logins()).hasSize(2);
        }
    }

    @Test
    void authorize_storeCannotSave_usesTheToken() throws Exception {
        try (Rig rig = new Rig()) {
            McpSyncClient client = rig.client(rig.open(rig.builder().tokens(new BrokenStore())));
            client.initialize();

            assertThat(Rig.call(client, "look")).isEqualTo("did look");
            assertThat(rig.user.logins()).hasSize(1);
        }
    }

    /** Keeps nothing, and says what it was to keep. */
    private static final class BrokenStore implements McpTokenStore {
        @Override
        public Optional<McpToken> find(URI server) {
            return Optional.empty();
        }

        @Override
        public void save(URI server, McpToken token) {
            throw new IllegalStateException("the keychain is locked");
        }

        @Override
        public void remove(URI server) {}
    }

    @Test
    void text_ofToken_isReadBack() {
        McpToken token = token("refresh-1234");

        assertThat(McpToken.fromSecret(token.toSecret())).isEqualTo(token).hasSameHashCodeAs(token);
        assertThat(McpToken.fromSecret(token(null).toSecret()).refreshToken()).isEmpty();
        assertThat(token).isNotEqualTo(token(null)).isNotEqualTo("text");
    }

    @Test
    void text_thatIsNone_isRefusedWithoutPrintingIt() {
        for (String text :
                List.of("CANARY", "{\"access_token\":\"CANARY\"}", "{\"access_token\":7}", "[]", "{CANARY")) {
            assertThatThrownBy(() -> McpToken.fromSecret(Secret.of(text)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .hasMessageNotContaining("CANARY");
        }
    }

    @Test
    void print_token_hasNoSecret() {
        assertThat(token("refresh-1234").toString())
                .doesNotContain("access-1234", "refresh-1234")
                .contains("https://mcp.example.com/mcp", "https://idp.example.com", "with a refresh token");
        assertThat(new MemoryMcpTokenStore()).hasToString("MemoryMcpTokenStore[0]");
    }

    private static McpToken token(@Nullable String refreshToken) {
        return new McpToken(
                Secret.of("access-1234"),
                refreshToken == null ? null : Secret.of(refreshToken),
                new McpToken.Life(1_000, 61_000),
                List.of("read", "write"),
                new McpToken.Binding("https://mcp.example.com/mcp", "https://idp.example.com", "generation-1"));
    }
}

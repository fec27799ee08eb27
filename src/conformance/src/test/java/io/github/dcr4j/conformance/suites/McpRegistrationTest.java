package io.github.dcr4j.conformance.suites;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Scenarios about registration for clients, of the conformance suite of the Model Context Protocol. */
class McpRegistrationTest {
    private static final PlainCalls CALLS = new PlainCalls();

    /** {@code auth/scope-from-scopes-supported}; the list here is that of the authorization server. */
    @Test
    void auth_scope_from_scopes_supported() {
        try (DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder().scopes("mcp:basic", "mcp:read"))) {
            kit.resolver()
                    .resolve(kit.requestBuilder()
                            .scopePolicy(ScopePolicy.SERVER_LIST)
                            .build());

            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).calls().get(0).json())
                    .containsEntry("scope", "mcp:basic mcp:read");
        }
    }

    /** {@code auth/scope-omitted-when-undefined}. */
    @Test
    void auth_scope_omitted_when_undefined() {
        assertThat(registered(FakeAuthorizationServer.builder())).doesNotContainKey("scope");
    }

    /** {@code auth/scope-step-up}: more scopes are another client, and the first one stays good for what it was. */
    @Test
    void auth_scope_step_up() throws Exception {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrCredentials basic = kit.resolver().resolve(service(kit, "mcp:basic"));
            DcrCredentials more = kit.resolver().resolve(service(kit, "mcp:basic", "mcp:write"));

            assertThat(more.clientId()).isNotEqualTo(basic.clientId());
            assertThat(more.scopes()).containsExactlyInAnyOrder("mcp:basic", "mcp:write");
            assertThat(kit.resolver().resolve(service(kit, "mcp:basic"))).isEqualTo(basic);
            assertThat(CALLS.token(basic).statusCode()).isEqualTo(200);
            assertThat(CALLS.token(more).statusCode()).isEqualTo(200);
        }
    }

    /** {@code auth/token-endpoint-auth-basic}, and {@code auth/client-credentials-basic}. */
    @Test
    void auth_token_endpoint_auth_basic() throws Exception {
        RecordedCall call = tokenRequest(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);

        assertThat(call.header("authorization"))
                .hasValueSatisfying(header -> assertThat(header).startsWith("Basic "));
        assertThat(call.form()).doesNotContainKeys("client_id", "client_secret");
    }

    /** {@code auth/token-endpoint-auth-post}. */
    @Test
    void auth_token_endpoint_auth_post() throws Exception {
        RecordedCall call = tokenRequest(TokenEndpointAuthMethod.CLIENT_SECRET_POST);

        assertThat(call.header("authorization")).isEmpty();
        assertThat(call.form()).containsKeys("client_id", "client_secret");
        assertThat(call.query()).isEmpty();
    }

    /** {@code auth/token-endpoint-auth-none}: a public client is what the only method asks for. */
    @Test
    void auth_token_endpoint_auth_none() throws Exception {
        try (DcrTestKit kit =
                DcrTestKit.start(FakeAuthorizationServer.builder().authMethods(TokenEndpointAuthMethod.NONE))) {
            DcrCredentials client = kit.resolver().resolve(kit.request());

            CALLS.token(client, Map.of("grant_type", "authorization_code", "code", "any"));

            RecordedCall call = kit.server().at(FakeEndpoint.TOKEN).calls().get(0);
            assertThat(call.header("authorization")).isEmpty();
            assertThat(call.form())
                    .containsEntry("client_id", client.clientId())
                    .doesNotContainKey("client_secret");
        }
    }

    /** {@code auth/offline-access-scope} ({@code sep-2207-client-metadata-grant-types}). */
    @Test
    void auth_offline_access_scope() {
        assertThat(registered(FakeAuthorizationServer.builder().scopes("mcp:basic", "offline_access")))
                .containsEntry("grant_types", List.of("authorization_code", "refresh_token"));
    }

    /** {@code auth/offline-access-not-supported} ({@code sep-2207-offline-access-not-requested}). */
    @Test
    void auth_offline_access_not_supported() {
        assertThat(registered(
                        FakeAuthorizationServer.builder().scopes("mcp:basic").grantTypes("authorization_code")))
                .containsEntry("grant_types", List.of("authorization_code"))
                .doesNotContainKey("scope");
    }

    /** {@code sep-837-application-type-present}, which is looked for in every scenario that registers. */
    @Test
    void sep_837_application_type_present() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            kit.resolver().resolve(kit.request());
            kit.resolver()
                    .resolve(kit.requestBuilder()
                            .publicClient()
                            .redirectUri("http://127.0.0.1:49152/callback")
                            .build());

            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).calls())
                    .extracting(call -> call.json().get("application_type"))
                    .containsExactly("web", "native");
        }
    }

    /**
     * {@code auth/authorization-server-migration} ({@code sep-2352-reregister-on-as-change},
     * {@code -no-reuse-on-as-change}, {@code -no-cross-as-credential-reuse}): the resource names another server than
     * before.
     */
    @Test
    void auth_authorization_server_migration() throws Exception {
        try (FakeAuthorizationServer former = FakeAuthorizationServer.start();
                FakeAuthorizationServer next = FakeAuthorizationServer.start();
                MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
                DcrResolver resolver = DcrResolver.builder(store).build()) {
            DcrCredentials before = resolver.resolve(at(former));

            DcrCredentials after = resolver.resolve(at(next));
            int status = CALLS.token(after).statusCode();

            assertThat(next.at(FakeEndpoint.REGISTRATION).count()).isOne();
            assertThat(former.at(FakeEndpoint.REGISTRATION).count()).isOne();
            assertThat(after.clientId()).isNotEqualTo(before.clientId());
            assertThat(status).isEqualTo(200);
            assertThat(next.calls()).noneMatch(call -> knows(call, before));
            assertThat(resolver.find(at(next), before.generation())).isEmpty();
            assertThat(resolver.resolve(at(former))).isEqualTo(before);
        }
    }

    private static boolean knows(RecordedCall call, DcrCredentials client) {
        String all = call.path() + call.query() + call.headers() + call.body();
        return all.contains(client.clientId())
                || all.contains(client.clientSecret().orElseThrow().reveal());
    }

    private static DcrRequest at(FakeAuthorizationServer server) {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .grantTypes("client_credentials")
                .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_POST)
                .scopes("mcp:basic")
                .build();
    }

    private static RecordedCall tokenRequest(TokenEndpointAuthMethod only) throws Exception {
        try (DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder().authMethods(only))) {
            DcrCredentials client = kit.resolver().resolve(service(kit));

            assertThat(client.tokenEndpointAuthMethod()).isEqualTo(only);
            assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
            return kit.server().at(FakeEndpoint.TOKEN).calls().get(0);
        }
    }

    private static DcrRequest service(DcrTestKit kit, String... scopes) {
        return kit.requestBuilder()
                .grantTypes("client_credentials")
                .scopes(scopes)
                .build();
    }

    private static Map<String, @Nullable Object> registered(FakeAuthorizationServerBuilder server) {
        try (DcrTestKit kit = DcrTestKit.start(server)) {
            kit.resolver().resolve(kit.requestBuilder().build());
            return kit.server().at(FakeEndpoint.REGISTRATION).calls().get(0).json();
        }
    }
}

package io.github.dcr4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the README and of the pages, line for line, so that it compiles and does what is said there. */
class ReadmeCodeTest {
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> form = new HashMap<>();

    @TempDir
    private Path home;

    @Test
    void firstCredential_freshServer_authenticatesATokenRequest() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            firstCredential(server.issuer());

            assertThat(headers.get("Authorization")).startsWith("Basic ");
            assertThat(form).isEmpty();
        }
    }

    private void firstCredential(String issuer) {
        MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
        DcrResolver resolver = DcrResolver.builder(store).build(); // one per program; closed at its end, then the store
        DcrRequest request = DcrRequest.builder("https://gateway.example.com") // who we are
                .upstreamIssuer(issuer) // the authorization server
                .scopes("openid", "profile")
                .build();

        DcrCredentials client = resolver.resolve(request); // each time it is needed: a hit sends nothing
        client.authenticate(headers::put, form::put); // puts its authentication on a token request
        resolver.close();
        store.close();
    }

    @Test
    void groups_serverOfWhichNothingIsDiscovered_areOneRequest() {
        DcrRequest request = groups();

        assertThat(request.server()).isEqualTo("idp.internal:443");
        assertThat(request.key().scopes()).containsExactly("orders");
    }

    @Test
    void development_serverWithoutACertificate_isARequest() {
        assertThat(development().server()).isEqualTo("keycloak:8080");
    }

    private static DcrRequest development() {
        DcrRequest development = DcrRequest.builder("https://gateway.example.com")
                .upstreamIssuer("http://keycloak:8080/realms/dev")
                .network(n -> n.insecureHttp(InsecureHttp.to("keycloak:8080")).allowPrivateAddresses("keycloak"))
                .build();
        return development;
    }

    private static DcrRequest groups() {
        DcrRequest request = DcrRequest.builder("https://gateway.example.com")
                .registrationEndpoint("https://idp.internal/register")
                .scopes("orders")
                .clientName("Gateway")
                .server(s -> s.issuer("https://idp.internal")
                        .authorizationEndpoint("https://idp.internal/authorize")
                        .tokenEndpoint("https://idp.internal/token"))
                .network(n -> n.allowPrivateAddresses("idp.internal"))
                .metadata(m -> m.logoUri("https://gateway.example.com/logo.png").contacts("ops@example.com"))
                .build();
        return request;
    }

    @Test
    void commandLineTool_ranTwice_registersOnce() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            Path file = home.resolve("tool").resolve("clients.json");
            DcrCredentials first = commandLineTool(file, server.issuer(), 40_001);

            DcrCredentials second = commandLineTool(file, server.issuer(), 40_002);

            assertThat(second.clientId()).isEqualTo(first.clientId());
            assertThat(second.generation()).isEqualTo(first.generation());
            assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
        }
    }

    private static DcrCredentials commandLineTool(Path file, String issuer, int port) {
        try (FileDcrCredentialStore store = FileDcrCredentialStore.open(file);
                DcrResolver resolver = DcrResolver.builder(store).build()) {
            DcrRequest request = DcrRequest.builder("my-cli")
                    .upstreamIssuer(issuer)
                    .redirectUri("http://127.0.0.1:" + port + "/callback")
                    .publicClient()
                    .build();
            return resolver.resolve(request);
        }
    }

    @Test
    void upstreams_ofAFile_haveTheirClients(@TempDir Path directory) throws IOException {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            Path file = Files.writeString(directory.resolve("upstreams.json"), """
                    {"consumer": "https://gateway.example.com", "store": "memory:",
                     "upstreams": [{"name": "idp", "dcr": {"upstreamIssuer": "%s"}}]}""".formatted(server.issuer()));

            assertThat(server.client(upstreams(file).clientId())).isPresent();
        }
    }

    private static DcrCredentials upstreams(Path file) throws IOException {
        Upstreams upstreams = Upstreams.open(UpstreamsJson.read(file)); // one per program; closed at its end
        List<UpstreamResult> results = upstreams.resolveAll(); // side by side; one that fails does not stop the others
        DcrCredentials client = upstreams.client("idp").credentials(); // a live handle: ask it each time
        assertThat(results).hasOnlyElementsOfType(UpstreamResult.Ready.class);
        upstreams.close();
        return client;
    }

    @Test
    void resolve_secretExpired_registersAgain() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrCredentials first = kit.resolver().resolve(kit.request("openid"));
            kit.clock().advance(Duration.ofHours(2)); // the kit's secrets live for one hour

            DcrCredentials second = kit.resolver().resolve(kit.request("openid"));

            assertThat(second.clientId()).isNotEqualTo(first.clientId());
            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
        }
    }
}

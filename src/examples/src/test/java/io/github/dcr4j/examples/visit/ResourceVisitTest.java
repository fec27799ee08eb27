package io.github.dcr4j.examples.visit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.dcr4j.examples.page.LoopbackHttp;
import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a protected resource to a client at its authorization server (RFC 9728). */
class ResourceVisitTest {
    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
    private HttpServer resources;
    private String resource = "";

    @BeforeEach
    void start() throws IOException {
        resources = LoopbackHttp.bind(0);
        resource = "http://127.0.0.1:" + resources.getAddress().getPort() + "/mcp";
        String metadata = "{\"resource\": \"" + resource + "\", \"authorization_servers\": [\"" + server.issuer()
                + "\"], \"scopes_supported\": [\"tools\"]}";
        resources.createContext("/.well-known/oauth-protected-resource/mcp", exchange -> {
            try (exchange) {
                LoopbackHttp.send(exchange, Map.of("Content-Type", "application/json"), metadata.getBytes(UTF_8));
            }
        });
        resources.start();
    }

    @AfterEach
    void close() {
        resources.stop(0);
        server.close();
    }

    @Test
    void resolve_resource_registersAtItsServer() {
        ProgramRun run = ProgramRun.of("resolve", "--resource", resource, "--deregister");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "resolve for " + resource,
                        "scopes of a token      [tools]",
                        "issuer                 " + server.issuer())
                .contains("deleted at the server");
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void explain_resource_registersNothing() {
        ProgramRun run = ProgramRun.of("explain", "--resource", resource, "--public");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("authorization servers  [" + server.issuer() + "]", "would be sent")
                .contains("\"token_endpoint_auth_method\" : \"none\"");
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    @Test
    void resolve_resourceWithoutMetadata_saysWhereItWasLookedFor() {
        ProgramRun run = ProgramRun.of("resolve", "--resource", resource.replace("/mcp", "/other"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("dcr4j resolve: failed at step DISCOVER: ");
    }
}

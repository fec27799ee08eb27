package io.github.dcr4j.conformance.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.conformance.resource.ResourceServer;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A resource that names the real server, at an issuer with a path. */
class SpringResourceIT {
    @Test
    void resolve_toldTheResourceAlone_getsTokensForItsScopes() throws Exception {
        try (SpringAuthorizationServer server = SpringAuthorizationServer.builder()
                        .issuerPath("/tenants/a")
                        .oauth2Registration()
                        .open()
                        .acceptScopes()
                        .start();
                ResourceServer resource = new ResourceServer();
                WatchedResolver resolver = new WatchedResolver()) {
            resource.names(server.issuer());
            ResourceRequest request = ResourceRequest.builder("https://app.example.com", resource.resource())
                    .client(client -> client.grantTypes("client_credentials")
                            .scopes("mcp:read")
                            .metadata(m -> m.leaveOutEmptyResponseTypes()))
                    .build();

            ResourceClient client = resolver.resolve(request);

            assertThat(client.credentials().issuer()).hasValue(server.issuer());
            assertThat(client.resource()).isEqualTo(resource.resource());
            assertThat(new PlainCalls()
                            .token(
                                    client.credentials(),
                                    Map.of(
                                            "grant_type",
                                            "client_credentials",
                                            "scope",
                                            String.join(" ", client.scopes()),
                                            "resource",
                                            client.resource()))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(resolver.sent())
                    .containsExactly(
                            "GET /.well-known/oauth-protected-resource/mcp",
                            "GET /.well-known/oauth-authorization-server/tenants/a",
                            "POST /tenants/a/oauth2/register");
        }
    }
}

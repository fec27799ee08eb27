package io.github.dcr4j.conformance.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resource.ResourceChallenge;
import io.github.dcr4j.resource.StepUp;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.testkit.DcrTestKit;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The code of the page about resources, line for line. */
class ResourcePageTest {
    @Test
    void resolve_challengedByTheResource_isAClientForIt() throws Exception {
        try (DcrTestKit kit = DcrTestKit.start();
                ResourceServer resource = new ResourceServer()) {
            resource.names(kit.server().issuer());
            resource.challenges("Bearer scope=\"mcp:write\"");

            ResourceClient client = challenged(kit.resolver(), resource.resource());

            assertThat(client.scopes()).containsExactly("mcp:write");
            assertThat(client.resource()).isEqualTo(resource.resource());
        }
    }

    private static ResourceClient challenged(DcrResolver resolver, String mcpServer) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        ResourceRequest request = ResourceRequest.builder("https://agent.example.com", mcpServer)
                .client(client -> client.redirectUri("https://agent.example.com/callback"))
                .build();
        ResourceClient client = resolver.resolve(request); // a hit sends nothing

        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(request.resource()).build(), BodyHandlers.ofString());
        if (answer.statusCode() == 401) {
            ResourceChallenge challenge = ResourceChallenge.of(answer.headers().allValues("WWW-Authenticate"));
            client = resolver.resolve(request.challenged(challenge));
        }
        return client;
    }

    @Test
    void lab_asThePageShows_isARequest() {
        assertThat(lab().resource()).hasToString("http://mcp.lab.internal:8080/mcp");
        assertThat(lab().at("http://keycloak:8080/realms/lab").server()).isEqualTo("keycloak:8080");
    }

    private static ResourceRequest lab() {
        ResourceRequest lab = ResourceRequest.builder("https://agent.example.com", "http://mcp.lab.internal:8080/mcp")
                .insecureResource(InsecureHttp.to("mcp.lab.internal:8080"))
                .client(client -> client.redirectUri("https://agent.example.com/callback")
                        .network(n -> n.insecureHttp(InsecureHttp.to("keycloak:8080"))
                                .allowPrivateAddresses("mcp.lab.internal", "keycloak")))
                .build();
        return lab;
    }

    @Test
    void next_asThePageShows_isTheUnion() {
        try (DcrTestKit kit = DcrTestKit.start();
                ResourceServer resource = new ResourceServer()) {
            resource.names(kit.server().issuer());
            ResourceClient client = kit.resolver()
                    .resolve(ResourceRequest.builder("https://agent.example.com", resource.resource())
                            .build());

            Optional<StepUp> next = steppedUp(client, ResourceChallenge.of(List.of("Bearer scope=\"mcp:write\"")));

            assertThat(next.orElseThrow().scopes()).containsExactly("mcp:read", "mcp:write");
        }
    }

    private static Optional<StepUp> steppedUp(ResourceClient client, ResourceChallenge challenge) {
        StepUp granted = StepUp.from(client.scopes());
        Optional<StepUp> next = granted.next(challenge); // empty after three steps, or if nothing new is asked for
        return next;
    }
}

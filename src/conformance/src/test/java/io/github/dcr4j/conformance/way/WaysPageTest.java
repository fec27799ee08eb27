package io.github.dcr4j.conformance.way;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.ClientIdDocument;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import org.junit.jupiter.api.Test;

/** The code of the page about the ways to a client, line for line. */
class WaysPageTest {
    @Test
    void resolve_asThePageShows_isTheClientOfTheOperator() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrCredentials client =
                    resolved(kit.resolver(), kit.server().issuer(), Secret.of("CANARY-sample-secret-by-hand"));

            assertThat(client.clientId()).isEqualTo("agent-7");
        }
    }

    private static DcrCredentials resolved(DcrResolver resolver, String issuer, Secret secret) {
        DcrRequest request = DcrRequest.builder("https://agent.example.com")
                .upstreamIssuer(issuer)
                .redirectUri("https://agent.example.com/callback")
                .preRegistered(issuer, "agent-7", secret) // an operator registered it there: goes first
                .clientIdDocument("https://agent.example.com/oauth/client.json") // else, where the server takes it
                .build(); // else a client is registered
        DcrCredentials client = resolver.resolve(request);
        return client;
    }

    @Test
    void document_asThePageShows_isServed() {
        DcrRequest request = DcrRequest.builder("https://agent.example.com")
                .upstreamIssuer("https://idp.example.com")
                .clientIdDocument("https://agent.example.com/oauth/client.json")
                .build();

        assertThat(new String(served(request), UTF_8)).contains("\"https://agent.example.com/oauth/client.json\"");
    }

    private static byte[] served(DcrRequest request) {
        ClientIdDocument document = request.clientIdDocument().orElseThrow();
        byte[] body = document.body(); // with document.headers(), as a 200
        return body;
    }
}

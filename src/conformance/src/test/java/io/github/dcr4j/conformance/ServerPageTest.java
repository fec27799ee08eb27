package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.server.ServerAnswer;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.server.ServerRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The code of the page about what servers say of themselves, line for line. */
class ServerPageTest {
    @Test
    void serverMetadata_asThePageShows_tellsWhatTheServerSays() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            String issuer = kit.server().issuer();
            kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(document -> {
                document.put("jwks_uri", issuer + "/keys");
                document.put("require_pushed_authorization_requests", true);
                document.put("acr_values_supported", List.of("gold"));
            });

            List<Object> told = metadata(kit.resolver(), kit.requestBuilder().build());

            assertThat(told).containsExactly(URI.create(issuer + "/keys"), Optional.empty(), true, List.of("gold"));
        }
    }

    @Test
    void serverHttp_asThePageShows_callsAnEndpointOfTheServer() throws Exception {
        try (DcrTestKit kit = DcrTestKit.start()) {
            String issuer = kit.server().issuer();
            kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(document -> {
                document.put("userinfo_endpoint", issuer + "/me");
            });
            kit.server().at(FakeEndpoint.ELSEWHERE).answerNext(FakeAnswer.json(200, Map.of("sub", "alice")));

            String user = user(kit.resolver(), kit.requestBuilder().build(), Secret.of("the-token-of-alice"));

            assertThat(user).isEqualTo("{\"sub\":\"alice\"}");
        }
    }

    private static String user(DcrResolver resolver, DcrRequest request, Secret accessToken) throws IOException {
        ServerHttp http = resolver.serverHttp(request);
        URI userinfo = resolver.serverMetadata(request).userinfoEndpoint().orElseThrow();
        ServerAnswer answer = http.send(ServerRequest.get(userinfo).bearer(accessToken));
        return answer.successful() ? answer.body() : "";
    }

    private static List<Object> metadata(DcrResolver resolver, DcrRequest request) {
        ServerMetadata server = resolver.serverMetadata(request);
        URI keys = server.jwksUri().orElseThrow();
        Optional<URI> logout = server.endSessionEndpoint();
        boolean pushed = server.requirePushedAuthorizationRequests();
        Object other = server.members().get("acr_values_supported"); // any member, as a JSON value
        return List.of(keys, logout, pushed, other);
    }
}

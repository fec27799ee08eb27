package io.github.dcr4j.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.examples.testing.Browser;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.ManualClock;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service whose client id is the address of a document that it serves itself. */
class ServeDocumentTest {
    private static final String ID = ServedUpstreams.CONSUMER + "/oauth/client.json";

    private final ManualClock clock = new ManualClock();
    private final FakeAuthorizationServer server = FakeAuthorizationServer.builder()
            .clock(clock)
            .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC, TokenEndpointAuthMethod.NONE)
            .start();
    private final ServedUpstreams served = new ServedUpstreams("\"memory:\"", clock)
            .with("{\"name\": \"idp\", \"dcr\": {\"upstreamIssuer\": \"" + server.issuer()
                    + "\", \"clientIdDocument\": \"" + ID + "\"}}");

    @AfterEach
    void close() {
        served.close();
        server.close();
    }

    @Test
    void document_serverTakesThem_isServedAndNamedByTheLogin() throws Exception {
        server.at(FakeEndpoint.METADATA)
                .rewriteAnswers(members -> members.put("client_id_metadata_document_supported", true));
        Replica replica = served.replica(LoginCookies.ofThisProcess());

        HttpURLConnection answer =
                (HttpURLConnection) URI.create("http://127.0.0.1:" + replica.port() + "/app/oauth/client.json")
                        .toURL()
                        .openConnection();
        JsonNode document;
        try (InputStream body = answer.getInputStream()) {
            document = new ObjectMapper().readTree(body);
        }
        String begun = new Browser().open(replica.port(), "/login/idp").location();

        assertThat(answer.getResponseCode()).isEqualTo(200);
        assertThat(answer.getContentType()).isEqualTo("application/json");
        assertThat(document.path("client_id").asText()).isEqualTo(ID);
        assertThat(document.path("redirect_uris").path(0).asText())
                .isEqualTo(ServedUpstreams.CONSUMER + "/oauth/callback");
        assertThat(begun).contains("client_id=" + URLEncoder.encode(ID, StandardCharsets.UTF_8));
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isZero();
    }
}

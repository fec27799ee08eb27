package io.github.dcr4j.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpAnswer.BodyState;
import io.github.dcr4j.http.HttpCall;
import java.time.Duration;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of resources that are not on this machine. */
class ResourceDocumentTest {
    private static final EndpointUrl RESOURCE = EndpointUrl.ofOperator("resource", "https://mcp.example.com/mcp");

    private static ResourceDocument read(String body) {
        HttpCall call = new HttpCall("GET", RESOURCE, null, null, 1_000, Duration.ofSeconds(1));
        HttpAnswer answer = new HttpAnswer(
                call, 200, Headers.of("Content-Type", "application/json"), body.getBytes(UTF_8), BodyState.COMPLETE);
        return ResourceDocument.read(answer, new ProtectedResource(RESOURCE, OpenServers.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080", "https://localhost/t", "https://127.1.2.3", "https://[::1]:8443"})
    void read_serverOnThisMachine_isRefused(String server) {
        ResourceDocument document =
                read("{\"resource\":\"https://mcp.example.com/mcp\",\"authorization_servers\":[\"" + server + "\"]}");

        assertThat(document.metadata()).isNull();
        assertThat(document.last()).isTrue();
        assertThat(document.why()).contains("authorization_servers");
    }

    @Test
    void read_otherSpellingOfTheResource_isTaken() {
        ResourceDocument document = read("{\"resource\":\"https://MCP.example.com:443/mcp/\",\"authorization_servers\":"
                + "[\"https://idp.example.com\"]}");

        assertThat(document.metadata()).isNotNull();
    }

    @Test
    void read_resourceWithControlCharacters_isRefusedInPrintableForm() {
        ResourceDocument document = read("{\"resource\":\"https://evil.example/\\u001b[31m?token=abc\","
                + "\"authorization_servers\":[\"https://idp.example.com\"]}");

        assertThat(document.metadata()).isNull();
        assertThat(document.why()).doesNotContain("\u001b", "token=abc");
    }
}

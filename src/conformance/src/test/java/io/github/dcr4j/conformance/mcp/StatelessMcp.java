package io.github.dcr4j.conformance.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.mcp.McpAuthorization;
import io.modelcontextprotocol.client.transport.HttpRequestSnapshot;
import io.modelcontextprotocol.common.McpTransportContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * An MCP server as revision 2026-07-28 has it, of which the MCP Java SDK (2.1.0) knows nothing: no session, every
 * request says its version and capabilities. What authorizes it is what authorizes the SDK. Not thread-safe.
 */
final class StatelessMcp implements McpTools {
    static final String VERSION = "2026-07-28";
    private static final String META = "io.modelcontextprotocol/";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http;
    private final URI address;
    private final McpAuthorization authorization;
    private int calls;

    StatelessMcp(HttpClient http, URI address, McpAuthorization authorization) {
        this.http = http;
        this.address = address;
        this.authorization = authorization;
    }

    @Override
    public List<String> names() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : call("tools/list", null).path("tools")) {
            names.add(tool.path("name").asText());
        }
        return names;
    }

    @Override
    public String use(String tool) throws IOException, InterruptedException {
        return call("tools/call", tool).path("content").toString();
    }

    @Override
    public void close() {}

    private JsonNode call(String method, @Nullable String name) throws IOException, InterruptedException {
        int challenges = 0;
        while (true) {
            HttpResponse<String> answer = send(method, name);
            boolean refused = answer.statusCode() == 401 || answer.statusCode() == 403;
            if (!refused || !isWorthAnotherTry(answer)) {
                return result(answer);
            }
            if (++challenges > authorization.authorizationErrorHandler().maxRetries()) {
                throw new IOException("the server takes no token");
            }
        }
    }

    private boolean isWorthAnotherTry(HttpResponse<String> answer) {
        HttpRequest sent = answer.request();
        HttpRequestSnapshot request = new HttpRequestSnapshot(sent.uri(), sent.method(), sent.headers());
        return Boolean.TRUE.equals(Mono.from(authorization
                        .authorizationErrorHandler()
                        .handle(request, new Head(answer), McpTransportContext.EMPTY))
                .block());
    }

    /** What the SDK hands over of an answer. */
    private record Head(HttpResponse<?> answer) implements HttpResponse.ResponseInfo {
        @Override
        public int statusCode() {
            return answer.statusCode();
        }

        @Override
        public HttpHeaders headers() {
            return answer.headers();
        }

        @Override
        public HttpClient.Version version() {
            return answer.version();
        }
    }

    private HttpResponse<String> send(String method, @Nullable String name) throws IOException, InterruptedException {
        ObjectNode message =
                json.createObjectNode().put("jsonrpc", "2.0").put("id", ++calls).put("method", method);
        ObjectNode parameters = message.putObject("params");
        ObjectNode meta = parameters.putObject("_meta").put(META + "protocolVersion", VERSION);
        meta.putObject(META + "clientInfo").put("name", "dcr4j-conformance").put("version", "1");
        meta.putObject(META + "clientCapabilities");
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", VERSION)
                .header("Mcp-Method", method);
        if (name != null) {
            parameters.put("name", name).putObject("arguments");
            request.header("Mcp-Name", name);
        }
        request.POST(HttpRequest.BodyPublishers.ofString(message.toString()));
        HttpRequest.Builder authorized = Mono.from(authorization
                        .requestCustomizer()
                        .customize(request, "POST", address, message.toString(), McpTransportContext.EMPTY))
                .block();
        return http.send(
                Objects.requireNonNull(authorized, "authorized").build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode result(HttpResponse<String> answer) throws IOException {
        JsonNode message = answer.statusCode() == 200 ? json.readTree(answer.body()) : json.missingNode();
        if (!message.has("result")) {
            throw new IOException("the server answered " + answer.statusCode() + " without a result");
        }
        return message.get("result");
    }
}

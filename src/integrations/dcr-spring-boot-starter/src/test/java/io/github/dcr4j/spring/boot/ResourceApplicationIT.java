package io.github.dcr4j.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.dcr4j.spring.security.Browser;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application of the page, in a JVM of its own, at a real authorization server: its users log in by a client that an
 * operator registered by hand, and it has tokens for a resource that names the server.
 */
class ResourceApplicationIT {
    private static final Path PAGE = Path.of("..", "..", "docs", "spring.md");
    private static final Pattern YAML = Pattern.compile("```yaml\n(dcr:\n[^`]*resource:[^`]*)```");
    private static final Pattern MEMBER = Pattern.compile("\"(client_id|client_secret)\"\\s*:\\s*\"([^\"]+)\"");

    @TempDir
    private Path directory;

    /** A resource of the server: its metadata, and nothing else. */
    private static HttpServer resource(String issuer) throws IOException {
        HttpServer resource = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String own = "http://127.0.0.1:" + resource.getAddress().getPort() + "/orders";
        byte[] metadata = "{\"resource\": \"%s\", \"authorization_servers\": [\"%s\"]}"
                .formatted(own, issuer)
                .getBytes(UTF_8);
        resource.createContext("/.well-known/oauth-protected-resource/orders", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, metadata.length);
            exchange.getResponseBody().write(metadata);
            exchange.close();
        });
        resource.start();
        return resource;
    }

    /** Registers a client as an operator does, and returns what the server says of it. */
    private static Map<String, String> byHand(String issuer, String redirectUri)
            throws IOException, InterruptedException {
        HttpResponse<String> registered = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(issuer + "/oauth2/register"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("""
                                        {"client_name": "By hand", "redirect_uris": ["%s"], "scope": "openid",
                                         "grant_types": ["authorization_code", "refresh_token"]}""".formatted(redirectUri)))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        Map<String, String> members = new HashMap<>();
        Matcher member = MEMBER.matcher(registered.body());
        while (member.find()) {
            members.put(member.group(1), member.group(2));
        }
        return members;
    }

    private Path yaml(int port, String issuer, HttpServer resource, String clientId) throws IOException {
        Matcher yaml = YAML.matcher(Files.readString(PAGE));
        assertThat(yaml.find()).isTrue();
        String text = yaml.group(1)
                .replace("https://app.example.com", "http://127.0.0.1:" + port)
                .replace("https://idp.example.com", issuer)
                .replace(
                        "https://api.example.com/orders",
                        "http://127.0.0.1:" + resource.getAddress().getPort() + "/orders")
                .replace("client-id: app", "client-id: " + clientId);
        return Files.writeString(directory.resolve("application.yaml"), text);
    }

    private static void assertWorks(ApplicationProcess application, String clientId) throws Exception {
        Browser browser = new Browser();
        URI login = Objects.requireNonNull(browser.openUntil(
                        application.at("/me"),
                        next -> String.valueOf(next.getQuery()).contains("client_id="))
                .next());
        assertThat(login.getQuery()).contains("client_id=" + clientId);
        assertThat(browser.open(login).body()).isEqualTo("Hello somebody");
        assertThat(browser.open(application.at("/orders")).body()).contains("characters");
    }

    @Test
    void application_hasTokensForAResource_andLogsInByAClientRegisteredByHand() throws Exception {
        int port = ApplicationProcess.freePort();
        try (SpringAuthorizationServer server = SpringAuthorizationServer.builder()
                .oauth2Registration()
                .open()
                .acceptScopes()
                .start()) {
            HttpServer resource = resource(server.issuer());
            Map<String, String> byHand =
                    byHand(server.issuer(), "http://127.0.0.1:" + port + "/login/oauth2/code/login");
            String clientId = Objects.requireNonNull(byHand.get("client_id"));
            Path yaml = yaml(port, server.issuer(), resource, clientId);
            Map<String, String> environment =
                    Map.of("LOGIN_SECRET", Objects.requireNonNull(byHand.get("client_secret")));
            try {
                try (ApplicationProcess application =
                        ApplicationProcess.start(yaml, port, environment).started()) {
                    assertWorks(application, clientId);
                    Browser operator = new Browser();
                    assertThat(operator.open(application.at("/me")).body()).isEqualTo("Hello somebody");
                    assertThat(operator.open(application.at("/actuator/dcr/orders"))
                                    .body())
                            .contains("\"state\":\"usable\"", "\"resource\":\"http", "\"way\":\"registered\"");
                    assertThat(operator.open(application.at("/actuator/dcr/login"))
                                    .body())
                            .contains("\"way\":\"pre_registered\"", clientId);
                    assertThat(operator.open(application.at("/actuator/metrics/dcr.registrations"))
                                    .body())
                            .contains("orders");
                }
                try (ApplicationProcess without = ApplicationProcess.startWithout(
                                "spring-boot-(starter-actuator|actuator|health|micrometer)", yaml, port, environment)
                        .started()) {
                    assertWorks(without, clientId);
                    assertThat(new Browser().get(without.at("/actuator/health")).status())
                            .isNotEqualTo(200);
                }
            } finally {
                resource.stop(0);
            }
        }
    }
}

package io.github.dcr4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.spring.security.Browser;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application of the page, with the YAML of the page, in JVMs of its own, a real authorization server in another,
 * and a real Redis.
 */
@ExtendWith(RedisExtension.class)
class ApplicationIT {
    private static final Path PAGE = Path.of("..", "..", "docs", "spring.md");
    private static final Pattern YAML = Pattern.compile("```yaml\n(dcr:\n.*?)```", Pattern.DOTALL);
    private static final Pattern CLIENT = Pattern.compile("\"(\\w+)\":\\{[^{}]*\"clientId\":\"([^\"]+)\"");

    private static SpringAuthorizationServer server;

    @TempDir
    private Path directory;

    private final Browser browser = new Browser();
    private final Map<String, String> environment = Map.of("DCR_KEY", randomKey());

    @BeforeAll
    static void startServer() throws Exception {
        server = SpringAuthorizationServer.builder()
                .oauth2Registration()
                .open()
                .acceptScopes()
                .start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    private static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** The page's YAML, with the addresses of this test. */
    private Path yaml(int port, String issuer, String store) throws IOException {
        Matcher yaml = YAML.matcher(Files.readString(PAGE));
        assertThat(yaml.find()).isTrue();
        assertThat(yaml.group(1).lines().count()).isLessThanOrEqualTo(10);
        String text = yaml.group(1)
                .replace("https://app.example.com", "http://127.0.0.1:" + port)
                .replace("https://idp.example.com", issuer)
                .replace("rediss://redis.internal", store);
        return Files.writeString(directory.resolve("application.yaml"), text);
    }

    private String page(ApplicationProcess application, String path) throws IOException, InterruptedException {
        return browser.open(application.at(path)).body();
    }

    private static String client(Browser browser, ApplicationProcess application, String upstream)
            throws IOException, InterruptedException {
        Matcher clients =
                CLIENT.matcher(browser.open(application.at("/actuator/dcr")).body());
        while (clients.find()) {
            if (clients.group(1).equals(upstream)) {
                return clients.group(2);
            }
        }
        return "";
    }

    @Test
    void application_logsIn_callsServices_isObserved_andOutlivesItsClientsItsReplicasAndRedis(RedisStandalone redis)
            throws Exception {
        int port = ApplicationProcess.freePort();
        String store = "redis://127.0.0.1:" + redis.node().port();
        Path yaml = yaml(port, server.issuer(), store);
        long before = server.answered("POST /oauth2/register");
        try (ApplicationProcess first =
                        ApplicationProcess.start(yaml, port, environment).started();
                ApplicationProcess second = ApplicationProcess.start(
                                yaml, ApplicationProcess.freePort(), environment, "--dcr.startup=require")
                        .started()) {
            // a login, and a token for the application itself
            assertThat(page(first, "/me")).isEqualTo("Hello somebody");
            assertThat(page(first, "/orders")).contains("characters");

            // what operators see
            assertThat(page(first, "/actuator/health")).contains("\"status\":\"UP\"");
            assertThat(page(first, "/actuator/metrics/dcr.registrations")).contains("orders", "login");
            assertThat(page(first, "/actuator/dcr/login")).contains("\"state\":\"usable\"", "ageSeconds");

            // two replicas have one client for each upstream
            assertThat(server.answered("POST /oauth2/register") - before).isEqualTo(2);

            // the server forgets a client: the replica that has no token yet replaces it, and its user sees no error
            String forgotten = client(browser, first, "orders");
            server.forget(forgotten);
            Browser other = new Browser();
            String orders = loggedIn(first, second, other);
            assertThat(orders).contains("characters");
            assertThat(client(other, second, "orders")).isNotEqualTo(forgotten);
            assertThat(server.answered("POST /oauth2/register") - before).isEqualTo(3);

            // an orchestrator ends one in order
            second.terminate();
            assertThat(second.ended()).isEqualTo(143);
            assertThat(second.output()).doesNotContain("ERROR");

            // without Redis, logins and tokens go on
            redis.node().kill();
            Browser third = new Browser();
            assertThat(third.open(first.at("/me")).body()).isEqualTo("Hello somebody");
            assertThat(page(first, "/orders")).contains("characters");
            assertThat(page(first, "/actuator/dcr/login")).contains("\"error\":\"redis://");
            redis.node().restart();
        }
    }

    /** The second replica has another port, to which the first one's redirect URI does not lead. */
    private static String loggedIn(ApplicationProcess first, ApplicationProcess second, Browser browser)
            throws IOException, InterruptedException {
        Browser.Page back =
                browser.openUntil(second.at("/orders"), next -> next.getPath().startsWith("/login/oauth2/code/"));
        String answer = Objects.requireNonNull(back.next()).getRawPath() + "?"
                + Objects.requireNonNull(back.next()).getRawQuery();
        assertThat(Objects.requireNonNull(back.next()).getPort())
                .isEqualTo(first.at("/").getPort());
        return browser.open(second.at(answer)).body();
    }

    @Test
    void slowServer_doesNotHoldUpTheStart() throws Exception {
        int port = ApplicationProcess.freePort();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ApplicationProcess application = ApplicationProcess.start(
                        yaml(port, "http://127.0.0.1:" + silent.getLocalPort(), "\"memory:\""),
                        port,
                        environment,
                        "--dcr.store.encryption-keys=")) {
            application.started();

            // what the line at the end says of upstreams that have got no client
            assertThat(application.output()).doesNotContain("there is none yet for");
        }
    }

    @Test
    void wrongConfiguration_endsTheStart_andSaysAllOfIt() throws Exception {
        int port = ApplicationProcess.freePort();
        try (ApplicationProcess application = ApplicationProcess.start(
                yaml(port, server.issuer(), "redis://127.0.0.1:1"),
                port,
                Map.of(),
                "--dcr.upstreams.login.scope=openid",
                "--dcr.upstreams.orders.verify-every=5m")) {
            assertThat(application.ended()).isEqualTo(1);
            assertThat(application.output())
                    .contains("APPLICATION FAILED TO START")
                    .contains("dcr.store.encryption-keys: the placeholder DCR_KEY stands for nothing")
                    .contains("dcr.upstreams.login.scope: is not known; scopes is the nearest that is")
                    .contains("dcr.upstreams.orders.verify-every: ")
                    .contains("Correct these properties");
        }
    }
}

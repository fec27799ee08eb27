package io.github.dcr4j.conformance.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keycloak as it is released, on a free port of 127.0.0.1, with its data in memory, from its start until {@link
 * #close()} or the end of this JVM. Its realm is {@code dev}, as it is when it is new, with one user, whom {@code
 * Login} knows. Safe for concurrent use.
 */
final class KeycloakServer implements AutoCloseable {
    /** Where {@code -Pkeycloak} unpacks it. */
    private static final Path UNPACKED = Path.of("target", "keycloak");

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127[.]0[.]0[.]1:[0-9]+)");
    private static final String ADMIN = "admin";
    private static final String PASSWORD = UUID.randomUUID().toString();
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    private final Process process;
    private final String address;

    private KeycloakServer(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it, and returns when it answers and has the realm. */
    static KeycloakServer start() throws IOException, InterruptedException {
        Path home = home();
        Path built = home.resolve("built");
        if (!Files.exists(built)) {
            Path log = home.resolve("build.log");
            Process build = run(home, "exec bash bin/kc.sh build --db=dev-mem --cache=local", log);
            if (!build.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || build.exitValue() != 0) {
                build.destroyForcibly();
                throw new IOException("Keycloak cannot be built; see " + log);
            }
            Files.createFile(built);
        }
        // ends with its standard input, and so with this JVM
        Process process = run(
                home,
                "bash bin/kc.sh start --optimized --cache=local --hostname-strict=false --http-enabled=true"
                        + " --http-host=127.0.0.1 --http-port=0 < /dev/null & cat > /dev/null; kill $!; wait $!",
                null);
        try {
            KeycloakServer server = new KeycloakServer(process, address(process));
            server.createRealm();
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.getOutputStream().close();
            throw e;
        }
    }

    private static Path home() throws IOException {
        try (Stream<Path> found = Files.list(UNPACKED)) {
            return found.filter(path -> path.getFileName().toString().startsWith("keycloak-"))
                    .map(Path::toAbsolutePath)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Process run(Path home, String script, @Nullable Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(home.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        ADMIN,
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        PASSWORD,
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS_KC_HEAP",
                        "-Xms64m -Xmx512m",
                        "JAVA_OPTS_APPEND",
                        "-XX:TieredStopAtLevel=1"));
        if (log != null) {
            builder.redirectOutput(log.toFile());
        }
        return builder.start();
    }

    /** Reads what it prints until it says where it listens; what comes later is read and dropped. */
    private static String address(Process process) throws IOException {
        BufferedReader output = process.inputReader(UTF_8);
        StringBuilder printed = new StringBuilder();
        CompletableFuture<@Nullable String> found = CompletableFuture.supplyAsync(() -> output.lines()
                .peek(line -> printed.append(line).append('\n'))
                .map(LISTENING::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElse(null));
        String address = found.completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        if (address == null) {
            throw new IOException("Keycloak does not listen; it printed\n" + printed);
        }
        CompletableFuture<Void> unused =
                CompletableFuture.runAsync(() -> output.lines().forEach(line -> {}));
        return address;
    }

    private void createRealm() throws IOException, InterruptedException {
        admin("POST", "/admin/realms", Map.of("realm", "dev", "enabled", true), 201);
        admin(
                "POST",
                "/admin/realms/dev/users",
                Map.of(
                        "username",
                        "somebody",
                        "enabled",
                        true,
                        "email",
                        "somebody@example.com",
                        "firstName",
                        "Some",
                        "lastName",
                        "Body",
                        "credentials",
                        List.of(Map.of("type", "password", "value", "whatever", "temporary", false))),
                201);
    }

    /** Returns the realm's issuer. */
    String issuer() {
        return address + "/realms/dev";
    }

    /** Returns a new initial access token, good for one client. */
    String initialAccessToken() throws IOException, InterruptedException {
        return admin("POST", "/admin/realms/dev/clients-initial-access", Map.of("expiration", 600, "count", 1), 201)
                .required("token")
                .textValue();
    }

    /** Deletes a client, as an administrator does. */
    void delete(String clientId) throws IOException, InterruptedException {
        JsonNode found =
                admin("GET", "/admin/realms/dev/clients?clientId=" + URLEncoder.encode(clientId, UTF_8), null, 200);
        admin(
                "DELETE",
                "/admin/realms/dev/clients/" + found.required(0).required("id").textValue(),
                null,
                204);
    }

    private JsonNode admin(String method, String path, @Nullable Object body, int expected)
            throws IOException, InterruptedException {
        String token = mapper.readTree(send(HttpRequest.newBuilder(
                                        URI.create(address + "/realms/master/protocol/openid-connect/token"))
                                .header("Content-Type", FORM)
                                .POST(HttpRequest.BodyPublishers.ofString("grant_type=password&client_id=admin-cli"
                                        + "&username=" + ADMIN + "&password=" + PASSWORD)))
                        .body())
                .required("access_token")
                .textValue();
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(address + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", JSON)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(mapper.writeValueAsString(body))));
        if (answer.statusCode() != expected) {
            // not the body, which may be a token
            throw new IOException(method + " " + path + " was answered " + answer.statusCode());
        }
        return answer.body().isEmpty() ? mapper.nullNode() : mapper.readTree(answer.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}

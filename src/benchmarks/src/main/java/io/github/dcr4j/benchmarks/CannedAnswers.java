package io.github.dcr4j.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What runs in the process of {@link CannedServer}s: authorization servers on loopback that understand nothing and
 * answer canned JSON. Each has any number of issuers, with metadata of their own (RFC 8414, section 3), one registration
 * endpoint (RFC 7591, section 3), and protected resources (RFC 9728) for its issuers. Thread-safe.
 */
final class CannedAnswers {
    static final String WELL_KNOWN = "/.well-known/oauth-authorization-server";
    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final long SECRET_LIFE_SECONDS = Duration.ofDays(30).toSeconds();
    private static final String METADATA = """
            {"issuer":"{issuer}",
             "authorization_endpoint":"{issuer}/authorize",
             "token_endpoint":"{issuer}/token",
             "jwks_uri":"{issuer}/keys",
             "registration_endpoint":"{origin}/register",
             "introspection_endpoint":"{issuer}/introspect",
             "revocation_endpoint":"{issuer}/revoke",
             "userinfo_endpoint":"{issuer}/userinfo",
             "scopes_supported":["openid","profile","email","address","phone","offline_access"],
             "response_types_supported":["code","code id_token","id_token"],
             "response_modes_supported":["query","fragment","form_post"],
             "grant_types_supported":["authorization_code","refresh_token","client_credentials"],
             "token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post","private_key_jwt"],
             "code_challenge_methods_supported":["S256"],
             "subject_types_supported":["public","pairwise"],
             "id_token_signing_alg_values_supported":["RS256","ES256","PS256"],
             "claims_supported":["sub","iss","aud","exp","iat","name","email","email_verified","locale"],
             "service_documentation":"https://docs.example.com/",
             "ui_locales_supported":["en","de","fr"],
             "authorization_response_iss_parameter_supported":true}""";
    private static final String REGISTERED = """
            {"client_id":"8f1c2d3e-4b5a-6978-8a9b-0c1d2e3f4a5b",
             "client_secret":"cf136dc3c1fc93f31185e5885805d-cf136dc3c1fc93f31",
             "client_id_issued_at":{now},
             "client_secret_expires_at":{expires},
             "registration_access_token":"this.is.an.access.token.value.ffx83",
             "registration_client_uri":"{origin}/register/8f1c2d3e-4b5a-6978-8a9b-0c1d2e3f4a5b",
             "client_name":"{consumer}",
             "redirect_uris":["{consumer}/oauth/callback"],
             "grant_types":["authorization_code","refresh_token"],
             "response_types":["code"],
             "scope":"openid profile",
             "application_type":"web",
             "token_endpoint_auth_method":"client_secret_basic"}""";

    private final HttpServer server;
    private final String origin;
    private final byte[] registered;
    private final AtomicLong gets = new AtomicLong();
    private final AtomicLong posts = new AtomicLong();
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger mostAtWork = new AtomicInteger();
    private final Executor pace;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /**
     * Starts as many servers as are asked for, prints the port of each, and does what is asked for on standard input,
     * until that ends. Arguments: the name of the clients, how many milliseconds an answer takes, and how many servers.
     */
    public static void main(String[] args) throws IOException {
        // head and body are written apart, and the second would wait for the acknowledgement of the first
        System.setProperty("sun.net.httpserver.nodelay", "true");
        long millis = Long.parseLong(args[1]);
        // a timer: no thread waits for an answer's time
        Executor pace = millis == 0
                ? Runnable::run
                : CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run);
        List<CannedAnswers> servers = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            servers.add(new CannedAnswers(args[0], pace));
            System.out.println(servers.get(i).server.getAddress().getPort());
        }
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            String[] words = line.split(" ", -1);
            System.out.println(servers.get(Integer.parseInt(words[1])).done(words[0]));
        }
        System.exit(0);
    }

    private CannedAnswers(String consumer, Executor pace) throws IOException {
        this.pace = pace;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin = "http://127.0.0.1:" + server.getAddress().getPort();
        long now = System.currentTimeMillis() / 1000;
        registered = REGISTERED
                .replace("{origin}", origin)
                .replace("{consumer}", consumer)
                .replace("{now}", Long.toString(now))
                .replace("{expires}", Long.toString(now + SECRET_LIFE_SECONDS))
                .getBytes(UTF_8);
        server.createContext(WELL_KNOWN, this::metadata);
        server.createContext("/register", this::register);
        server.createContext(RESOURCE, this::resource);
        server.start();
    }

    private String done(String command) {
        switch (command) {
            case "hold" -> gate = new CountDownLatch(1);
            case "release" -> gate.countDown();
            case "counts" -> {
                return gets + " " + posts + " " + mostAtWork.getAndSet(0);
            }
            default -> throw new IllegalArgumentException(command);
        }
        return "done";
    }

    private void begin() {
        mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
    }

    private void metadata(HttpExchange exchange) {
        begin();
        gets.incrementAndGet();
        String issuer = origin + exchange.getRequestURI().getPath().substring(WELL_KNOWN.length());
        String document = METADATA.replace("{issuer}", issuer).replace("{origin}", origin);
        answer(exchange, 200, document.getBytes(UTF_8));
    }

    private void resource(HttpExchange exchange) {
        begin();
        gets.incrementAndGet();
        String path = exchange.getRequestURI().getPath().substring(RESOURCE.length());
        String document = "{\"resource\":\"" + origin + path + "\",\"authorization_servers\":[\"" + origin
                + path.substring("/mcp".length()) + "\"],\"scopes_supported\":[\"mcp:read\"]}";
        answer(exchange, 200, document.getBytes(UTF_8));
    }

    private void register(HttpExchange exchange) throws IOException {
        begin();
        posts.incrementAndGet();
        exchange.getRequestBody().readAllBytes();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answer(exchange, 201, registered);
    }

    private void answer(HttpExchange exchange, int status, byte[] json) {
        pace.execute(() -> {
            // who is answered may send the next request before this goes on
            atWork.decrementAndGet();
            try {
                send(exchange, status, json);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void send(HttpExchange exchange, int status, byte[] json) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }
}

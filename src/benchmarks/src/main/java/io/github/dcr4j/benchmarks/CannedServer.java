package io.github.dcr4j.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An authorization server on loopback that understands nothing and answers canned JSON, so that what is measured is the
 * client. It has any number of issuers, each with metadata of its own (RFC 8414, section 3) and all with one
 * registration endpoint (RFC 7591, section 3). Thread-safe.
 */
final class CannedServer implements AutoCloseable {
    private static final String WELL_KNOWN = "/.well-known/oauth-authorization-server";
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
    private final AtomicInteger tenants = new AtomicInteger();
    private final AtomicLong gets = new AtomicLong();
    private final AtomicLong posts = new AtomicLong();
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger mostAtWork = new AtomicInteger();
    private final Executor pace;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /** Starts a server for the registrations of {@code consumer}, which answers at once. */
    CannedServer(String consumer) {
        this(consumer, Runnable::run);
    }

    /**
     * Starts a server for the registrations of {@code consumer}.
     *
     * @param pace runs every answer, when it is time for it
     */
    CannedServer(String consumer, Executor pace) {
        this.pace = pace;
        // it writes head and body apart, and the second would wait for the acknowledgement of the first
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** Returns an issuer that nobody has asked about before. */
    String newIssuer() {
        return origin + "/tenants/" + tenants.incrementAndGet();
    }

    /** Returns a protected resource (RFC 9728) that {@code issuer} gives tokens for. */
    String resourceOf(String issuer) {
        return origin + "/mcp" + issuer.substring(origin.length());
    }

    /** Returns where the metadata of {@code issuer} is (RFC 8414, section 3.1). */
    static String metadataUrl(String issuer) {
        int path = issuer.indexOf('/', "http://".length());
        return issuer.substring(0, path) + WELL_KNOWN + issuer.substring(path);
    }

    /** Lets no registration be answered until {@code gate} is open. */
    void answerRegistrationsAfter(CountDownLatch gate) {
        this.gate = gate;
    }

    /** Returns how many GET requests came so far. */
    long gets() {
        return gets.get();
    }

    /** Returns how many POST requests came so far. */
    long posts() {
        return posts.get();
    }

    /** Returns how many requests it has worked on at once, at most, since it was asked that last. */
    int takeMostAtWork() {
        return mostAtWork.getAndSet(0);
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
            // whoever is answered may send the next request before this goes on
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

    @Override
    public void close() {
        server.stop(0);
    }
}

package io.github.dcr4j.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.resolver.ClientIdDocument;
import io.github.dcr4j.testkit.http.Json;
import io.github.dcr4j.testkit.http.ServerCertificate;
import io.github.dcr4j.testkit.http.Web;
import io.github.dcr4j.testkit.server.ClientRegistry;
import io.github.dcr4j.testkit.server.Endpoint;
import io.github.dcr4j.testkit.server.ServerAddresses;
import io.github.dcr4j.testkit.server.ServerEndpoints;
import io.github.dcr4j.testkit.server.ServerOffer;
import io.github.dcr4j.testkit.server.ServerTerms;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * An authorization server for tests: a real server on 127.0.0.1 that speaks HTTP/1.1, publishes its metadata (RFC
 * 8414), registers clients (RFC 7591), lets them be managed (RFC 7592), and authenticates them when they ask for tokens
 * (RFC 6749). It records what it receives, and each endpoint can be made to do something else.
 *
 * <pre>{@code
 * try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
 *     server.at(FakeEndpoint.REGISTRATION).refuseNext("invalid_redirect_uri");
 *     …
 *     assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>Unless the builder says otherwise:
 *
 * <ul>
 *   <li>plain http, an issuer without path, and metadata at each place where it can be;
 *   <li>every client may register, for {@code authorization_code}, {@code refresh_token} and
 *       {@code client_credentials}, with {@code client_secret_basic}, {@code client_secret_post} or {@code none}, and
 *       with any scope;
 *   <li>every login is that of one user, with an ID token where {@code openid} is asked for;
 *   <li>secrets do not expire; clients can be managed, and their registration access token stays the same;
 *   <li>time is the server's own: it starts at the machine's and stands still until {@link #advance} is called; answers
 *       have no {@code Date}.
 * </ul>
 *
 * <p>It is strict where clients tend to be careless: secrets hold every punctuation character, client ids a colon, and
 * management addresses a query. A login is approved without a user. Thread-safe.
 */
public final class FakeAuthorizationServer implements AutoCloseable {
    private final Web web;
    private final Map<FakeEndpoint, FakeEndpointScript> scripts = new EnumMap<>(FakeEndpoint.class);
    private final CallLog log = new CallLog();
    private final DcrClock clock;
    private final @Nullable ServerCertificate certificate;
    private final ServerAddresses addresses;
    private final ClientRegistry registry;
    private final boolean documents;

    FakeAuthorizationServer(
            Web web,
            @Nullable ServerCertificate certificate,
            String issuerPath,
            Set<MetadataDocument> documents,
            ServerTerms terms,
            ServerOffer offer) {
        this.web = web;
        this.certificate = certificate;
        clock = terms.clock();
        this.documents = offer.documents();
        Stream.of(FakeEndpoint.values())
                .forEach(endpoint -> scripts.put(endpoint, new FakeEndpointScript(endpoint, log)));
        addresses = new ServerAddresses(web.origin(), issuerPath);
        Set<String> metadataPaths = documents.stream().map(this::metadataPath).collect(Collectors.toUnmodifiableSet());
        ServerEndpoints endpoints = new ServerEndpoints(addresses, terms, offer, metadataPaths);
        registry = endpoints.registry();
        web.serve(new EndpointDispatch(addresses, log, scripts, byName(endpoints)), this::close);
    }

    private static Map<FakeEndpoint, Endpoint> byName(ServerEndpoints endpoints) {
        return Map.of(
                FakeEndpoint.METADATA, endpoints.metadata(),
                FakeEndpoint.REGISTRATION, endpoints.registration(),
                FakeEndpoint.MANAGEMENT, endpoints.management(),
                FakeEndpoint.TOKEN, endpoints.token(),
                FakeEndpoint.AUTHORIZATION, endpoints.authorization(),
                FakeEndpoint.KEYS, endpoints.keys(),
                FakeEndpoint.USERINFO, endpoints.userInfo(),
                FakeEndpoint.RESOURCE, endpoints.resource(),
                FakeEndpoint.RESOURCE_METADATA, endpoints.resourceMetadata(),
                FakeEndpoint.ELSEWHERE, endpoints::elsewhere);
    }

    private String metadataPath(MetadataDocument document) {
        return document.path(addresses.basePath());
    }

    /** Starts a server with everything as listed above. */
    public static FakeAuthorizationServer start() {
        return builder().start();
    }

    /** Starts the description of a server. */
    public static FakeAuthorizationServerBuilder builder() {
        return new FakeAuthorizationServerBuilder();
    }

    /** Returns the issuer, as the metadata spells it. */
    public String issuer() {
        return addresses.issuer();
    }

    /** Returns the address of a metadata document, whether it is published there or not. */
    public URI metadataUrl(MetadataDocument document) {
        return URI.create(addresses.origin() + metadataPath(document));
    }

    /** Returns the registration endpoint. */
    public URI registrationEndpoint() {
        return URI.create(addresses.registration());
    }

    /** Returns the authorization endpoint. */
    public URI authorizationEndpoint() {
        return URI.create(addresses.authorization());
    }

    /** Returns the token endpoint. */
    public URI tokenEndpoint() {
        return URI.create(addresses.token());
    }

    /** Returns where it says who has logged in, to the bearer of a token with the scope {@code openid}. */
    public URI userInfoEndpoint() {
        return URI.create(addresses.origin() + addresses.userInfoPath());
    }

    /**
     * Returns a protected resource that takes this server's tokens: an entry for clients that start from a resource
     * (RFC 9728).
     */
    public URI resource() {
        return URI.create(addresses.resource());
    }

    /**
     * Lets the server find a client's metadata document from now on, as if it had fetched it: it dials nothing. Clients
     * with the method {@code none} can use it.
     *
     * @throws IllegalStateException if the builder did not ask for {@link
     *     FakeAuthorizationServerBuilder#clientIdDocuments}
     */
    public void publish(ClientIdDocument document) {
        if (!documents) {
            throw new IllegalStateException(
                    "the server takes no metadata documents; its builder has clientIdDocuments()");
        }
        Map<String, @Nullable Object> members = Json.members(new String(document.body(), UTF_8));
        Map<String, Object> metadata = new LinkedHashMap<>();
        Objects.requireNonNull(members, "a document is an object").forEach((name, value) -> {
            if (value != null) {
                metadata.put(name, value);
            }
        });
        registry.accept(document.clientId(), metadata);
    }

    /** Returns what an endpoint received, and takes what it is to do. */
    public FakeEndpointScript at(FakeEndpoint endpoint) {
        return Objects.requireNonNull(scripts.get(Objects.requireNonNull(endpoint, "endpoint")));
    }

    /** Returns what was received anywhere, in the order of arrival. */
    public List<RecordedCall> calls() {
        return log.all();
    }

    /** Forgets what was received; clients stay. */
    public void forgetCalls() {
        log.clear();
    }

    /** Returns the clients that are registered, in the order of their registration. */
    public List<FakeClient> clients() {
        return registry.all().stream().map(FakeClient::of).toList();
    }

    /** Returns a registered client. */
    public Optional<FakeClient> client(String clientId) {
        return Optional.ofNullable(registry.find(clientId)).map(FakeClient::of);
    }

    /**
     * Returns the clients that are registered and that no store holds: not deleted, not forgotten, and not among those
     * given.
     */
    public List<FakeClient> orphans(Collection<String> heldClientIds) {
        Set<String> held = Set.copyOf(heldClientIds);
        return clients().stream()
                .filter(client -> !held.contains(client.clientId()))
                .toList();
    }

    /** Forgets a client, as servers do that clean up; it then is as unknown as if it had never registered. */
    public void forget(String clientId) {
        registry.remove(clientId);
    }

    /** Forgets every client, as a server does that loses its memory at a restart. */
    public void forgetAll() {
        registry.clear();
    }

    /** Returns what secrets and codes expire by. */
    public DcrClock clock() {
        return clock;
    }

    /**
     * Advances the server's clock.
     *
     * @throws IllegalStateException if it was given a clock that is no {@link ManualClock}
     */
    public void advance(Duration time) {
        if (!(clock instanceof ManualClock manual)) {
            throw new IllegalStateException("the server was given a clock that cannot be advanced: " + clock);
        }
        manual.advance(time);
    }

    /**
     * Returns the certificate, which names 127.0.0.1 and localhost, is signed by itself and valid for a day.
     *
     * @throws IllegalStateException if the server speaks plain http
     */
    public X509Certificate certificate() {
        return requiredCertificate().certificate();
    }

    /**
     * Returns what a client needs in order to trust this server and no other.
     *
     * @throws IllegalStateException if the server speaks plain http
     */
    public SSLContext sslContext() {
        return requiredCertificate().trustingContext();
    }

    /**
     * Returns the trust manager of {@link #sslContext}, for clients that ask for both.
     *
     * @throws IllegalStateException if the server speaks plain http
     */
    public X509TrustManager trustManager() {
        return requiredCertificate().trustManager();
    }

    private ServerCertificate requiredCertificate() {
        if (certificate == null) {
            throw new IllegalStateException("the server speaks plain http; its builder has https()");
        }
        return certificate;
    }

    /** Stops the server; calls that are held are let go. Clients and what was received can still be asked for. */
    @Override
    public void close() {
        scripts.values().forEach(FakeEndpointScript::close);
        web.close();
    }

    /** Prints the issuer. */
    @Override
    public String toString() {
        return "FakeAuthorizationServer[" + issuer() + "]";
    }
}

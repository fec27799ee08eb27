package io.github.dcr4j.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.OutgoingRegistration;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.metadata.Discovery;
import io.github.dcr4j.metadata.MetadataClient;
import io.github.dcr4j.protocol.ManagementOutcome.Reason;
import io.github.dcr4j.protocol.RegistrationOutcome.Effect;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.registration.ManagementResult;
import io.github.dcr4j.registration.RegistrationClient;
import io.github.dcr4j.registration.RegistrationRequest;
import io.github.dcr4j.registration.SoftwareStatement;
import io.github.dcr4j.registration.UpdateRequest;
import io.github.dcr4j.request.GuardedCalls;
import io.github.dcr4j.request.MergedDocuments;
import io.github.dcr4j.request.Upstream;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerMetadata;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Dynamic Client Registration, each sent once: server metadata (RFC 8414, OpenID Connect Discovery),
 * registration (RFC 7591), and reading, updating and deleting a client (RFC 7592).
 *
 * <pre>{@code
 * try (DcrProtocol protocol = DcrProtocol.create()) {
 *     ProtocolServer server = ProtocolServer.issuer("https://idp.example.com");
 *     URI endpoint = protocol.metadata(server).registrationEndpoint().orElseThrow();
 *     ClientInformation client = protocol.register(server, endpoint, Map.of("client_name", "Gateway")).client();
 * }
 * }</pre>
 *
 * <p>Nothing is stored, cached, repeated or logged, no event is published, and no thread is started: a call runs on its
 * caller's thread, for {@link DcrProtocolBuilder#callTimeout} at most, and ends when that thread is interrupted. Two
 * calls of {@link #register} create two clients. What a program has to keep is in {@link ClientInformation}.
 *
 * <p>The guard of the resolver holds: {@code https}, public addresses and what {@link ProtocolServerBuilder#network}
 * opens beyond them, no redirects but for metadata within one origin, at most 1 MiB of a document and 256 KiB of other
 * answers. Secrets and tokens are in no message, and no {@code toString}.
 *
 * <p>Thread-safe; one serves a whole program.
 */
public final class DcrProtocol implements AutoCloseable {
    private static final int MOST_DOCUMENTS = 3;

    private final GuardedHttp http;
    private final MetadataClient documents;
    private final RegistrationClient registrations;
    private final ManagementClient clients;
    private final DcrClock clock;
    private final Duration callTimeout;
    private volatile boolean closed;

    DcrProtocol(DcrProtocolBuilder builder) {
        clock = builder.clock;
        callTimeout = builder.callTimeout;
        http = new GuardedHttp(builder.httpClient, builder.userAgent);
        documents = new MetadataClient(http, callTimeout);
        registrations = new RegistrationClient(http, clock);
        clients = new ManagementClient(http, clock);
    }

    /** Returns one with an HTTP client of its own and the default time-out. */
    public static DcrProtocol create() {
        return builder().build();
    }

    /** Starts one. */
    public static DcrProtocolBuilder builder() {
        return new DcrProtocolBuilder();
    }

    /**
     * Reads what the server says about itself. By issuer up to three addresses are read, and the documents that name
     * the expected issuer are merged: the first with a {@code registration_endpoint} wins. Endpoints that must not be
     * dialled are left out and named in {@link ServerMetadata#deviations}. For a server without metadata this is what
     * the caller said, and nothing is sent.
     *
     * @throws DcrException at {@link Step#DISCOVER} if no document can be used; the message names each address that was
     *     read, and why its document is not used
     * @throws IllegalStateException if this is closed
     */
    public ServerMetadata metadata(ProtocolServer server) {
        ensureOpen();
        Upstream upstream = server.upstream();
        if (upstream.source() == Upstream.Source.REGISTRATION_ENDPOINT) {
            return MergedDocuments.given(upstream).metadata();
        }
        Deadline deadline = Deadline.after(clock, callTimeout.multipliedBy(MOST_DOCUMENTS));
        Discovery found = documents.discover(upstream.candidates(), upstream.expectedIssuer(), deadline);
        return MergedDocuments.of(
                        upstream,
                        found,
                        () -> documents.further(upstream.candidates(), found, upstream.expectedIssuer(), deadline))
                .metadata();
    }

    /**
     * Registers a client at a server that lets everybody register (RFC 7591, section 3.1).
     *
     * @param registrationEndpoint where, usually {@link ServerMetadata#registrationEndpoint}
     * @param metadata what is asked for, by the names of RFC 7591, section 2: strings, booleans, whole and decimal
     *     numbers, lists and maps of these. Nothing is added, so that the server's defaults hold for what is left out.
     *     Empty lists are not sent, but for {@code response_types}
     * @return what became of it; a failure of network or server is no exception
     * @throws IllegalArgumentException for an endpoint or a member that cannot be sent, metadata of more than 64 KiB
     *     among them; nothing was sent
     * @throws IllegalStateException if this is closed
     */
    public RegistrationOutcome register(ProtocolServer server, URI registrationEndpoint, Map<String, ?> metadata) {
        return register(server, registrationEndpoint, metadata, null, request -> null);
    }

    /**
     * Registers a client as {@link #register(ProtocolServer, URI, Map)} does, authorized by an initial access token, for
     * example.
     *
     * @param authorization asked once, on this thread. What it gives goes to the host that the caller named alone, or to
     *     one that the caller {@linkplain io.github.dcr4j.server.NetworkOptions#trustAuthority vouches} for
     */
    public RegistrationOutcome register(
            ProtocolServer server,
            URI registrationEndpoint,
            Map<String, ?> metadata,
            RegistrationAuthorization authorization) {
        return register(server, registrationEndpoint, metadata, authorization.name(), outgoing -> {
            Map<String, Secret> headers = authorization.headers(outgoing);
            if (headers == null) {
                throw failed(authorization.source() + " gave none; nothing was sent")
                        .exception();
            }
            return CallAuthorization.of(authorization.name(), headers);
        });
    }

    private RegistrationOutcome register(
            ProtocolServer server,
            URI registrationEndpoint,
            Map<String, ?> metadata,
            @Nullable String authorizedBy,
            Function<OutgoingRegistration, @Nullable CallAuthorization> authorization) {
        ensureOpen();
        EndpointUrl endpoint = server.named("registrationEndpoint", registrationEndpoint.toString());
        RegistrationRequest request = request(metadata);
        CallAuthorization headers;
        try {
            ensureSendable(request.softwareStatement());
            if (authorizedBy != null) {
                RegistrationClient.ensureTrusted(authorizedBy, endpoint);
            }
            headers = authorization.apply(new OutgoingRegistration("POST", endpoint.uri(), request.json()));
        } catch (DcrException e) {
            return new RegistrationOutcome.Failed(Effect.NOT_SENT, e, null);
        } catch (RuntimeException e) {
            return new RegistrationOutcome.Failed(
                    Effect.NOT_SENT,
                    failed("what authorizes the registration could not be had; nothing was sent")
                            .retryable(true)
                            .cause(e)
                            .exception(),
                    null);
        }
        return Outcomes.of(registrations.register(endpoint, request, headers, callTimeout));
    }

    private static RegistrationRequest request(Map<String, ?> metadata) {
        RegistrationRequest.Builder builder = RegistrationRequest.builder();
        metadata.forEach(builder::member);
        RegistrationRequest request = builder.build();
        String unreadable = request.unreadable();
        if (unreadable != null) {
            throw new IllegalArgumentException("the metadata cannot be sent: " + unreadable);
        }
        return request;
    }

    private void ensureSendable(@Nullable Secret statement) {
        String problem = statement == null
                ? null
                : SoftwareStatement.problem(statement.reveal(), Instant.ofEpochMilli(clock.millis()));
        if (problem != null) {
            throw failed("the software statement is not sent, nor anything with it: " + problem)
                    .exception();
        }
    }

    private static DcrException.Details failed(String message) {
        return DcrException.at(Step.REGISTER, message);
    }

    /**
     * Reads what the server holds of a client (RFC 7592, section 2.1). The server may replace token and secret by that:
     * keep what is returned.
     *
     * @throws IllegalStateException if this is closed
     */
    public ManagementOutcome read(ProtocolServer server, ClientInformation client) {
        return manage(
                client,
                "read",
                management -> clients.read(
                        client.managed(management), server.upstream().egress(), callTimeout));
    }

    /**
     * Puts {@code metadata} in the place of all that is registered (RFC 7592, section 2.2). What it leaves out the
     * server may delete, so begin with a copy of {@link ClientInformation#metadata}. Members go out in the types that
     * RFC 7591 gives them, whatever types the server answered with; id and secret are added. The server may replace
     * token and secret by that: keep what is returned.
     *
     * @param metadata as for {@link #register(ProtocolServer, URI, Map)}; not empty
     * @throws IllegalArgumentException for a member that cannot be sent, or for no member; nothing was sent
     * @throws IllegalStateException if this is closed
     */
    public ManagementOutcome update(ProtocolServer server, ClientInformation client, Map<String, ?> metadata) {
        RegistrationRequest request = request(metadata);
        if (request.members().isEmpty()) {
            throw new IllegalArgumentException("an update without metadata would delete all that is registered");
        }
        String json = new String(request.json(), UTF_8);
        String method = client.tokenEndpointAuthMethod().orElse("");
        return manage(client, "updated", management -> {
            UpdateRequest update = UpdateRequest.of(client.managed(management), json, method);
            return clients.update(
                    client.managed(management), update, server.upstream().egress(), callTimeout);
        });
    }

    private ManagementOutcome manage(
            ClientInformation client, String done, Function<DcrManagement, ManagementResult> call) {
        ensureOpen();
        DcrManagement management = client.management().orElse(null);
        if (management == null) {
            return new ManagementOutcome.Failed(Reason.NOT_OFFERED, Outcomes.unmanageable(client, done), client);
        }
        return Outcomes.of(call.apply(management), client);
    }

    /**
     * Deletes a client at the server (RFC 7592, section 2.3). Where the answer proves neither that it is deleted nor
     * that it exists (404, 405, 501), the client is read as well, in what is left of the time.
     *
     * @throws IllegalStateException if this is closed
     */
    public DeletionOutcome delete(ProtocolServer server, ClientInformation client) {
        ensureOpen();
        DcrManagement management = client.management().orElse(null);
        if (management == null) {
            return new DeletionOutcome.Failed(
                    DeletionOutcome.Reason.NOT_OFFERED, Outcomes.unmanageable(client, "deleted"));
        }
        return Outcomes.of(clients.delete(
                management,
                client.clientSecret().orElse(null),
                server.upstream().egress(),
                callTimeout));
    }

    /**
     * Returns an HTTP client with the guard, for the caller's own calls to the server's endpoints: tokens, revocation,
     * user info.
     *
     * @throws IllegalStateException if this is closed
     */
    public ServerHttp http(ProtocolServer server) {
        ensureOpen();
        return new GuardedCalls(http, this::ensureOpen, server.upstream(), callTimeout);
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the protocol is closed");
        }
    }

    /** Closes idle connections, and those of calls that still run when these end. Later calls fail. */
    @Override
    public void close() {
        closed = true;
        http.close();
    }
}

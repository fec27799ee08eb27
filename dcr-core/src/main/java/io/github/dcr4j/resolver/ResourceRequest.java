package io.github.dcr4j.resolver;

import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.entry.ProtectedResource;
import io.github.dcr4j.entry.ResourceDocuments.After;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.resource.ResourceChallenge;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a service asks for that knows a protected resource, an MCP server say, and not its authorization server: the
 * resource names that (RFC 9728). Build one per resource when the program starts, and resolve it every time a client is
 * needed.
 *
 * <p>Each authorization server has a client of its own; resources that name the same one share it, where their requests
 * are equal otherwise. Immutable and thread-safe. Nothing is sent when it is built.
 *
 * <pre>{@code
 * ResourceRequest request = ResourceRequest.builder("https://agent.example.com", mcpServer)
 *         .client(client -> client.redirectUri("https://agent.example.com/callback"))
 *         .build();
 * ResourceClient client = resolver.resolve(request); // a hit sends nothing
 * }</pre>
 */
public final class ResourceRequest {
    private final String consumer;
    private final ProtectedResource resource;
    private final ResourceClientOptions options;
    private final ResourceChallenge challenge;
    private final After after;
    private final AtomicReference<@Nullable BoundResource> bound;
    private final boolean unchallenged;

    /**
     * How the client at a server is to be.
     *
     * @param client for every server
     * @param atServer for one server besides, by its issuer
     * @param selector chooses among several servers; {@code null} for the first
     * @param onlyServer the issuer of the one server that is used; {@code null} for whichever the resource names
     */
    record ResourceClientOptions(
            Consumer<DcrRequestBuilder> client,
            Map<String, Consumer<DcrRequestBuilder>> atServer,
            @Nullable Function<List<String>, String> selector,
            @Nullable String onlyServer) {}

    ResourceRequest(String consumer, ProtectedResource resource, ResourceClientOptions options) {
        this(consumer, resource, options, ResourceChallenge.none(), After.NOTHING, new AtomicReference<>());
    }

    private ResourceRequest(
            String consumer,
            ProtectedResource resource,
            ResourceClientOptions options,
            ResourceChallenge challenge,
            After after,
            AtomicReference<@Nullable BoundResource> bound) {
        this.consumer = consumer;
        this.resource = resource;
        this.options = options;
        this.challenge = challenge;
        this.after = after;
        this.bound = bound;
        unchallenged = after == After.NOTHING && challenge.scopes().isEmpty();
    }

    /**
     * Starts a request.
     *
     * @param consumer who asks, as in {@link DcrRequest#builder}
     * @param resource the address at which the resource is used: {@code https}, or {@code http} on loopback or where
     *     {@link ResourceRequestBuilder#insecureResource} opens it, without a fragment
     * @throws IllegalArgumentException naming what is wrong with one of them
     */
    public static ResourceRequestBuilder builder(String consumer, String resource) {
        return new ResourceRequestBuilder(consumer, resource);
    }

    /**
     * Returns this request as the resource answered it with a 401 or 403: the metadata is looked for where the
     * challenge says, if that is at the resource's own origin, and read anew unless that was done within the last
     * minute; the scopes to ask for are the challenge's.
     */
    public ResourceRequest challenged(ResourceChallenge challenge) {
        boolean says =
                challenge.resourceMetadata().isPresent() || challenge.error().isPresent();
        return new ResourceRequest(
                consumer, resource, options, challenge, says ? After.CHALLENGE : After.NOTHING, bound);
    }

    /**
     * Returns this request as the resource answered a token with a 401, one that it should have taken: as {@link
     * #challenged}, and the metadata is read anew even if it was read just now, because the resource may have moved to
     * another authorization server. However many tokens a resource refuses, that happens once a minute.
     */
    public ResourceRequest tokenRefused(ResourceChallenge challenge) {
        return new ResourceRequest(consumer, resource, options, challenge, After.REFUSED_TOKEN, bound);
    }

    /** Returns the resource, as the caller named it. */
    public URI resource() {
        return resource.url().uri();
    }

    /**
     * Returns the client's metadata document, to be served at its id; empty if {@link ResourceRequestBuilder#client}
     * names none. It is the same for every server.
     */
    public Optional<ClientIdDocument> clientIdDocument() {
        return atServer(consumer, options, anyServer(resource.url())).clientIdDocument();
    }

    ProtectedResource named() {
        return resource;
    }

    ResourceChallenge challenge() {
        return challenge;
    }

    /** Returns whether there is nothing that the resource said: the way of nearly every call. */
    boolean isUnchallenged() {
        return unchallenged;
    }

    After after() {
        return after;
    }

    @Nullable
    Function<List<String>, String> selector() {
        return options.selector();
    }

    @Nullable
    String onlyServer() {
        return options.onlyServer();
    }

    AtomicReference<@Nullable BoundResource> bound() {
        return bound;
    }

    /**
     * Returns what is asked for at the server of this issuer, whether or not the resource names it: to tell which
     * stored clients are this request's, say. Nothing is read or sent. {@link DcrResolver#request} is for the server
     * that the resource names.
     *
     * @throws IllegalArgumentException if it is no issuer
     */
    public DcrRequest at(String issuer) {
        return atServer(consumer, options, issuer);
    }

    /** Returns an issuer to ask as at any server, before one is known. */
    static String anyServer(EndpointUrl resource) {
        return "https://" + resource.authority();
    }

    static DcrRequest atServer(String consumer, ResourceClientOptions options, String issuer) {
        DcrRequestBuilder request = DcrRequest.builder(consumer).upstreamIssuer(issuer);
        options.client().accept(request);
        Consumer<DcrRequestBuilder> more = options.atServer().get(issuer);
        if (more != null) {
            more.accept(request);
        }
        request.ensureOpen(EndpointUrl.issuerUnlessClosed("issuer", issuer));
        DcrRequest built = request.buildAnywhere();
        if (!built.spec().upstream().url().text().equals(issuer)) {
            throw new IllegalArgumentException(request.named(AdvisedOption.CLIENT)
                    + " must not name a server: the resource names it; " + request.named(AdvisedOption.ONE_SERVER)
                    + " says which");
        }
        return built;
    }

    /** Prints the resource. */
    @Override
    public String toString() {
        return "ResourceRequest[" + resource.url().printable() + "]";
    }
}

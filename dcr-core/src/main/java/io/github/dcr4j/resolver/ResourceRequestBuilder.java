package io.github.dcr4j.resolver;

import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.entry.OpenServers;
import io.github.dcr4j.entry.ProtectedResource;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.request.ClientMetadata;
import io.github.dcr4j.request.DocumentPlan;
import io.github.dcr4j.resolver.ResourceRequest.ResourceClientOptions;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.server.NetworkOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds a {@link ResourceRequest}. Not thread-safe. */
public final class ResourceRequestBuilder {
    private final String consumer;
    private final EndpointUrl resource;
    private final Map<String, Consumer<DcrRequestBuilder>> atServer = new HashMap<>();
    private Consumer<DcrRequestBuilder> client = request -> {};
    private @Nullable Function<List<String>, String> selector;
    private @Nullable String onlyServer;
    private @Nullable String insecure;

    ResourceRequestBuilder(String consumer, String resource) {
        this.consumer = ClientMetadata.consumer(consumer);
        this.resource = EndpointUrl.ofOperatorUnlessClosed("resource", resource);
    }

    /**
     * Says how the client is to be, at whichever server: its redirect URI, grants, and the scopes that it is registered
     * with. Those that a token is asked for are another thing: the resource names them, see
     * {@link ResourceClient#scopes}. The function is called for each server, at any time and on any thread; it names no
     * server. Addresses that it allows count for the resource, too, and so do its {@linkplain
     * DcrRequestBuilder#optionNames names of options}. May be called again, and adds to what was said
     * before.
     */
    public ResourceRequestBuilder client(Consumer<DcrRequestBuilder> client) {
        this.client = this.client.andThen(Objects.requireNonNull(client, "client"));
        return this;
    }

    /**
     * Says what holds at one server besides: an initial access token, say, which no other server that the resource
     * names shall see.
     *
     * @param issuer the server's issuer, exactly as the resource names it
     */
    public ResourceRequestBuilder clientAt(String issuer, Consumer<DcrRequestBuilder> client) {
        EndpointUrl checked = EndpointUrl.issuerUnlessClosed("issuer", issuer);
        atServer.merge(checked.text(), Objects.requireNonNull(client, "client"), Consumer::andThen);
        return this;
    }

    /**
     * Sets who chooses among the authorization servers that a resource names, where it names several and no client at
     * one of them is stored. By default the first is taken.
     *
     * @param selector gets their issuers and returns one of them; called on a caller's thread, and must not block
     */
    public ResourceRequestBuilder authorizationServer(Function<List<String>, String> selector) {
        this.selector = Objects.requireNonNull(selector, "selector");
        return this;
    }

    /**
     * Names the one authorization server that is used. Where the resource does not name it, {@code resolve} fails at
     * {@link io.github.dcr4j.DcrException.Step#DISCOVER}, and no server gets anything. {@link #client} may have an
     * initial access token then.
     *
     * @param issuer the server's issuer, exactly as the resource names it
     */
    public ResourceRequestBuilder authorizationServer(String issuer) {
        onlyServer = EndpointUrl.issuerUnlessClosed("issuer", issuer).text();
        return this;
    }

    /**
     * Opens {@code http} to the resource at its one exact host and port, for development only: by default it is open on
     * loopback alone. The resource's metadata is read there (RFC 9728); an attacker on the way can name another
     * authorization server in it, unless you name the one that is used by {@link #authorizationServer(String)}. The
     * authorization server is another matter: {@code http} is opened to that by {@link NetworkOptions#insecureHttp}, in
     * {@link #client} or {@link #clientAt}, and which addresses are dialled is said there, too. Each resolver warns of
     * it once.
     *
     * <pre>{@code
     * ResourceRequest.builder("https://agent.example.com", "http://mcp.lab.internal:8080/mcp")
     *         .insecureResource(InsecureHttp.to("mcp.lab.internal:8080"))
     *         .client(client -> client.redirectUri("https://agent.example.com/callback")
     *                 .network(n -> n.allowPrivateAddresses("mcp.lab.internal")))
     *         .build();
     * }</pre>
     *
     * @param insecureHttp the resource's host and port
     * @throws IllegalArgumentException if it has {@link InsecureHttp#withInitialAccessToken}: a resource gets none
     */
    public ResourceRequestBuilder insecureResource(InsecureHttp insecureHttp) {
        if (insecureHttp.initialAccessToken()) {
            throw new IllegalArgumentException("insecureResource goes without withInitialAccessToken: a resource gets"
                    + " no initial access token; its server is named by insecureHttp");
        }
        insecure = insecureHttp.authority();
        return this;
    }

    /**
     * Returns the request.
     *
     * @throws IllegalArgumentException if an address is {@code http} where that is not open, {@link #client} names a
     *     server, or an initial access token for every server though no {@link #authorizationServer(String)} is named,
     *     {@link #clientAt} names a client that is registered by hand elsewhere, or the metadata document of one id
     *     would be another at one server
     * @throws IllegalStateException if something is missing that the grants need
     */
    public ResourceRequest build() {
        if (!resource.isOpen(insecure)) {
            throw resource.closed("resource", named(AdvisedOption.INSECURE_RESOURCE));
        }
        // as if the resource were the server: what is wrong shows now and not when it is asked
        DcrRequest anywhere = ResourceRequest.atServer(
                consumer, new ResourceClientOptions(client, Map.of(), null, null), ResourceRequest.anyServer(resource));
        if (onlyServer == null && anywhere.spec().authorization() != null) {
            throw new IllegalArgumentException(named(AdvisedOption.CLIENT)
                    + " must not set an initialAccessToken or another registrationAuthorization: any server that"
                    + " the resource names would get it; name the one server by "
                    + named(AdvisedOption.ONE_SERVER));
        }
        ResourceClientOptions options = new ResourceClientOptions(client, Map.copyOf(atServer), selector, onlyServer);
        if (onlyServer != null) {
            String elsewhere = ResourceRequest.atServer(consumer, options, onlyServer)
                    .spec()
                    .elsewhere();
            if (elsewhere != null) {
                throw new IllegalArgumentException(elsewhere);
            }
        }
        options.atServer()
                .keySet()
                .forEach(issuer -> ensureFits(anywhere, ResourceRequest.atServer(consumer, options, issuer)));
        Egress egress = anywhere.spec().upstream().egress();
        Egress own = new Egress(
                Set.of(resource.authority()),
                egress.privateAllowed(),
                egress.privateHosts(),
                insecure,
                false,
                egress.optionNames());
        String opened = egress.insecure();
        OpenServers open = new OpenServers(opened == null ? Set.of() : Set.of(opened), openIssuers(options));
        return new ResourceRequest(consumer, new ProtectedResource(resource.reaching(own), open), options);
    }

    private String named(AdvisedOption option) {
        DcrRequestBuilder anywhere = DcrRequest.builder(consumer);
        client.accept(anywhere);
        return anywhere.named(option);
    }

    /**
     * Returns the servers at {@code http} that {@code clientAt} names: each was checked before, http is open to it. No
     * others, for requests that open the same share what was read of a resource.
     */
    private static Set<String> openIssuers(ResourceClientOptions options) {
        Set<String> issuers = new HashSet<>();
        for (String issuer : options.atServer().keySet()) {
            if (EndpointUrl.issuerUnlessClosed("issuer", issuer).insecure()) {
                issuers.add(issuer);
            }
        }
        return issuers;
    }

    /** One address serves one document, and a client that is registered by hand belongs to one server. */
    private static void ensureFits(DcrRequest anywhere, DcrRequest atServer) {
        String elsewhere = atServer.spec().elsewhere();
        boolean named = atServer.spec().otherWays().preRegistered() != null
                && anywhere.spec().otherWays().preRegistered() == null;
        if (elsewhere != null && named) {
            throw new IllegalArgumentException(elsewhere);
        }
        DocumentPlan everywhere = anywhere.spec().otherWays().document();
        DocumentPlan there = atServer.spec().otherWays().document();
        if (everywhere != null
                && there != null
                && everywhere.clientId().equals(there.clientId())
                && !everywhere.saysTheSameAs(there)) {
            throw new IllegalArgumentException("clientAt(" + atServer.server() + ", …) makes the metadata document of "
                    + there.clientId()
                    + " another than client() does, and one address serves one: give it an address of"
                    + " its own by clientIdDocument");
        }
    }
}

package io.github.dcr4j.upstream;

import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resolver.ResourceRequestBuilder;
import io.github.dcr4j.resolver.ServerOptions;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.server.OptionNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is configured for an upstream, and the requests that are made of it. Immutable and thread-safe.
 *
 * @param client the client that was registered by hand
 * @param dcr sets how a client is registered
 * @param resource whose metadata names the server
 * @param issuer the server's issuer, as it was said besides
 * @param optionNames what messages call options
 */
record UpstreamRequests(
        String name,
        @Nullable PreRegisteredClient client,
        @Nullable Consumer<DcrRequestBuilder> dcr,
        @Nullable String resource,
        @Nullable ClientAuthentication authentication,
        @Nullable InsecureHttp insecureHttp,
        @Nullable InsecureHttp insecureResource,
        List<String> scopes,
        @Nullable String redirectUri,
        @Nullable String authorizationEndpoint,
        @Nullable String tokenEndpoint,
        @Nullable String issuer,
        boolean serverSendsIss,
        @Nullable String providerName,
        OptionNames optionNames) {

    /**
     * Throws if what is configured does not go together.
     *
     * @throws IllegalStateException naming what is missing, or too much
     */
    void ensureComplete() {
        boolean discovered = resource != null || (issuer != null && !hasEndpoint());
        if (client == null ? dcr == null && resource == null : dcr != null && !discovered) {
            throw new IllegalStateException("set either a client or dcr; "
                    + (client == null
                            ? "neither is set"
                            : "both are set, and the client's server is not discovered, from issuer or a resource"));
        }
        if (insecureResource != null && resource == null) {
            throw new IllegalStateException(
                    "insecureResource goes with a resource; insecureHttp is for the authorization server");
        }
        if (client != null && discovered) {
            checkDiscoveredClient();
        } else if (client != null) {
            checkFixedClient();
        }
    }

    private boolean hasEndpoint() {
        return authorizationEndpoint != null || tokenEndpoint != null;
    }

    private void checkDiscoveredClient() {
        if (issuer == null) {
            throw new IllegalStateException("issuer is missing: a client that was registered by hand belongs to one"
                    + " server, and nothing of it is sent to another one that the resource names");
        }
        if (hasEndpoint()) {
            throw new IllegalStateException(
                    "leave out authorizationEndpoint and tokenEndpoint: the server is discovered from the resource");
        }
    }

    private void checkFixedClient() {
        List<String> missing = new ArrayList<>();
        if (authorizationEndpoint == null) {
            missing.add("authorizationEndpoint");
        }
        if (tokenEndpoint == null) {
            missing.add("tokenEndpoint");
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("missing: " + missing
                    + "; nothing is discovered for a fixed client, unless it has issuer and no endpoint");
        }
        if (serverSendsIss && issuer == null) {
            throw new IllegalStateException(
                    "serverSendsIss needs issuer: nothing is discovered, and iss would be compared with nothing");
        }
    }

    /** Returns whether the client is kept in the store. */
    boolean isKept() {
        return client == null || tokenEndpoint == null;
    }

    /**
     * Returns what is asked for at the server.
     *
     * @param secret gives the secret of a client that was registered by hand; {@code null} for none
     * @throws IllegalStateException if a resource names the server, or nothing is discovered
     */
    DcrRequest atServer(String consumer, @Nullable Supplier<Secret> secret) {
        if (resource != null) {
            throw new IllegalStateException("upstream " + name
                    + " has the server that a resource names: UpstreamClient.request() reads which one that is");
        }
        if (!isKept()) {
            throw new IllegalStateException("upstream " + name
                    + " has a fixed client, and nothing is discovered: no client of it is in the store");
        }
        DcrRequestBuilder request = DcrRequest.builder(consumer);
        if (client != null) {
            request.upstreamIssuer(Objects.requireNonNull(issuer, "issuer"));
        }
        set(request, secret);
        return request.build();
    }

    /**
     * Returns what is asked for at whichever server the resource names.
     *
     * @param secret as for {@link #atServer}
     * @throws IllegalStateException if no resource names the server
     */
    ResourceRequest forResource(String consumer, @Nullable Supplier<Secret> secret) {
        if (resource == null) {
            throw new IllegalStateException("upstream " + name + " names its server, and no resource");
        }
        ResourceRequestBuilder request =
                ResourceRequest.builder(consumer, resource).client(each -> set(each, secret));
        if (issuer != null) {
            request.authorizationServer(issuer);
        }
        if (insecureResource != null) {
            request.insecureResource(insecureResource);
        }
        return request.build();
    }

    /** Returns the secret that is configured, read each time; {@code null} for none. */
    @Nullable
    Supplier<Secret> secretAsItIs() {
        SecretSource source = client == null ? null : client.clientSecret();
        return source == null ? null : source::read;
    }

    /** Names the server of a client that was registered by hand, for calls to it; nothing is registered there. */
    DcrRequest serverOfFixedClient(String consumer) {
        return serverOfFixedClient(consumer, String.valueOf(tokenEndpoint));
    }

    /**
     * Returns what {@link #serverOfFixedClient(String)} does.
     *
     * @param namedBy any address of that server
     */
    DcrRequest serverOfFixedClient(String consumer, String namedBy) {
        DcrRequestBuilder request = DcrRequest.builder(consumer)
                .registrationEndpoint(namedBy)
                .server(s -> s.tokenEndpoint(String.valueOf(tokenEndpoint))
                        .authorizationEndpoint(String.valueOf(authorizationEndpoint)))
                .grantTypes("client_credentials")
                // no document says where to: the operator does
                .network(n -> n.allowPrivateAddresses())
                .optionNames(optionNames);
        if (issuer != null) {
            request.server(s -> s.issuer(issuer));
        }
        openHttp(request);
        return request.build();
    }

    /** Sets all but who the service is and which server it is. */
    private void set(DcrRequestBuilder request, @Nullable Supplier<Secret> secret) {
        request.optionNames(optionNames).scopes(scopes);
        if (redirectUri != null) {
            request.redirectUri(redirectUri);
        }
        if (authentication != null) {
            request.authentication(authentication);
        }
        openHttp(request);
        request.server(this::declare);
        if (dcr != null) {
            dcr.accept(request);
        }
        if (client != null) {
            setClient(request, client, secret);
        }
    }

    private void openHttp(DcrRequestBuilder request) {
        if (insecureHttp != null) {
            request.network(n -> n.insecureHttp(insecureHttp));
        }
    }

    private void setClient(DcrRequestBuilder request, PreRegisteredClient byHand, @Nullable Supplier<Secret> secret) {
        String at = Objects.requireNonNull(issuer, "issuer");
        if (secret == null) {
            request.preRegistered(at, byHand.clientId(), (Secret) null);
        } else {
            request.preRegistered(at, byHand.clientId(), secret);
        }
        if (byHand.authMethod() != null) {
            request.authMethods(byHand.authMethod());
        }
    }

    private void declare(ServerOptions server) {
        if (authorizationEndpoint != null) {
            server.authorizationEndpoint(authorizationEndpoint);
        }
        if (tokenEndpoint != null) {
            server.tokenEndpoint(tokenEndpoint);
        }
        if (issuer != null && client == null && resource == null) {
            server.issuer(issuer);
        }
        if (serverSendsIss) {
            server.sendsIss();
        }
        server.providerName(providerName == null ? name : providerName);
    }
}

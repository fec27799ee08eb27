package io.github.dcr4j.upstream;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.ResourceRequest;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator writes for one upstream identity provider: its name, or a protected resource that names it, and
 * either a client that was registered by hand or how one is to be registered. Immutable and thread-safe.
 *
 * @see Upstreams an example
 */
public final class UpstreamConfig {
    // any service has a URL like this: what depends on the real one is checked when that is known
    private static final String ANY_CONSUMER = "https://service.invalid";

    private final Object printed;
    private final UpstreamRequests requests;

    UpstreamConfig(UpstreamConfigBuilder builder) {
        requests = new UpstreamRequests(
                builder.name,
                builder.client == null ? null : builder.client.authenticatingBy(builder.authentication),
                builder.dcr,
                builder.resource,
                builder.authentication,
                builder.insecureHttp,
                builder.insecureResource,
                List.copyOf(builder.scopes),
                builder.redirectUri,
                builder.authorizationEndpoint,
                builder.tokenEndpoint,
                builder.issuer,
                builder.serverSendsIss,
                builder.providerName,
                builder.optionNames);
        requests.ensureComplete();
        printed = isKept() ? printedKept(builder.printedDcr) : Objects.requireNonNull(requests.client());
        if (!isKept()) {
            // its name is not in the message about an address that is http where that is not open
            DcrRequest unused = requests.serverOfFixedClient(ANY_CONSUMER, ANY_CONSUMER);
        }
    }

    private Object printedKept(@Nullable String printedDcr) {
        boolean named = requests.resource() == null;
        Object server = named
                ? "server=" + ForeignText.of(request(ANY_CONSUMER).server())
                : "resource="
                        + ForeignText.of(
                                resourceRequest(ANY_CONSUMER).resource().getAuthority());
        if (requests.client() != null) {
            return server + ", " + requests.client();
        }
        if (printedDcr == null) {
            return server;
        }
        return named ? printedDcr : server + ", " + printedDcr;
    }

    /**
     * Returns whether the client is kept in the store: all are but one that was registered by hand, with its endpoints,
     * of whose server nothing is discovered.
     */
    public boolean isKept() {
        return requests.isKept();
    }

    /**
     * Starts an upstream.
     *
     * @param name what logs, messages and callers call it: letters, digits, dots, dashes and underscores, at most 64
     * @throws IllegalArgumentException for another name
     */
    public static UpstreamConfigBuilder builder(String name) {
        return new UpstreamConfigBuilder(name);
    }

    /** Returns the name. */
    public String name() {
        return requests.name();
    }

    /** Returns the client that was registered by hand; empty where one is registered. */
    public Optional<PreRegisteredClient> client() {
        return Optional.ofNullable(requests.client());
    }

    /** Returns the protected resource whose metadata names the server (RFC 9728); empty where the server is named. */
    public Optional<URI> resource() {
        return Optional.ofNullable(requests.resource()).map(URI::create);
    }

    /**
     * Returns the keys or the certificate that were set here; empty where none were, and for those that {@code dcr}
     * sets.
     */
    public Optional<ClientAuthentication> authentication() {
        return Optional.ofNullable(requests.authentication());
    }

    /** Returns the scopes; empty for none. */
    public List<String> scopes() {
        return requests.scopes();
    }

    /** Returns the redirect URI; empty for the one that follows from who the service is. */
    public Optional<String> redirectUri() {
        return Optional.ofNullable(requests.redirectUri());
    }

    /** Returns the authorization endpoint, which wins over what is discovered. */
    public Optional<URI> authorizationEndpoint() {
        return Optional.ofNullable(requests.authorizationEndpoint()).map(URI::create);
    }

    /** Returns the token endpoint, which wins over what is discovered. */
    public Optional<URI> tokenEndpoint() {
        return Optional.ofNullable(requests.tokenEndpoint()).map(URI::create);
    }

    /**
     * Returns the server's issuer, as it was said besides: of a server of which nothing is discovered, of the one that
     * has a client registered by hand, or of the one that the resource has to name.
     */
    public Optional<String> issuer() {
        return Optional.ofNullable(requests.issuer());
    }

    /** Returns whether it was said that the server sends {@code iss} in authorization responses (RFC 9207). */
    public boolean serverSendsIss() {
        return requests.serverSendsIss();
    }

    /** Returns the provider's name, for audit only. */
    public Optional<String> providerName() {
        return Optional.ofNullable(requests.providerName());
    }

    /** Returns what makes the requests. */
    UpstreamRequests requests() {
        return requests;
    }

    /** Checks what depends on who the service is. */
    void checkFor(String consumer) {
        if (requests.resource() != null) {
            resourceRequest(consumer);
        } else if (isKept()) {
            request(consumer);
        }
    }

    /**
     * Returns what is asked for at this upstream.
     *
     * @param consumer who the service is
     * @throws IllegalArgumentException for a consumer that cannot be one
     * @throws IllegalStateException if a resource names the server ({@link #resourceRequest}), the client is registered
     *     by hand and nothing is discovered, or something is missing or does not go together
     */
    public DcrRequest request(String consumer) {
        return requests.atServer(consumer, requests.secretAsItIs());
    }

    /**
     * Returns what is asked for at this upstream, at whichever server the resource names.
     *
     * @param consumer who the service is
     * @throws IllegalArgumentException for a consumer that cannot be one, or something does not go together
     * @throws IllegalStateException if no resource names the server, or something is missing
     */
    public ResourceRequest resourceRequest(String consumer) {
        return requests.forResource(consumer, requests.secretAsItIs());
    }

    /**
     * Prints the name, and what is configured, without secrets; of what was set in code, the server's host and port.
     */
    @Override
    public String toString() {
        return "UpstreamConfig[" + requests.name() + ", " + printed + "]";
    }
}

package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentials;
import java.util.List;
import java.util.Objects;

/**
 * A client at the authorization server that gives tokens for a protected resource, with what the caller has to send
 * there. Immutable and thread-safe.
 *
 * @see ResourceRequest an example
 */
public final class ResourceClient {
    private final DcrRequest request;
    private final DcrCredentials credentials;
    private final String resource;
    private final List<String> scopes;

    ResourceClient(DcrRequest request, DcrCredentials credentials, String resource, List<String> scopes) {
        this.request = Objects.requireNonNull(request, "request");
        this.credentials = Objects.requireNonNull(credentials, "credentials");
        this.resource = Objects.requireNonNull(resource, "resource");
        this.scopes = List.copyOf(scopes);
    }

    /**
     * Returns the client. {@link DcrCredentials#issuer} is the server's validated issuer, {@link
     * DcrCredentials#issParameterSupported} says whether its authorization responses carry {@code iss} (RFC 9207), and
     * {@link DcrCredentials#pkceS256Supported} whether it announces PKCE with {@code S256}.
     */
    public DcrCredentials credentials() {
        return credentials;
    }

    /** Returns the request for this client, which names its server: for reports, replacements and token calls. */
    public DcrRequest request() {
        return request;
    }

    /** Returns what authorization and token requests have to send as {@code resource} (RFC 8707). */
    public String resource() {
        return resource;
    }

    /**
     * Returns the scopes to ask a token for: those of the resource's challenge, else those that its metadata names;
     * empty to leave {@code scope} out. They grow by {@link io.github.dcr4j.resource.StepUp}.
     */
    public List<String> scopes() {
        return scopes;
    }

    /** Prints the client and the resource's scopes, and no secret. */
    @Override
    public String toString() {
        return "ResourceClient[" + credentials + ", scopes=" + scopes.size() + "]";
    }
}

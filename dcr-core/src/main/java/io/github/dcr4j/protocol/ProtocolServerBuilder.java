package io.github.dcr4j.protocol;

import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.request.UpstreamBuilder;
import io.github.dcr4j.request.UpstreamNetwork;
import io.github.dcr4j.server.NetworkOptions;
import java.util.function.Consumer;

/**
 * Builds a {@link ProtocolServer}. Every value is checked when it is set: one that cannot be used is an {@link
 * IllegalArgumentException}, which {@link #build} throws for {@code http} where it is not open. Not thread-safe.
 *
 * @see DcrProtocol an example
 */
public final class ProtocolServerBuilder {
    private final UpstreamBuilder upstream = new UpstreamBuilder();

    ProtocolServerBuilder() {}

    /**
     * Names the server by its issuer. Its well-known addresses are tried in order (RFC 8414, sections 3 and 5; OpenID
     * Connect Discovery, section 4).
     */
    public ProtocolServerBuilder upstreamIssuer(String upstreamIssuer) {
        upstream.upstreamIssuer = EndpointUrl.issuerUnlessClosed("upstreamIssuer", upstreamIssuer);
        return this;
    }

    /**
     * Names the server by the address of its metadata document. The document must name {@link #expectedIssuer}, by
     * default the issuer that the address belongs to: without its well-known part, or else its origin.
     */
    public ProtocolServerBuilder discoveryUrl(String discoveryUrl) {
        upstream.discoveryUrl = EndpointUrl.ofOperatorUnlessClosed("discoveryUrl", discoveryUrl);
        return this;
    }

    /** Names a server without metadata by its registration endpoint; nothing is discovered. */
    public ProtocolServerBuilder registrationEndpoint(String registrationEndpoint) {
        upstream.registrationEndpoint =
                EndpointUrl.ofOperatorUnlessClosed("registrationEndpoint", registrationEndpoint);
        return this;
    }

    /** Sets the issuer that the document at {@link #discoveryUrl} must name, character for character. */
    public ProtocolServerBuilder expectedIssuer(String expectedIssuer) {
        upstream.expectedIssuer = EndpointUrl.issuerUnlessClosed("expectedIssuer", expectedIssuer);
        return this;
    }

    /** Sets which addresses calls to this server may reach; public ones by default, as for every request. */
    public ProtocolServerBuilder network(Consumer<NetworkOptions> options) {
        options.accept(new UpstreamNetwork(upstream));
        return this;
    }

    /**
     * Returns the server.
     *
     * @throws IllegalStateException if not exactly one of the three addresses was set, or {@code expectedIssuer}
     *     without {@code discoveryUrl}
     * @throws IllegalArgumentException if an address is {@code http}, neither on loopback nor where {@link
     *     NetworkOptions#insecureHttp} opens it
     */
    public ProtocolServer build() {
        return new ProtocolServer(upstream.build(false));
    }
}

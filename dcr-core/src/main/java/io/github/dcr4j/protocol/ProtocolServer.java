package io.github.dcr4j.protocol;

import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.request.Upstream;

/**
 * An authorization server, by the one address that the caller knows of it, and which addresses calls to it may reach.
 * Immutable and thread-safe.
 *
 * @see DcrProtocol an example
 */
public final class ProtocolServer {
    private final Upstream upstream;

    ProtocolServer(Upstream upstream) {
        this.upstream = upstream;
    }

    /**
     * Returns the server of this issuer, at public addresses.
     *
     * @param issuer exactly as the server spells it: its metadata must name it, character for character (RFC 8414,
     *     section 3.3)
     * @throws IllegalArgumentException if that is no {@code https} URL, or {@code http} URL on loopback, without query
     *     and fragment
     */
    public static ProtocolServer issuer(String issuer) {
        return builder().upstreamIssuer(issuer).build();
    }

    /** Starts a server. Exactly one of its three addresses is needed. */
    public static ProtocolServerBuilder builder() {
        return new ProtocolServerBuilder();
    }

    Upstream upstream() {
        return upstream;
    }

    /**
     * Returns an address that the server named. What leads back to the server that the caller named may go where the
     * caller's own address may.
     *
     * @throws IllegalArgumentException if it is {@code http} where that is not open, or no address at all
     */
    EndpointUrl named(String name, String address) {
        return EndpointUrl.ofServer(name, address, upstream.url()).reaching(upstream.egress());
    }

    /** Prints the address without its query. */
    @Override
    public String toString() {
        return "ProtocolServer[" + upstream.url().printable() + "]";
    }
}

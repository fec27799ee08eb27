package io.github.dcr4j.entry;

import io.github.dcr4j.http.EndpointUrl;
import java.util.Set;

/**
 * The authorization servers that a resource may name though they are {@code http} elsewhere than on loopback: those to
 * which the operator opened it. Immutable and thread-safe.
 *
 * @param authorities hosts and ports, in one spelling, at which any server may be
 * @param issuers single servers
 */
public record OpenServers(Set<String> authorities, Set<String> issuers) {
    public static final OpenServers NONE = new OpenServers(Set.of(), Set.of());

    /** How {@code http} is opened to one. */
    public static final String OPTION = "client(c -> c.network(n -> n.insecureHttp(...)))";

    /** Copies the sets. */
    public OpenServers {
        authorities = Set.copyOf(authorities);
        issuers = Set.copyOf(issuers);
    }

    /**
     * Throws if {@code issuer} is {@code http}, neither on loopback nor open.
     *
     * @throws IllegalArgumentException naming the property, and the address without its query
     */
    void ensureOpen(String property, EndpointUrl issuer) {
        boolean open = authorities.contains(issuer.authority()) || issuers.contains(issuer.text());
        issuer.ensureOpen(property, open ? issuer.authority() : null, OPTION);
    }
}

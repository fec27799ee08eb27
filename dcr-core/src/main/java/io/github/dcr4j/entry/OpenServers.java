package io.github.dcr4j.entry;

import io.github.dcr4j.advice.AdvisedOption;
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

    /** Copies the sets. */
    public OpenServers {
        authorities = Set.copyOf(authorities);
        issuers = Set.copyOf(issuers);
    }

    /**
     * Throws if {@code issuer} is {@code http}, neither on loopback nor open.
     *
     * @param source where it is named
     * @throws IllegalArgumentException naming the property, and the address without its query
     */
    void ensureOpen(String property, EndpointUrl issuer, EndpointUrl source) {
        boolean open = authorities.contains(issuer.authority()) || issuers.contains(issuer.text());
        if (!issuer.isOpen(open ? issuer.authority() : null)) {
            throw issuer.closed(property, source.named(AdvisedOption.INSECURE_HTTP_AT_SERVERS));
        }
    }
}

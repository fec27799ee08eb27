package io.github.dcr4j.protocol;

import java.util.Set;

/**
 * Where a request may go, by who named the address: the operator, who may name this machine, or a server's document, which
 * may not. Immutable and thread-safe.
 *
 * @param named the {@linkplain EndpointUrl#authority authorities} that the operator named or vouches for
 * @param privateAllowed whether private networks may be reached
 */
public record Egress(Set<String> named, boolean privateAllowed) {
    /** Copies the set. */
    public Egress {
        named = Set.copyOf(named);
    }

    /** Returns which addresses {@code url} may lead to. */
    AddressPolicy policy(EndpointUrl url) {
        if (url.loopback() && named.contains(url.authority())) {
            return AddressPolicy.LOOPBACK;
        }
        return privateAllowed ? AddressPolicy.PRIVATE : AddressPolicy.PUBLIC;
    }
}

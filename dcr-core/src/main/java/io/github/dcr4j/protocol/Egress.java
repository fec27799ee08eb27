package io.github.dcr4j.protocol;

import java.util.Set;

/**
 * Where a request may go, by who named the address: the operator, who may name this machine, or a server's document, which
 * may not. Immutable and thread-safe.
 *
 * @param named the authorities that the operator named or vouches for: host in lower case, colon, port
 * @param privateAllowed whether private networks may be reached
 */
public record Egress(Set<String> named, boolean privateAllowed) {
    /** Copies the set. */
    public Egress {
        named = Set.copyOf(named);
    }

    /**
     * Returns which addresses an authority may lead to.
     *
     * @param loopback whether its host is spelled as one of this machine
     */
    AddressPolicy policy(String authority, boolean loopback) {
        if (loopback && named.contains(authority)) {
            return AddressPolicy.LOOPBACK;
        }
        return privateAllowed ? AddressPolicy.PRIVATE : AddressPolicy.PUBLIC;
    }
}

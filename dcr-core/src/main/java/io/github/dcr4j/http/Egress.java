package io.github.dcr4j.http;

import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a request may go, by who named the address: the operator, who may name this machine, or a server's document,
 * which may not. Immutable and thread-safe.
 *
 * @param named the authorities that the operator named or vouches for: host in lower case, colon, port
 * @param privateAllowed whether private networks may be reached, whatever the host
 * @param privateHosts the hosts, in lower case, at which private networks may be reached in any case
 * @param insecure the one authority to which {@code http} is open though it is not on loopback, for development;
 *     {@code null} for none
 * @param authorizedInsecurely whether what authorizes a registration is sent there, too
 * @param optionNames what messages call the options that allow more; {@code null} for as in code. It is left out of
 *     equality: what leads to the same addresses is the same
 */
public record Egress(
        Set<String> named,
        boolean privateAllowed,
        Set<String> privateHosts,
        @Nullable String insecure,
        boolean authorizedInsecurely,
        @Nullable Function<String, Optional<String>> optionNames) {
    /** Copies the sets. */
    public Egress {
        named = Set.copyOf(named);
        privateHosts = Set.copyOf(privateHosts);
    }

    /** Returns where a request may go for which {@code http} is open on loopback alone. */
    public Egress(Set<String> named, boolean privateAllowed, Set<String> privateHosts) {
        this(named, privateAllowed, privateHosts, null, false, null);
    }

    /** Returns the same, where the operator names {@code authority} as well. */
    public Egress naming(String authority) {
        Set<String> all = new HashSet<>(named);
        all.add(authority);
        return new Egress(all, privateAllowed, privateHosts, insecure, authorizedInsecurely, optionNames);
    }

    /**
     * Returns what an address may do for which nothing more is allowed: lead to its own authority, in public networks.
     */
    static Egress to(String authority) {
        return new Egress(Set.of(authority), false, Set.of());
    }

    /**
     * Returns which addresses a host may lead to.
     *
     * @param host in lower case
     * @param loopback whether it is spelled as one of this machine
     */
    AddressPolicy policy(String host, int port, boolean loopback) {
        if (loopback && named.contains(host + ":" + port)) {
            return AddressPolicy.LOOPBACK;
        }
        return privateAllowed || privateHosts.contains(host) ? AddressPolicy.PRIVATE : AddressPolicy.PUBLIC;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Egress that
                && named.equals(that.named)
                && privateAllowed == that.privateAllowed
                && privateHosts.equals(that.privateHosts)
                && Objects.equals(insecure, that.insecure)
                && authorizedInsecurely == that.authorizedInsecurely;
    }

    @Override
    public int hashCode() {
        return Objects.hash(named, privateAllowed, privateHosts, insecure, authorizedInsecurely);
    }
}

package io.github.dcr4j.resource;

import io.github.dcr4j.ForeignText;
import java.util.List;
import java.util.Objects;

/**
 * What a protected resource says about itself (RFC 9728, section 2), as far as a client needs it. Immutable and
 * thread-safe.
 *
 * @param resource the resource's identifier, {@code resource}: what token requests name (RFC 8707)
 * @param authorizationServers the issuers of the authorization servers that give tokens for it,
 *     {@code authorization_servers}; at least one, each checked as an address
 * @param scopesSupported the scopes that it has a use for, {@code scopes_supported}; empty if it names none
 * @see io.github.dcr4j.resolver.ResourceRequest an example
 */
public record ResourceMetadata(String resource, List<String> authorizationServers, List<String> scopesSupported) {
    /** Copies the lists. */
    public ResourceMetadata {
        Objects.requireNonNull(resource, "resource");
        authorizationServers = List.copyOf(authorizationServers);
        scopesSupported = List.copyOf(scopesSupported);
        if (authorizationServers.isEmpty()) {
            throw new IllegalArgumentException("authorizationServers must not be empty");
        }
    }

    /** Prints the resource and its servers, in printable form. */
    @Override
    public String toString() {
        return "ResourceMetadata[resource=" + ForeignText.printed(resource) + ", authorizationServers="
                + authorizationServers.stream().map(ForeignText::printed).toList() + "]";
    }
}

package io.github.dcr4j.testkit.server;

import java.util.List;

/**
 * What a fake server supports, advertises and accepts. Immutable.
 *
 * @param authMethods values of {@code token_endpoint_auth_method}
 * @param grantTypes values of {@code grant_types}
 * @param scopes the scopes a client can have; empty for any, and then none are listed
 * @param resourceScopes the scopes that a token needs at the resource
 * @param documents whether a client can be the address of its metadata document
 */
public record ServerOffer(
        List<String> authMethods,
        List<String> grantTypes,
        List<String> scopes,
        List<String> resourceScopes,
        boolean documents) {
    public ServerOffer {
        authMethods = List.copyOf(authMethods);
        grantTypes = List.copyOf(grantTypes);
        scopes = List.copyOf(scopes);
        resourceScopes = List.copyOf(resourceScopes);
    }
}

package io.github.dcr4j.testkit;

import java.util.List;
import java.util.Set;

/**
 * What a fake server supports, advertises and accepts. Immutable.
 *
 * @param documents where its metadata is published
 * @param authMethods values of {@code token_endpoint_auth_method}
 * @param grantTypes values of {@code grant_types}
 * @param scopes the scopes a client can have; empty for any, and then none are listed
 */
record ServerOffer(
        Set<MetadataDocument> documents, List<String> authMethods, List<String> grantTypes, List<String> scopes) {
    ServerOffer {
        documents = Set.copyOf(documents);
        authMethods = List.copyOf(authMethods);
        grantTypes = List.copyOf(grantTypes);
        scopes = List.copyOf(scopes);
    }
}

package io.github.dcr4j.testkit.server;

import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.RefusalException;
import io.github.dcr4j.testkit.http.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Publishes the server's metadata (RFC 8414, section 2; OpenID Connect Discovery, section 3). */
final class MetadataEndpoint implements Endpoint {
    private static final String OAUTH = "/.well-known/oauth-authorization-server";

    private final ServerAddresses addresses;
    private final ServerOffer offer;
    private final Set<String> paths;

    /** Creates one that publishes a document at each of {@code paths}. */
    MetadataEndpoint(ServerAddresses addresses, ServerOffer offer, Set<String> paths) {
        this.addresses = addresses;
        this.offer = offer;
        this.paths = paths;
    }

    @Override
    public Reply answer(Call call) {
        Endpoint.require("GET", call);
        if (!paths.contains(call.path())) {
            throw new RefusalException(Reply.empty(404));
        }
        return Reply.json(200, members(call.path().startsWith(OAUTH)));
    }

    private Map<String, Object> members(boolean oauth) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("issuer", addresses.issuer());
        members.put("authorization_endpoint", addresses.authorization());
        members.put("token_endpoint", addresses.token());
        members.put("registration_endpoint", addresses.registration());
        if (!offer.scopes().isEmpty()) {
            members.put("scopes_supported", offer.scopes());
        }
        members.put("response_types_supported", List.of("code"));
        members.put("grant_types_supported", offer.grantTypes());
        members.put("token_endpoint_auth_methods_supported", offer.authMethods());
        members.put("code_challenge_methods_supported", List.of("S256"));
        members.put("authorization_response_iss_parameter_supported", true);
        if (offer.documents()) {
            members.put("client_id_metadata_document_supported", true);
        }
        if (!oauth) {
            members.put("userinfo_endpoint", addresses.userInfo());
            members.put("jwks_uri", addresses.jwks());
            members.put("subject_types_supported", List.of("public"));
            members.put("id_token_signing_alg_values_supported", List.of("RS256"));
        }
        return members;
    }
}

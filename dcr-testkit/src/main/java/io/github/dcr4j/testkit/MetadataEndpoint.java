package io.github.dcr4j.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Publishes the server's metadata (RFC 8414, section 2; OpenID Connect Discovery, section 3). */
final class MetadataEndpoint implements Endpoint {
    private final ServerAddresses addresses;
    private final ServerOffer offer;

    MetadataEndpoint(ServerAddresses addresses, ServerOffer offer) {
        this.addresses = addresses;
        this.offer = offer;
    }

    @Override
    public Reply answer(RecordedCall call) {
        Endpoint.require("GET", call);
        MetadataDocument document = offer.documents().stream()
                .filter(candidate -> addresses.metadataPath(candidate).equals(call.path()))
                .findFirst()
                .orElseThrow(() -> new RefusalException(Reply.empty(404)));
        return Reply.json(200, members(document));
    }

    private Map<String, Object> members(MetadataDocument document) {
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
        if (document != MetadataDocument.OAUTH) {
            members.put("jwks_uri", addresses.jwks());
            members.put("subject_types_supported", List.of("public"));
            members.put("id_token_signing_alg_values_supported", List.of("RS256"));
        }
        return members;
    }
}

package io.github.dcr4j.testkit.server;

import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.RefusalException;
import io.github.dcr4j.testkit.http.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is behind an access token of this server (RFC 6750): userinfo, and a resource. */
final class ProtectedEndpoint {
    private final ServerAddresses addresses;
    private final ServerTerms terms;
    private final ServerOffer offer;
    private final Grants grants;

    ProtectedEndpoint(ServerAddresses addresses, ServerTerms terms, ServerOffer offer, Grants grants) {
        this.addresses = addresses;
        this.terms = terms;
        this.offer = offer;
        this.grants = grants;
    }

    /** Says who has logged in (OpenID Connect Core, section 5.3). */
    Reply userInfo(Call call) {
        Grants.Access access = authorized(call, List.of("openid"), "");
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("sub", access.subject());
        members.putAll(terms.user().claims());
        return Reply.json(200, members).unstored();
    }

    /** Says what the token that was presented is good for. */
    Reply resource(Call call) {
        String metadata = "resource_metadata=\"" + addresses.origin() + addresses.resourceMetadataPath() + "\"";
        Grants.Access access = authorized(call, offer.resourceScopes(), metadata);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("client_id", access.clientId());
        members.put("scope", access.scope());
        return Reply.json(200, members).unstored();
    }

    /** Says what the resource is, and whose tokens it takes (RFC 9728, section 2). */
    Reply metadata(Call call) {
        Endpoint.require("GET", call);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("resource", addresses.resource());
        members.put("authorization_servers", List.of(addresses.issuer()));
        if (!offer.resourceScopes().isEmpty()) {
            members.put("scopes_supported", offer.resourceScopes());
        }
        members.put("bearer_methods_supported", List.of("header"));
        return Reply.json(200, members);
    }

    private Grants.Access authorized(Call call, List<String> needed, String metadata) {
        String token = call.bearerToken();
        if (token == null || token.isEmpty()) {
            throw challenged(401, null, List.of(), metadata);
        }
        Grants.Access access = grants.findAccess(token);
        if (access == null || terms.clock().millis() >= access.expiresAtMillis()) {
            throw challenged(401, "invalid_token", List.of(), metadata);
        }
        if (!Scopes.of(access.scope()).containsAll(needed)) {
            throw challenged(403, "insufficient_scope", needed, metadata);
        }
        return access;
    }

    private static RefusalException challenged(
            int status, @Nullable String error, List<String> scopes, String metadata) {
        StringBuilder challenge = new StringBuilder("Bearer");
        String joint = " ";
        if (error != null) {
            challenge.append(joint).append("error=\"").append(error).append('"');
            joint = ", ";
        }
        if (!scopes.isEmpty()) {
            challenge
                    .append(joint)
                    .append("scope=\"")
                    .append(String.join(" ", scopes))
                    .append('"');
            joint = ", ";
        }
        if (!metadata.isEmpty()) {
            challenge.append(joint).append(metadata);
        }
        return new RefusalException(Reply.empty(status).withHeader("WWW-Authenticate", challenge.toString()));
    }
}

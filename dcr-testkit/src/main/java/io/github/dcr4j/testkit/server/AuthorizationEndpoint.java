package io.github.dcr4j.testkit.server;

import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.Form;
import io.github.dcr4j.testkit.http.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts logins, and approves each by itself (RFC 6749, section 4.1; RFC 9207). */
final class AuthorizationEndpoint implements Endpoint {
    private static final Duration CODE_LIFE = Duration.ofMinutes(1);

    private final ServerAddresses addresses;
    private final ServerTerms terms;
    private final ClientRegistry registry;
    private final Grants grants;

    AuthorizationEndpoint(ServerAddresses addresses, ServerTerms terms, ClientRegistry registry, Grants grants) {
        this.addresses = addresses;
        this.terms = terms;
        this.registry = registry;
        this.grants = grants;
    }

    @Override
    public Reply answer(Call call) {
        Endpoint.require("GET", call);
        Map<String, String> asked = call.parameters();
        Client client = registry.find(asked.getOrDefault("client_id", ""));
        String redirectUri = asked.getOrDefault("redirect_uri", "");
        if (client == null || !RedirectUris.contains(client.listed("redirect_uris"), redirectUri)) {
            // no browser is sent to an address that no client registered (RFC 6749, section 4.1.2.1)
            return Reply.empty(400)
                    .withBody("text/html; charset=utf-8", "<p>The client or its redirect_uri is unknown.</p>");
        }
        return redirect(redirectUri, asked, outcome(client, redirectUri, asked));
    }

    private Map<String, String> outcome(Client client, String redirectUri, Map<String, String> asked) {
        String error = error(client, asked);
        if (error != null) {
            return Map.of("error", error);
        }
        Grants.Code code = new Grants.Code(
                client.id(),
                redirectUri,
                asked.getOrDefault("scope", ""),
                asked.get("code_challenge"),
                asked.get("nonce"),
                terms.now().plus(CODE_LIFE).toEpochMilli());
        return Map.of("code", grants.issue(code));
    }

    private static @Nullable String error(Client client, Map<String, String> asked) {
        if (!"code".equals(asked.get("response_type"))) {
            return "unsupported_response_type";
        }
        if (!client.listed("grant_types").contains("authorization_code")) {
            return "unauthorized_client";
        }
        boolean challenged = asked.containsKey("code_challenge");
        boolean isPublic = client.secret() == null;
        if ((isPublic && !challenged) || (challenged && !"S256".equals(asked.get("code_challenge_method")))) {
            return "invalid_request";
        }
        return Scopes.within(client.scopes(), Scopes.of(asked.getOrDefault("scope", ""))) ? null : "invalid_scope";
    }

    private Reply redirect(String redirectUri, Map<String, String> asked, Map<String, String> outcome) {
        Map<String, String> parameters = new LinkedHashMap<>(outcome);
        String state = asked.get("state");
        if (state != null) {
            parameters.put("state", state);
        }
        parameters.put("iss", addresses.issuer());
        String joint = redirectUri.contains("?") ? "&" : "?";
        return Reply.empty(302)
                .withHeader("Location", redirectUri + joint + Form.text(parameters))
                .unstored();
    }
}

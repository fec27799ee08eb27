package io.github.dcr4j.testkit.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.RefusalException;
import io.github.dcr4j.testkit.http.Reply;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Issues tokens to clients that authenticate (RFC 6749, section 3.2). */
final class TokenEndpoint implements Endpoint {
    private static final int ACCESS_TOKEN_SECONDS = 300;

    private final ServerTerms terms;
    private final ClientAuthentication authentication;
    private final Grants grants;
    private final IdTokens idTokens;

    TokenEndpoint(ServerTerms terms, ClientAuthentication authentication, Grants grants, IdTokens idTokens) {
        this.idTokens = idTokens;
        this.terms = terms;
        this.authentication = authentication;
        this.grants = grants;
    }

    @Override
    public Reply answer(Call call) {
        Endpoint.require("POST", call);
        if (!call.hasMediaType("application/x-www-form-urlencoded")) {
            throw RefusalException.of("invalid_request", "the content type is not application/x-www-form-urlencoded");
        }
        Map<String, String> form = call.form();
        Client client = authentication.authenticated(call, form);
        String grant = form.getOrDefault("grant_type", "");
        if (!List.of("client_credentials", "authorization_code", "refresh_token")
                .contains(grant)) {
            throw RefusalException.of("unsupported_grant_type", "the grant type is missing or unknown");
        }
        if (!client.listed("grant_types").contains(grant)) {
            throw RefusalException.of("unauthorized_client", "the client did not register for " + grant);
        }
        return switch (grant) {
            case "client_credentials" -> ofClient(client, form);
            case "authorization_code" -> ofCode(client, form);
            default -> ofRefreshToken(client, form);
        };
    }

    private Reply ofClient(Client client, Map<String, String> form) {
        if (client.secret() == null) {
            throw RefusalException.of("unauthorized_client", "a public client cannot act for itself");
        }
        String scope = form.getOrDefault("scope", String.join(" ", client.scopes()));
        if (!Scopes.isWellFormed(scope) || !Scopes.within(client.scopes(), Scopes.of(scope))) {
            throw RefusalException.of("invalid_scope", "the client did not register for this scope");
        }
        return Reply.json(200, tokens(client, scope, client.id())).unstored();
    }

    private Reply ofCode(Client client, Map<String, String> form) {
        Grants.Code code = grants.redeem(form.getOrDefault("code", ""));
        if (code == null
                || !code.clientId().equals(client.id())
                || !code.redirectUri().equals(form.get("redirect_uri"))
                || terms.clock().millis() >= code.expiresAtMillis()) {
            throw RefusalException.of(
                    "invalid_grant",
                    "the code is unknown, used, expired, another client's or for another redirect_uri");
        }
        if (!isVerified(code.challenge(), form.get("code_verifier"))) {
            throw RefusalException.of("invalid_grant", "code_verifier does not fit the code_challenge");
        }
        Map<String, Object> members = tokens(client, code.scope(), terms.user().subject());
        if (client.listed("grant_types").contains("refresh_token")) {
            members.put(
                    "refresh_token",
                    grants.issue(new Grants.Refresh(
                            client.id(), code.scope(), terms.user().subject())));
        }
        if (Scopes.of(code.scope()).contains("openid")) {
            members.put("id_token", idTokens.issue(client.id(), code.nonce()));
        }
        return Reply.json(200, members).unstored();
    }

    private Reply ofRefreshToken(Client client, Map<String, String> form) {
        Grants.Refresh refresh = grants.find(form.getOrDefault("refresh_token", ""));
        if (refresh == null || !refresh.clientId().equals(client.id())) {
            throw RefusalException.of("invalid_grant", "the refresh token is unknown or another client's");
        }
        return Reply.json(200, tokens(client, refresh.scope(), refresh.subject()))
                .unstored();
    }

    private Map<String, Object> tokens(Client client, String scope, String subject) {
        long expiresAtMillis = terms.clock().millis() + 1_000L * ACCESS_TOKEN_SECONDS;
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("access_token", grants.issue(new Grants.Access(client.id(), scope, subject, expiresAtMillis)));
        members.put("token_type", "Bearer");
        members.put("expires_in", ACCESS_TOKEN_SECONDS);
        if (!scope.isEmpty()) {
            members.put("scope", scope);
        }
        return members;
    }

    /** RFC 7636, section 4.6; a verifier without a challenge is refused as well (RFC 9700, section 2.1.1). */
    private static boolean isVerified(@Nullable String challenge, @Nullable String verifier) {
        if (challenge == null || verifier == null) {
            return challenge == null && verifier == null;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).equals(challenge);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

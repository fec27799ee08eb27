package io.github.dcr4j.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import io.github.dcr4j.token.TokenResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks a token endpoint, and reads what it answers (RFC 6749, section 5). Thread-safe. */
final class TokenExchange {
    /** A longer life is not believed: ten years, in seconds. */
    private static final long LONGEST_LIFE = 315_360_000;

    private final DcrResolver resolver;
    private final DcrClock clock;

    /**
     * What is asked for.
     *
     * @param grant with {@code resource} in it
     * @param secrets what of it must not be printed, if the server echoes it
     * @param scopes the scopes that are asked for
     * @param before the token that it takes the place of, whose refresh token stays where the answer has none (RFC
     *     6749, section 6)
     */
    record Ask(
            TokenGrant grant,
            List<Secret> secrets,
            List<String> scopes,
            @Nullable McpToken before) {
        /** Returns the ask for a token of the client itself (RFC 6749, section 4.4). */
        static Ask ofClient(ResourceClient client, List<String> scopes) {
            TokenGrant grant =
                    TokenGrant.clientCredentials(scopes.toArray(String[]::new)).with("resource", client.resource());
            return new Ask(grant, List.of(), scopes, null);
        }

        /** Returns the ask for a token in the place of {@code before}, by its refresh token (RFC 6749, section 6). */
        static Ask refresh(McpToken before, Secret refreshToken) {
            TokenGrant grant =
                    TokenGrant.refreshToken(before.generation(), refreshToken).with("resource", before.resource());
            return new Ask(grant, List.of(refreshToken), before.scopes(), before);
        }
    }

    /** What came of it. */
    sealed interface Outcome {
        /** A token. */
        record Issued(McpToken token) implements Outcome {}

        /**
         * No token, for this grant at least.
         *
         * @param status the HTTP status
         * @param error {@code error} with its description, in printable form
         */
        record Refused(int status, String error) implements Outcome {
            /** Returns whether the server may give a token later: it says nothing about the grant. */
            boolean isOutage() {
                return status >= 500 || status == 408 || status == 429;
            }
        }

        /** The client that began is gone, and another has taken its place. */
        record ClientGone(ClientRejection why) implements Outcome {}
    }

    TokenExchange(DcrResolver resolver, DcrClock clock) {
        this.resolver = resolver;
        this.clock = clock;
    }

    /** Sends the request, and once more with another client where that is allowed. */
    Outcome send(ResourceClient client, Ask ask) throws InterruptedException {
        TokenOutcome outcome;
        try {
            outcome = TokenCalls.of(resolver, client.request()).call(ask.grant());
        } catch (IOException e) {
            throw new McpAuthorizationException(
                    Reason.NO_ANSWER,
                    "the token endpoint of " + Issuers.printed(client.credentials())
                            + " gave no answer; whether it got the request is not known",
                    e);
        }
        if (outcome instanceof TokenOutcome.LogInAgain again) {
            return new Outcome.ClientGone(again.why());
        }
        TokenResponse response = outcome.response();
        return response.status() == 200
                ? new Outcome.Issued(token(client, outcome.client(), response.body(), ask))
                : new Outcome.Refused(response.status(), error(response, outcome.client(), ask));
    }

    /** Returns the token that a grant of any client brings. */
    McpToken issued(ResourceClient client, Ask ask) throws InterruptedException {
        return issued(client, send(client, ask));
    }

    /**
     * Returns the token of an outcome.
     *
     * @throws McpAuthorizationException if it is a refusal
     */
    static McpToken issued(ResourceClient client, Outcome outcome) {
        if (outcome instanceof Outcome.Issued issued) {
            return issued.token();
        }
        if (outcome instanceof Outcome.Refused refused) {
            throw refused(client, refused);
        }
        throw new IllegalStateException("a grant of any client was bound to one: " + outcome);
    }

    static McpAuthorizationException refused(ResourceClient client, Outcome.Refused refused) {
        return new McpAuthorizationException(
                Reason.TOKEN_REFUSED,
                "the token endpoint of " + Issuers.printed(client.credentials()) + " answered " + refused.error());
    }

    private McpToken token(ResourceClient client, DcrCredentials used, String body, Ask ask) {
        Tokens tokens;
        try {
            tokens = AccessTokenResponse.parse(JSONObjectUtils.parse(body)).getTokens();
        } catch (ParseException | RuntimeException e) {
            // no cause: it may quote the token
            throw unusable(used, "it is no token response, or its token_type is not known");
        }
        AccessToken access = tokens.getAccessToken();
        if (!(access instanceof BearerAccessToken)) {
            throw unusable(
                    used,
                    "its token_type is " + ForeignText.printed(access.getType().getValue()) + " and not Bearer");
        }
        if (!access.getValue().chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw unusable(used, "its token has characters that no header can carry (RFC 6750, section 2.1)");
        }
        RefreshToken refresh = tokens.getRefreshToken();
        McpToken before = ask.before();
        Secret kept = before == null ? null : before.refreshToken().orElse(null);
        long now = clock.millis();
        long life = Math.min(access.getLifetime(), LONGEST_LIFE);
        Scope granted = access.getScope();
        Set<String> scopes = new LinkedHashSet<>(ask.scopes());
        scopes.addAll(granted == null ? List.of() : granted.toStringList());
        return new McpToken(
                Secret.of(access.getValue()),
                refresh == null ? kept : Secret.of(refresh.getValue()),
                new McpToken.Life(now, life <= 0 ? 0 : now + life * 1000),
                new ArrayList<>(scopes),
                binding(client, used));
    }

    static McpToken.Binding binding(ResourceClient client, DcrCredentials used) {
        return new McpToken.Binding(client.resource(), Issuers.of(used), used.generation());
    }

    private static String error(TokenResponse response, DcrCredentials used, Ask ask) {
        try {
            ErrorObject error = TokenErrorResponse.parse(JSONObjectUtils.parse(response.body()))
                    .getErrorObject();
            if (error != null && error.getCode() != null) {
                String description = error.getDescription();
                List<Secret> secrets = new ArrayList<>(ask.secrets());
                used.clientSecret().ifPresent(secrets::add);
                return response.status() + " " + printed(error.getCode(), secrets)
                        + (description == null ? "" : " (" + printed(description, secrets) + ")");
            }
        } catch (ParseException | RuntimeException e) {
            // no error of OAuth: the status says what there is to say
        }
        return String.valueOf(response.status());
    }

    /** A server may echo what it was sent. */
    private static String printed(String text, List<Secret> secrets) {
        String masked = text;
        for (Secret secret : secrets) {
            masked = masked.replace(secret.reveal(), "[redacted]")
                    .replace(URLEncoder.encode(secret.reveal(), UTF_8), "[redacted]");
        }
        return ForeignText.printed(masked);
    }

    private static McpAuthorizationException unusable(DcrCredentials client, String why) {
        return new McpAuthorizationException(
                Reason.TOKEN_REFUSED,
                "the answer of the token endpoint of " + Issuers.printed(client) + " is not used, because " + why);
    }
}

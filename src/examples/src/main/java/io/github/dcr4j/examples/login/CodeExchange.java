package io.github.dcr4j.examples.login;

import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.examples.command.ShownText;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.server.ServerAnswer;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Redeems codes at token endpoints (RFC 6749, section 4.1.3). Thread-safe; one per program. */
public final class CodeExchange {
    private final DcrClock clock;

    public CodeExchange(DcrClock clock) {
        this.clock = clock;
    }

    /**
     * Redeems a code, once.
     *
     * @param client the client that the login began with: no other can redeem its code
     * @param authentication has the client's keys, if it authenticates by one
     * @param http calls that client's server, with the guard
     * @param resource what the token is for (RFC 8707); {@code null} to leave it out
     * @throws ClientRejectedException if the server rejects the client; report it and let the user log in again
     * @throws LoginFailedException if there is no token for another reason
     * @throws DcrException if the client has no key that fits
     */
    public TokenResponse redeem(
            Secret code,
            BegunLogin login,
            DcrCredentials client,
            ClientAuthentication authentication,
            ServerHttp http,
            @Nullable String resource) {
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, String> form = new LinkedHashMap<>();
        new AuthorizationCodeGrant(
                        new AuthorizationCode(code.reveal()),
                        URI.create(login.redirectUri()),
                        new CodeVerifier(login.verifier().reveal()))
                .toParameters()
                .forEach((name, values) -> form.put(name, values.get(0)));
        if (resource != null) {
            form.put("resource", resource);
        }
        authentication.authenticate(client, headers::put, form::put);
        ServerRequest request = ServerRequest.post(client.tokenEndpoint(), form);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.header(header.getKey(), header.getValue());
        }
        try {
            ServerAnswer answer = http.send(request);
            if (answer.status() != 200) {
                throw refused(client, answer.status(), answer.body(), code, login.verifier());
            }
            return tokens(answer.body(), login, client);
        } catch (IOException e) {
            // its message may hold what a server sent
            throw new LoginFailedException(
                    502,
                    "The token endpoint at " + client.tokenEndpoint().getHost() + " gave no answer that can be read ("
                            + e.getClass().getSimpleName() + ").");
        }
    }

    private TokenResponse tokens(String answer, BegunLogin login, DcrCredentials client) {
        OIDCTokens tokens;
        try {
            tokens = OIDCTokenResponse.parse(JSONObjectUtils.parse(answer)).getOIDCTokens();
        } catch (ParseException e) {
            // its message may hold what a server sent
            throw new LoginFailedException(502, "The token endpoint gave no token that can be used.");
        }
        AccessToken access = tokens.getAccessToken();
        if (!(access instanceof BearerAccessToken)) {
            throw new LoginFailedException(502, "The token endpoint gave no token that can be used.");
        }
        JWT idToken = tokens.getIDToken();
        return new TokenResponse(
                Secret.of(access.getValue()),
                access.getLifetime() == 0 ? null : Duration.ofSeconds(access.getLifetime()),
                access.getScope() == null ? null : access.getScope().toString(),
                idToken == null ? null : IdToken.subject(idToken, client, login, Instant.ofEpochMilli(clock.millis())));
    }

    /** Some servers repeat in an error what they were sent. */
    private static LoginFailedException refused(DcrCredentials client, int status, String body, Secret... sent) {
        Optional<ClientRejection> rejection = ClientRejection.inTokenResponse(client, status, body, sent);
        if (rejection.isPresent()) {
            return new ClientRejectedException(rejection.get());
        }
        String error = error(body);
        for (Secret secret : sent) {
            error = error.replace(secret.reveal(), "[redacted]");
        }
        return new LoginFailedException(
                502, "The token endpoint refused the code: " + status + " " + ShownText.cleaned(error));
    }

    private static String error(String body) {
        try {
            String code = ErrorObject.parse(JSONObjectUtils.parse(body)).getCode();
            return code == null ? "" : code;
        } catch (ParseException e) {
            return "";
        }
    }
}

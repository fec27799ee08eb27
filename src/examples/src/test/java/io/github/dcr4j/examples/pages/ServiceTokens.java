package io.github.dcr4j.examples.pages;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.Secret;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenResponse;
import java.io.IOException;

/** Access tokens of a service for other services. Each is used until a minute before its end. Thread-safe. */
final class ServiceTokens {
    private final TokenCalls calls; // one per program: TokenCalls.of(resolver, request)
    private final DcrClock clock;
    private Secret token = Secret.of("none-yet");
    private long goodUntil = Long.MIN_VALUE;

    ServiceTokens(TokenCalls calls, DcrClock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    synchronized Secret token() throws IOException, InterruptedException {
        if (clock.millis() >= goodUntil) {
            TokenResponse answer =
                    calls.call(TokenGrant.clientCredentials("orders")).response();
            if (answer.status() != 200) {
                throw new IOException("the token endpoint answered " + answer.status());
            }
            AccessToken issued = accessToken(answer.body());
            token = Secret.of(issued.getValue());
            goodUntil = clock.millis() + (issued.getLifetime() - 60) * 1000;
        }
        return token;
    }

    private static AccessToken accessToken(String body) throws IOException {
        try {
            return AccessTokenResponse.parse(JSONObjectUtils.parse(body))
                    .getTokens()
                    .getAccessToken();
        } catch (ParseException e) {
            throw new IOException("the token endpoint gave no token"); // e may quote it
        }
    }
}

package io.github.dcr4j.examples.login;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a program remembers of a login between sending the user away and the user's return. Immutable; prints no secret.
 *
 * @param upstream the name of where the login takes place
 * @param generation the client that it began with, and has to end with
 * @param state what the answer has to bring along (RFC 6749, section 10.12); secret, so that it is compared in constant
 *     time
 * @param verifier the {@code code_verifier} (RFC 7636)
 * @param nonce what an ID token has to bring along; {@code null} where none is asked for
 * @param redirectUri where the user was to return to
 * @param begunAt when it began
 */
public record BegunLogin(
        String upstream,
        String generation,
        Secret state,
        Secret verifier,
        @Nullable String nonce,
        String redirectUri,
        Instant begunAt) {
    public BegunLogin {
        Objects.requireNonNull(upstream, "upstream");
        Objects.requireNonNull(generation, "generation");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(verifier, "verifier");
        Objects.requireNonNull(redirectUri, "redirectUri");
        Objects.requireNonNull(begunAt, "begunAt");
    }

    /** Returns a new login with {@code client}. */
    public static BegunLogin with(
            DcrCredentials client, String upstream, List<String> scopes, String redirectUri, Instant now) {
        return new BegunLogin(
                upstream,
                client.generation(),
                Secret.of(new State().getValue()),
                Secret.of(new CodeVerifier().getValue()),
                scopes.contains("openid") ? new Nonce().getValue() : null,
                redirectUri,
                now);
    }
}

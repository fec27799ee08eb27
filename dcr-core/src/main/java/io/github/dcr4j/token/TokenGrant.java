package io.github.dcr4j.token;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a token request asks for, without a client. It says whether another client may ask for the same: a code or a
 * refresh token belongs to the client that obtained it, and is never sent with the id of another (RFC 6749, sections
 * 4.1.3 and 6).
 *
 * <p>Immutable and thread-safe; it prints the names of its parameters, and of their values the grant type only.
 *
 * @see TokenCalls an example
 */
public final class TokenGrant {
    /** What the client's authentication puts into a form, and no caller. */
    private static final Set<String> OF_THE_CLIENT =
            Set.of("client_id", "client_secret", "client_assertion", "client_assertion_type", "grant_type");

    private static final Set<String> NO_SECRETS = Set.of("scope", "redirect_uri", "resource", "audience");

    private final String grantType;
    private final @Nullable String generation;
    private final Map<String, String> open;
    private final Map<String, Secret> secret;

    private TokenGrant(
            String grantType, @Nullable String generation, Map<String, String> open, Map<String, Secret> secret) {
        if (Objects.requireNonNull(grantType, "grantType").isBlank()) {
            throw new IllegalArgumentException("grantType must not be blank");
        }
        this.grantType = grantType;
        this.generation = generation;
        this.open = Collections.unmodifiableMap(open);
        this.secret = Collections.unmodifiableMap(secret);
    }

    /** Returns the client credentials grant (RFC 6749, section 4.4): any client of the service may ask for it. */
    public static TokenGrant clientCredentials(String... scopes) {
        TokenGrant grant = ofAnyClient("client_credentials");
        return scopes.length == 0 ? grant : grant.with("scope", String.join(" ", scopes));
    }

    /**
     * Returns the authorization code grant (RFC 6749, section 4.1.3; RFC 7636, section 4.5).
     *
     * @param generation of the client that began the login, {@code DcrCredentials.generation()}
     * @param redirectUri as it was sent to the authorization endpoint
     */
    public static TokenGrant authorizationCode(
            String generation, Secret code, String redirectUri, Secret codeVerifier) {
        return ofClient("authorization_code", generation)
                .with("code", code)
                .with("redirect_uri", redirectUri)
                .with("code_verifier", codeVerifier);
    }

    /**
     * Returns the refresh of a token (RFC 6749, section 6).
     *
     * @param generation of the client that obtained the refresh token
     */
    public static TokenGrant refreshToken(String generation, Secret refreshToken) {
        return ofClient("refresh_token", generation).with("refresh_token", refreshToken);
    }

    /** Starts a grant that any client of the service may ask for: it is repeated with another one. */
    public static TokenGrant ofAnyClient(String grantType) {
        return new TokenGrant(grantType, null, Map.of(), Map.of());
    }

    /**
     * Starts a grant of one client only: it is never sent with another one.
     *
     * @param generation of that client, {@code DcrCredentials.generation()}
     */
    public static TokenGrant ofClient(String grantType, String generation) {
        return new TokenGrant(grantType, Objects.requireNonNull(generation, "generation"), Map.of(), Map.of());
    }

    /**
     * Returns this with a parameter more, {@code resource} for example (RFC 8707).
     *
     * @throws IllegalArgumentException for one that the client's authentication sets, or that is set already
     */
    public TokenGrant with(String name, String value) {
        if (!NO_SECRETS.contains(name)) {
            return with(name, Secret.of(value));
        }
        checkSettable(name);
        return new TokenGrant(grantType, generation, with(open, name, value), secret);
    }

    /** Returns this with a parameter more whose value is secret: it is masked where an answer echoes it. */
    public TokenGrant with(String name, Secret value) {
        checkSettable(name);
        return new TokenGrant(grantType, generation, open, with(secret, name, value));
    }

    private void checkSettable(String name) {
        if (OF_THE_CLIENT.contains(name) || open.containsKey(name) || secret.containsKey(name) || name.isBlank()) {
            throw new IllegalArgumentException("parameter '" + ForeignText.printed(name)
                    + "' cannot be set: it is set already, or by the client's authentication");
        }
    }

    private static <V> Map<String, V> with(Map<String, V> parameters, String name, V value) {
        Map<String, V> more = new LinkedHashMap<>(parameters);
        more.put(name, Objects.requireNonNull(value, "value"));
        return more;
    }

    /** Returns the grant type, {@code grant_type}. */
    public String grantType() {
        return grantType;
    }

    /** Returns the generation of the only client that may ask for it; {@code null} if any may. */
    @Nullable
    String generation() {
        return generation;
    }

    /** Returns the form without the client's authentication. */
    Map<String, String> form() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", grantType);
        form.putAll(open);
        secret.forEach((name, value) -> form.put(name, value.reveal()));
        return form;
    }

    /**
     * Returns what is masked where an answer echoes it: what is secret of the grant, and of the client's
     * authentication.
     */
    Secret[] secrets(@Nullable Secret assertion) {
        return Stream.concat(secret.values().stream(), Stream.ofNullable(assertion))
                .toArray(Secret[]::new);
    }

    @Override
    public String toString() {
        return "TokenGrant[" + ForeignText.printed(grantType) + ", " + open.keySet() + ", " + secret.keySet() + ", "
                + (generation == null ? "of any client" : "of one client") + "]";
    }
}

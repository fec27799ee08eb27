package io.github.dcr4j.examples.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.command.ShownText;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a user brings back from the authorization server (RFC 6749, section 4.1.2). Immutable; prints no value. */
public final class AuthorizationResponse {
    private final Map<String, String> parameters;

    private AuthorizationResponse(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /**
     * Reads the query of a callback.
     *
     * @throws LoginFailedException if it cannot be read, or holds a parameter twice (RFC 6749, section 3.1)
     */
    public static AuthorizationResponse of(@Nullable String rawQuery) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : (rawQuery == null ? "" : rawQuery).split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            String[] parts = pair.split("=", 2);
            try {
                String value = URLDecoder.decode(parts.length == 2 ? parts[1] : "", UTF_8);
                if (parameters.put(URLDecoder.decode(parts[0], UTF_8), value) != null) {
                    throw new LoginFailedException(400, "The answer holds a parameter twice.");
                }
            } catch (IllegalArgumentException e) {
                throw new LoginFailedException(400, "The answer cannot be read.");
            }
        }
        return new AuthorizationResponse(parameters);
    }

    /** Returns {@code state}, or {@code null} where it is missing. */
    @Nullable
    public Secret state() {
        String state = parameters.get("state");
        return state == null || state.isEmpty() ? null : Secret.of(state);
    }

    /**
     * Returns the code.
     *
     * @param client the client that the login began with
     * @throws LoginFailedException if another server answered, or the user was not let in
     */
    public Secret codeFor(DcrCredentials client) {
        checkIssuer(client);
        String error = parameters.get("error");
        if (error != null) {
            String description = ShownText.cleaned(parameters.get("error_description"));
            throw new LoginFailedException(
                    error.equals("access_denied") ? 403 : 502,
                    "The authorization server refused the login: " + ShownText.cleaned(error)
                            + (description.isEmpty() ? "" : " (" + description + ")"));
        }
        String code = parameters.get("code");
        if (code == null || code.isEmpty()) {
            throw new LoginFailedException(400, "The answer holds no code.");
        }
        return Secret.of(code);
    }

    /**
     * Another server's answer must not be taken for this one's: its code would be sent to the wrong place (RFC 9207,
     * section 2.4). Errors are checked as well. Of a client that was registered by hand no issuer is known; give its
     * upstream a redirect URI of its own.
     */
    private void checkIssuer(DcrCredentials client) {
        String iss = parameters.get("iss");
        if (iss == null && client.issParameterSupported()) {
            throw new LoginFailedException(
                    400, "The answer does not say which server it is from (iss), and this server always does.");
        }
        String known = client.issuer().orElse(null);
        if (iss != null && known != null && !iss.equals(known)) {
            throw new LoginFailedException(400, "The answer is from another server (iss) than the user was sent to.");
        }
    }

    /** Prints which parameters there are. */
    @Override
    public String toString() {
        return "AuthorizationResponse" + parameters.keySet();
    }
}

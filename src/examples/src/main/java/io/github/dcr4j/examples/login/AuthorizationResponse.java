package io.github.dcr4j.examples.login;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.command.ShownText;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a user brings back from the authorization server (RFC 6749, section 4.1.2). Immutable; prints no value. */
public final class AuthorizationResponse {
    /** The parser wants to know where the answer arrived, which is checked elsewhere. */
    private static final URI ANYWHERE = URI.create("http://127.0.0.1");

    private final Map<String, List<String>> parameters;
    private final com.nimbusds.oauth2.sdk.AuthorizationResponse parsed;

    private AuthorizationResponse(
            Map<String, List<String>> parameters, com.nimbusds.oauth2.sdk.AuthorizationResponse parsed) {
        this.parameters = parameters;
        this.parsed = parsed;
    }

    /**
     * Reads the query of a callback.
     *
     * @throws LoginFailedException if it cannot be read, or holds a parameter twice (RFC 6749, section 3.1)
     */
    public static AuthorizationResponse of(@Nullable String rawQuery) {
        Map<String, List<String>> parameters = URLUtils.parseParameters(rawQuery);
        if (parameters.values().stream().anyMatch(values -> values.size() > 1)) {
            throw new LoginFailedException(400, "The answer holds a parameter twice.");
        }
        if (parameters.size() != count(rawQuery)) {
            throw new LoginFailedException(400, "The answer cannot be read."); // the parser leaves such parameters out
        }
        try {
            return new AuthorizationResponse(
                    parameters, com.nimbusds.oauth2.sdk.AuthorizationResponse.parse(ANYWHERE, parameters));
        } catch (ParseException | IllegalArgumentException e) {
            throw new LoginFailedException(400, "The answer cannot be read.");
        }
    }

    private static long count(@Nullable String rawQuery) {
        return rawQuery == null
                ? 0
                : Arrays.stream(rawQuery.split("&", -1))
                        .filter(parameter -> !parameter.isEmpty())
                        .count();
    }

    /** Returns {@code state}, or {@code null} where it is missing. */
    @Nullable
    public Secret state() {
        return parsed.getState() == null ? null : Secret.of(parsed.getState().getValue());
    }

    /**
     * Returns the code.
     *
     * @param client the client that the login began with
     * @throws LoginFailedException if another server answered, or the user was not let in
     */
    public Secret codeFor(DcrCredentials client) {
        checkIssuer(client);
        if (!parsed.indicatesSuccess()) {
            // as they came: the parser would leave half of what a terminal obeys
            String error = value("error");
            String description = ShownText.cleaned(value("error_description"));
            throw new LoginFailedException(
                    error.equals("access_denied") ? 403 : 502,
                    "The authorization server refused the login: " + ShownText.cleaned(error)
                            + (description.isEmpty() ? "" : " (" + description + ")"));
        }
        AuthorizationCode code = parsed.toSuccessResponse().getAuthorizationCode();
        if (code == null) {
            throw new LoginFailedException(400, "The answer holds no code.");
        }
        return Secret.of(code.getValue());
    }

    private String value(String name) {
        return parameters.getOrDefault(name, List.of("")).get(0);
    }

    /**
     * Another server's answer must not be taken for this one's: its code would be sent to the wrong place (RFC 9207,
     * section 2.4). Errors are checked as well. Of a client that was registered by hand no issuer is known; give its
     * upstream a redirect URI of its own.
     */
    private void checkIssuer(DcrCredentials client) {
        List<String> iss = parameters.get("iss");
        if (iss == null && client.issParameterSupported()) {
            throw new LoginFailedException(
                    400, "The answer does not say which server it is from (iss), and this server always does.");
        }
        String known = client.issuer().orElse(null);
        if (iss != null && known != null && !iss.get(0).equals(known)) {
            throw new LoginFailedException(400, "The answer is from another server (iss) than the user was sent to.");
        }
    }

    /** Prints which parameters there are. */
    @Override
    public String toString() {
        return "AuthorizationResponse" + parameters.keySet();
    }
}

package io.github.dcr4j.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.Secret;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint's error answer says (RFC 6749, section 5.2), fit for a message. Immutable and thread-safe.
 *
 * @param status the HTTP status
 * @param error the {@code error} code; {@code null} if there is none
 * @param description what it says in words; {@code null} if nothing
 */
public record TokenEndpointError(
        int status, @Nullable String error, @Nullable String description) {
    private static final int LONGEST = 64 * 1024;
    private static final Set<Integer> OF_UNKNOWN_CLIENTS = Set.of(400, 401, 403, 404, 422);
    /** About the grant or what the client may do: the client itself is known. */
    private static final Set<String> OF_KNOWN_CLIENTS =
            Set.of("invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope");

    private static final String CLIENT = "(?:oauth2? )?client(?:[ _-]?id)?";
    private static final Pattern UNKNOWN_CLIENT =
            Pattern.compile("(?i)\\b(?:unknown|unregistered|no such|nonexistent|invalid) "
                    + CLIENT + "\\b|\\b" + CLIENT
                    + "\\b[^.;]{0,60}\\b(?:is unknown|not found|not registered|unregistered"
                    + "|do(?:es)? not exist|doesn't exist|not recogni[sz]ed)\\b");

    /** Reads an answer; an empty one has neither code nor words. */
    public static TokenEndpointError of(int status, String body, Secret... ours) {
        String error = null;
        String description = null;
        if (body.length() <= LONGEST) {
            try {
                ObjectNode object = Json.object(body.getBytes(UTF_8));
                error = text(object.get("error"), ours);
                description = text(object.get("error_description"), ours);
            } catch (JsonProblem e) {
                // a page or a proxy's word: it is no error of OAuth
                return new TokenEndpointError(status, null, null);
            }
        }
        return new TokenEndpointError(status, error, description);
    }

    private static @Nullable String text(@Nullable JsonNode value, Secret... ours) {
        if (value == null || !value.isTextual()) {
            return null;
        }
        String cleaned = ServerText.clean(value.textValue(), ours);
        return cleaned.isEmpty() ? null : cleaned;
    }

    /**
     * Returns whether the server says that it does not know the client, or not with this authentication: by
     * {@code invalid_client}, or in words where servers use other codes.
     */
    public boolean rejectsClient() {
        if (status < 400 || status > 499 || error == null || OF_KNOWN_CLIENTS.contains(error)) {
            return false;
        }
        return error.equals("invalid_client")
                || (OF_UNKNOWN_CLIENTS.contains(status)
                        && description != null
                        && UNKNOWN_CLIENT.matcher(description).find());
    }

    /** Returns status, code and words as they go into a message. */
    public String told() {
        return new Refusal(error, description).told(status);
    }
}

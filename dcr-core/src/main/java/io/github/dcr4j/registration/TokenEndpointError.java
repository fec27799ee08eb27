package io.github.dcr4j.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.Secret;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.ServerText;
import io.github.dcr4j.registration.RejectionWords.Topic;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint's error answer says (RFC 6749, section 5.2), fit for a message. Immutable and thread-safe.
 *
 * @param status the HTTP status
 * @param error the {@code error} code; {@code null} if there is none
 * @param description what it says in words; {@code null} if nothing
 * @param rejection whether it rejects the client
 * @param ofCall whether its words are about the call: its assertion, or what it asks for
 */
public record TokenEndpointError(
        int status, @Nullable String error, @Nullable String description, Rejection rejection, boolean ofCall) {
    /** Whether an error rejects the client. */
    public enum Rejection {
        /** The server does not know the client, or not with these credentials. */
        CERTAIN,
        /** It may be so: to be confirmed before anything is replaced. */
        SUSPECTED,
        /** It is about something else. */
        NONE
    }

    private static final int LONGEST = 64 * 1024;
    private static final int LONGEST_WORDS = 8 * 1024;
    /** 200 because some servers answer every request so, with an {@code error} in place of a token. */
    private static final Set<Integer> OF_UNKNOWN_CLIENTS = Set.of(200, 400, 401, 403, 404, 422);

    /** About a code, a token, or what a known client asks for, whatever the words. */
    private static final Set<String> OF_KNOWN_CLIENTS = Set.of(
            "invalid_grant",
            "invalid_scope",
            "invalid_target",
            "unsupported_grant_type",
            "authorization_pending",
            "slow_down",
            "expired_token",
            "use_dpop_nonce",
            "invalid_dpop_proof");

    private static final List<String> WORDS = List.of("error_description", "message", "error_message", "detail");

    /**
     * Reads an answer.
     *
     * @param clientId the client that asked: servers quote it in the middle of a sentence
     * @param ours what is masked where the answer echoes it
     */
    public static TokenEndpointError of(int status, String body, String clientId, Secret... ours) {
        if (body.isBlank()) {
            return unread(status, status == 401 ? Rejection.SUSPECTED : Rejection.NONE);
        }
        if (body.length() > LONGEST) {
            return unread(status, Rejection.NONE);
        }
        try {
            ObjectNode object = Json.object(body.getBytes(UTF_8));
            boolean token = object.hasNonNull("access_token");
            String words = WORDS.stream()
                    .map(name -> text(object.get(name)))
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("");
            return of(status, token ? "" : text(object.get("error")), words, clientId, ours);
        } catch (JsonProblem e) {
            // a page or a proxy's word: it is no error of OAuth
            return unread(status, Rejection.NONE);
        }
    }

    private static TokenEndpointError unread(int status, Rejection rejection) {
        return new TokenEndpointError(status, null, null, rejection, false);
    }

    /** Reads a code and its description, from an authorization response for example. */
    public static TokenEndpointError of(int status, String error, String description, String clientId, Secret... ours) {
        String words = withoutId(description, clientId);
        return new TokenEndpointError(
                status,
                orNull(ServerText.clean(error, ours)),
                orNull(ServerText.clean(description, ours)),
                rejection(status, error, words),
                RejectionWords.ofCall(words));
    }

    private static String text(@Nullable JsonNode value) {
        return value != null && value.isTextual() ? value.textValue() : "";
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String withoutId(String description, String clientId) {
        String words = clientId.isEmpty() ? description : description.replace(clientId, " ");
        return words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) : words;
    }

    /** The words win over the code; where they do not say, the code counts, and then the status. */
    private static Rejection rejection(int status, String error, String description) {
        boolean invalidClient = error.equals("invalid_client") && status >= 400 && status <= 499;
        if (OF_KNOWN_CLIENTS.contains(error) || !(invalidClient || OF_UNKNOWN_CLIENTS.contains(status))) {
            return Rejection.NONE;
        }
        Topic topic = RejectionWords.topic(description);
        if (topic != Topic.UNCLEAR) {
            return topic == Topic.CLIENT ? Rejection.CERTAIN : Rejection.NONE;
        }
        // "invalid_client" is such a code, as are "bad_client_secret" and "deleted_client"
        if (RejectionWords.topic(error) == Topic.CLIENT) {
            return Rejection.CERTAIN;
        }
        if (error.equals("unauthorized_client")) {
            return status == 401 ? Rejection.CERTAIN : status == 403 ? Rejection.SUSPECTED : Rejection.NONE;
        }
        return status == 401 && !error.equals("invalid_request") ? Rejection.SUSPECTED : Rejection.NONE;
    }

    /**
     * Returns whether it rejects the client.
     *
     * @param byDocument whether the client's id is the address of its metadata document: a server that does not take
     *     that says so in words about the document, the host, or what is allowed. Words about the call, its assertion
     *     for example, refuse no document: such an error is {@link Rejection#SUSPECTED} at most
     */
    public Rejection rejection(boolean byDocument) {
        boolean invalidClient = "invalid_client".equals(error);
        // of the members of a document, whatever they are called
        boolean invalidDocument = "invalid_client_metadata".equals(error);
        if (!byDocument || !(invalidClient || invalidDocument) || status < 400 || status > 499) {
            return rejection;
        }
        if (invalidClient && ofCall) {
            return rejection == Rejection.CERTAIN ? Rejection.SUSPECTED : rejection;
        }
        return Rejection.CERTAIN;
    }

    /** Returns status, code and words as they go into a message. */
    public String describe() {
        return new Refusal(error, description).describe(status);
    }
}

package io.github.dcr4j.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.Members;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an error answer says (RFC 7591, section 3.2.2), whatever its form, fit for a message. Immutable.
 *
 * @param error the {@code error} code, if it has one
 * @param description what it says in words, if anything
 */
record Refusal(@Nullable String error, @Nullable String description) {
    private static final List<String> WORDS = List.of("error_description", "message", "detail", "title", "error");
    private static final List<String> OF_A_CLIENT =
            List.of("client_id", "client_secret", "registration_client_uri", "registration_access_token");

    /** Reads an error answer; what was sent in confidence and is echoed is masked. */
    static Refusal of(HttpAnswer answer) {
        try {
            ObjectNode object = Json.object(answer.text());
            JsonNode error = object.get("error");
            String code = error != null && error.isTextual() ? cleaned(error.textValue(), answer) : null;
            return new Refusal(code, words(object, code == null, answer));
        } catch (JsonProblem e) {
            return new Refusal(null, cleaned(Page.shown(answer.text().text()), answer));
        }
    }

    /**
     * Returns the error that a successful answer has in the place of a client; {@code null} if it has none, or anything
     * of a client beside it.
     */
    static @Nullable Refusal inPlaceOfAClient(HttpAnswer answer, Members members) {
        for (String name : OF_A_CLIENT) {
            if (members.hasValue(name)) {
                return null;
            }
        }
        Refusal refusal = of(answer);
        return refusal.error == null ? null : refusal;
    }

    private static @Nullable String words(ObjectNode object, boolean noCode, HttpAnswer answer) {
        for (String name : WORDS) {
            JsonNode value = object.get(name);
            boolean already = name.equals("error") && !noCode;
            if (value != null && !value.isNull() && !already) {
                return cleaned(value.isValueNode() ? value.asText() : value.toString(), answer);
            }
        }
        return null;
    }

    private static @Nullable String cleaned(String text, HttpAnswer answer) {
        String cleaned = answer.cleaned(text);
        return cleaned.isEmpty() ? null : cleaned;
    }

    /** Returns whether code or words name {@code topic}. */
    boolean mentions(String topic) {
        return (error != null && error.contains(topic)) || (description != null && description.contains(topic));
    }

    /** Returns whether the words hold {@code words}, which are in lower case. */
    boolean says(String words) {
        return description != null && description.toLowerCase(Locale.ROOT).contains(words);
    }

    boolean hasCode(String code) {
        return code.equals(error);
    }

    /** Returns status, code and words as they go into a message. */
    String describe(int status) {
        StringBuilder text = new StringBuilder().append(status);
        if (error != null) {
            text.append(' ').append(error);
        }
        if (description != null) {
            text.append(" (").append(description).append(')');
        }
        return text.toString();
    }

    /** The text of an answer that is no JSON. A class of its own, so that no other answer compiles these patterns. */
    private static final class Page {
        private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]{0,100}>([^<]*[^<\\s][^<]*)");
        // what no browser shows; to the end where an answer was cut in the middle of it
        private static final Pattern NOT_SHOWN = Pattern.compile("(?is)<(style|script)\\b.*?(?:</\\1[^>]{0,100}>|\\z)");
        private static final Pattern TAG = Pattern.compile("<[^>]{0,500}>");

        private Page() {}

        /** Returns the title of a page, or else the text a browser would show. */
        static String shown(String page) {
            Matcher title = TITLE.matcher(page);
            if (title.find()) {
                return title.group(1);
            }
            return TAG.matcher(NOT_SHOWN.matcher(page).replaceAll(" ")).replaceAll(" ");
        }
    }
}

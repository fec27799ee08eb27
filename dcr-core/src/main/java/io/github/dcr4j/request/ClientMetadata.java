package io.github.dcr4j.request;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.http.EndpointUrl;
import java.util.Arrays;
import java.util.Collections;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may stand in the members of a registration (RFC 7591, section 2). */
public final class ClientMetadata {
    private static final Set<String> HUMAN_READABLE =
            Set.of("client_name", "client_uri", "logo_uri", "policy_uri", "tos_uri");
    private static final Set<String> OWN_METHODS = Set.of(
            "redirect_uris",
            "token_endpoint_auth_method",
            "grant_types",
            "response_types",
            "scope",
            "application_type",
            "client_name",
            "client_uri",
            "logo_uri",
            "policy_uri",
            "tos_uri",
            "contacts",
            "software_id",
            "software_version",
            "software_statement",
            "jwks_uri",
            "jwks");
    private static final Set<String> PRESENTATIONAL = Set.of(
            "client_name",
            "client_uri",
            "logo_uri",
            "policy_uri",
            "tos_uri",
            "contacts",
            "software_id",
            "software_version",
            "software_statement");
    private static final Set<String> SERVERS_ONLY = Set.of(
            "client_id",
            "client_secret",
            "client_id_issued_at",
            "client_secret_expires_at",
            "registration_access_token",
            "registration_client_uri");
    private static final Set<String> PRIVATE_KEY_MEMBERS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private static final Pattern RESPONSE_TYPE = Pattern.compile("\\w+( \\w+)*+");

    private ClientMetadata() {}

    /**
     * Returns whether a member leaves the client's abilities as they are: what users see, what has a place of its own
     * in the key, and the software statement, which is signed anew while it says the same.
     */
    static boolean presentational(String name) {
        int language = name.indexOf('#');
        return PRESENTATIONAL.contains(language < 0 ? name : name.substring(0, language));
    }

    public static String text(String property, String value) {
        if (Objects.requireNonNull(value, property).isBlank()) {
            throw new IllegalArgumentException(property + " must not be blank");
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw new IllegalArgumentException(
                        property + " must hold no control character: '" + printable(value) + "'");
            }
        }
        return value;
    }

    public static String consumer(String consumer) {
        text("consumer", consumer);
        if (userInformation(consumer)) {
            int host = consumer.indexOf("//") + 2;
            int path = consumer.indexOf('/', host);
            int at = consumer.lastIndexOf('@', path < 0 ? consumer.length() : path);
            throw new IllegalArgumentException("consumer must hold no user information: '"
                    + printable(consumer.substring(0, host) + consumer.substring(at + 1)) + "'");
        }
        return consumer;
    }

    private static boolean userInformation(String consumer) {
        String scheme = consumer.substring(0, Math.min(consumer.length(), "https://".length()))
                .toLowerCase(Locale.ROOT);
        if (!scheme.startsWith("http://") && !scheme.equals("https://")) {
            return false;
        }
        int at = consumer.indexOf('@');
        int path = consumer.indexOf('/', consumer.indexOf("//") + 2);
        return at >= 0 && (path < 0 || at < path);
    }

    public static String ascii(String property, String value, int longest) {
        text(property, value);
        if (value.length() > longest || !value.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)) {
            throw new IllegalArgumentException(
                    property + " must be at most " + longest + " printable ASCII characters; it has " + value.length());
        }
        return value;
    }

    public static String webPage(String property, String value) {
        return EndpointUrl.ofOperator(property, value).text();
    }

    public static List<String> grants(List<String> grants) {
        if (grants.isEmpty()) {
            throw new IllegalArgumentException("grantTypes must name at least one grant");
        }
        for (String grant : grants) {
            ascii("grantTypes", grant, 255);
            if (grant.indexOf(' ') >= 0) {
                throw new IllegalArgumentException(
                        "grantTypes '" + grant + "' must hold no space; give several grants one by one");
            }
            if (grant.equals("implicit") || grant.equals("password")) {
                throw new IllegalArgumentException("grantTypes '" + grant
                        + "' is not registered: RFC 9700, sections 2.1.2 and 2.4, advises against it");
            }
        }
        return grants.stream().distinct().toList();
    }

    /** Each is one name or several, separated by spaces, whose order says nothing (RFC 6749, section 3.1.1). */
    public static List<String> responses(List<String> responses) {
        for (String response : responses) {
            ascii("responseTypes", response, 255);
            if (!RESPONSE_TYPE.matcher(response).matches()) {
                throw new IllegalArgumentException(
                        "responseTypes '" + response + "' must be names separated by one space each");
            }
            if (List.of(response.split(" ", -1)).contains("token")) {
                throw new IllegalArgumentException("responseTypes '" + response
                        + "' is not registered: RFC 9700, section 2.1.2, advises against tokens in authorization"
                        + " responses");
            }
        }
        return responses.stream().distinct().toList();
    }

    public static List<TokenEndpointAuthMethod> methods(String property, TokenEndpointAuthMethod... methods) {
        if (methods.length == 0) {
            throw new IllegalArgumentException(property + " must name at least one method");
        }
        return Arrays.stream(methods).distinct().toList();
    }

    public static List<String> contacts(List<String> contacts) {
        contacts.forEach(contact -> text("contacts", contact));
        return contacts;
    }

    /** Returns the value of a human-readable member in one language: its own kind of value, whatever the language. */
    public static String localizedValue(String name, String value) {
        return name.contains("_uri#") ? webPage(name, value) : text(name, value);
    }

    public static String localizedName(String member, String languageTag) {
        if (!HUMAN_READABLE.contains(member)) {
            throw new IllegalArgumentException("member '" + printable(member) + "' has no languages; these have: "
                    + HUMAN_READABLE.stream().sorted().toList());
        }
        try {
            return member + "#"
                    + new Locale.Builder().setLanguageTag(languageTag).build().toLanguageTag();
        } catch (IllformedLocaleException e) {
            throw new IllegalArgumentException(
                    "languageTag '" + printable(languageTag) + "' is no BCP 47 language tag", e);
        }
    }

    public static String furtherName(String name) {
        ascii("metadata name", name, 128);
        if (OWN_METHODS.contains(name)) {
            throw new IllegalArgumentException("metadata '" + name + "' has a builder method of its own");
        }
        if (SERVERS_ONLY.contains(name)) {
            throw new IllegalArgumentException("metadata '" + name + "' is the server's to set");
        }
        return name;
    }

    public static Map<String, Object> publicKeys(Map<String, ?> jwks) {
        if (!(jwks.get("keys") instanceof List<?> keys) || keys.isEmpty()) {
            throw new IllegalArgumentException("jwks must have a member 'keys', a list with at least one key");
        }
        for (Object key : keys) {
            if (!(key instanceof Map<?, ?> members)) {
                throw new IllegalArgumentException("jwks: every key must be a map of members");
            }
            for (String name : PRIVATE_KEY_MEMBERS) {
                if (members.containsKey(name)) {
                    throw new IllegalArgumentException(
                            "jwks holds a private or symmetric key (member '" + name + "'): give public keys only");
                }
            }
        }
        return jsonMap("jwks", jwks);
    }

    /** Returns an immutable copy of a value that JSON can express. */
    public static Object json(String name, @Nullable Object value) {
        if (value instanceof String || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            return value;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(element -> json(name, element)).toList();
        }
        if (value instanceof Map<?, ?> map) {
            return jsonMap(name, map);
        }
        throw new IllegalArgumentException("metadata '" + printable(name)
                + "' must be a string, a boolean, an integer, or a list or map of such; it is "
                + (value == null ? "null" : value.getClass().getName()));
    }

    private static Map<String, Object> jsonMap(String name, Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), json(name, value)));
        return Collections.unmodifiableMap(copy);
    }

    public static String printable(String text) {
        return ForeignText.of(text).toString();
    }
}

package io.github.dcr4j.registration;

import io.github.dcr4j.Secret;
import io.github.dcr4j.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The client metadata to be registered (RFC 7591, section 2), under the names registered with IANA. It holds no
 * secret. Immutable and thread-safe.
 */
public final class RegistrationRequest {
    // what a server assigns (RFC 7591, section 3.2.1; RFC 7592, section 3)
    private static final Set<String> ASSIGNED_BY_SERVER = Set.of(
            "client_id",
            "client_secret",
            "client_id_issued_at",
            "client_secret_expires_at",
            "registration_access_token",
            "registration_client_uri");

    // what is asked for is kept in a key, and twice more with what is registered
    private static final int LONGEST = 64 * 1024;

    // far below what a reader takes
    private static final int PLAIN = 8 * 1024;
    private static final int LONGEST_PLAIN_NAME = 64;
    private static final String STATEMENT = "software_statement";

    private final List<String> redirectUris;
    private final @Nullable String scope;
    private final byte[] json;
    private final Map<String, Object> members;

    private RegistrationRequest(Builder builder) {
        List<String> uris = new ArrayList<>();
        if (builder.members.get("redirect_uris") instanceof List<?> given) {
            for (Object uri : given) {
                uris.add(String.valueOf(uri));
            }
        }
        redirectUris = List.copyOf(uris);
        scope = builder.members.get("scope") instanceof String text ? text : null;
        members = new TreeMap<>(builder.members);
        json = Json.bytes(members);
    }

    /** Starts empty metadata. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the {@code redirect_uris}; empty when none are registered. */
    public List<String> redirectUris() {
        return redirectUris;
    }

    /** Returns {@code scope}, its tokens separated by spaces; {@code null} when none are asked for. */
    public @Nullable String scope() {
        return scope;
    }

    /** Returns the JSON object in UTF-8, its members sorted by name: equal metadata is equal text. */
    public byte[] json() {
        return json.clone();
    }

    /** Returns the members by their names, which the caller does not change. */
    public Map<String, Object> members() {
        return members;
    }

    /** Returns {@code software_statement}, which vouches for its holder; {@code null} if there is none. */
    public @Nullable Secret softwareStatement() {
        return members.get(STATEMENT) instanceof String statement ? Secret.of(statement) : null;
    }

    /** Returns the same metadata with this statement; without one, this. */
    public RegistrationRequest with(@Nullable Secret statement) {
        return statement == null ? this : with(STATEMENT, statement.reveal());
    }

    /** Returns the same metadata with this value of the member, which is left out if it is empty. */
    public RegistrationRequest with(String name, Object value) {
        Builder builder = builder();
        builder.members.putAll(members);
        return builder.member(name, value).build();
    }

    /** Returns the JSON object in lines for people, a software statement masked. */
    public String printable() {
        Map<String, Object> shown = new TreeMap<>(members);
        shown.computeIfPresent(STATEMENT, (name, statement) -> "***");
        return Json.lines(shown);
    }

    /**
     * Returns why an answer that repeats all of this, as it shall (RFC 7591, section 3.2.1), could not be read or kept;
     * {@code null} if it could.
     */
    public @Nullable String unreadable() {
        int length = json.length - lengthOfStatement();
        if (length > LONGEST) {
            return "it is " + length + " bytes long, and at most " + LONGEST + " can be kept";
        }
        return isPlain() ? null : Json.problemOf(json);
    }

    /** What is short, and made of texts and lists of texts under plain names, is within every limit of a reader. */
    private boolean isPlain() {
        if (json.length > PLAIN) {
            return false;
        }
        for (Map.Entry<String, Object> member : members.entrySet()) {
            Object value = member.getValue();
            boolean plain = value instanceof String || value instanceof Boolean || isListOfTexts(value);
            if (!plain || !isPlainName(member.getKey())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isListOfTexts(Object value) {
        if (!(value instanceof List<?> list)) {
            return false;
        }
        for (Object element : list) {
            if (!(element instanceof String)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlainName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > '~') {
                return false;
            }
        }
        return name.length() <= LONGEST_PLAIN_NAME;
    }

    /** A statement is no part of a key, and has a bound of its own. */
    private int lengthOfStatement() {
        return members.get(STATEMENT) instanceof String statement ? statement.length() : 0;
    }

    /** Returns the lower-case hex SHA-256 of {@link #json()}, by which a refusal is tied to what was refused. */
    public String digest() {
        return Json.sha256(json);
    }

    /** Collects metadata. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Object> members = new TreeMap<>();

        private Builder() {}

        /** Sets {@code redirect_uris}; an empty list leaves the member out. */
        public Builder redirectUris(List<String> redirectUris) {
            return member("redirect_uris", redirectUris);
        }

        /** Sets {@code token_endpoint_auth_method}. */
        public Builder tokenEndpointAuthMethod(String wireName) {
            return member("token_endpoint_auth_method", wireName);
        }

        /** Sets {@code grant_types}; an empty list leaves the member out. */
        public Builder grantTypes(List<String> grantTypes) {
            return member("grant_types", grantTypes);
        }

        /** Sets {@code response_types}; an empty list is sent, because to leave it out means {@code code}. */
        public Builder responseTypes(List<String> responseTypes) {
            return member("response_types", responseTypes);
        }

        /**
         * Sets the scopes, on the wire one string joined with spaces (RFC 6749, section 3.3); none leave the member
         * out.
         */
        public Builder scopes(List<String> scopes) {
            return member("scope", scopes.isEmpty() ? null : String.join(" ", scopes));
        }

        /**
         * Sets any member. {@code null} and an empty list leave it out, because some servers refuse them; but an empty
         * {@code response_types} is sent, because without it a server takes {@code code} (RFC 7591, section 2).
         *
         * @param value a string, a boolean, a whole or decimal number, or a list or map of such
         * @throws IllegalArgumentException for a name that only a server assigns, or a value of another type
         */
        public Builder member(String name, @Nullable Object value) {
            Objects.requireNonNull(name, "name");
            if (name.isBlank() || ASSIGNED_BY_SERVER.contains(name)) {
                throw new IllegalArgumentException("metadata member '" + name + "' cannot be asked for");
            }
            boolean empty = List.of().equals(value) && !name.equals("response_types");
            if (value == null || empty) {
                members.remove(name);
            } else {
                members.put(name, copied(name, value));
            }
            return this;
        }

        private static Object copied(String name, @Nullable Object value) {
            boolean text = value instanceof String string && Json.wellFormed(string);
            boolean number = value instanceof Integer
                    || value instanceof Long
                    || value instanceof BigInteger
                    || value instanceof BigDecimal;
            if (value != null && (text || number || value instanceof Boolean)) {
                return value;
            }
            if (value instanceof List<?> list) {
                List<Object> copy = new ArrayList<>(list.size());
                for (Object element : list) {
                    copy.add(copied(name, element));
                }
                return List.copyOf(copy);
            }
            if (value instanceof Map<?, ?> map) {
                Map<String, Object> copy = new TreeMap<>();
                map.forEach((key, element) -> copy.put(String.valueOf(key), copied(name, element)));
                return copy;
            }
            throw new IllegalArgumentException("metadata member '" + name
                    + "' must be made of strings, booleans, whole or decimal numbers, lists and maps, not "
                    + (value == null ? "null" : value.getClass().getSimpleName()));
        }

        /** Returns the metadata. */
        public RegistrationRequest build() {
            return new RegistrationRequest(this);
        }
    }
}

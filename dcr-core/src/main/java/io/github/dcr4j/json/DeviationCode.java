package io.github.dcr4j.json;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a server did that was not expected of it and could be read safely. */
public enum DeviationCode {
    /** {@code issuer} has a terminating slash more or less than the expected one, and no path. */
    ISSUER_TERMINATING_SLASH("the issuer differs by its terminating slash (RFC 8414, section 3.3)"),
    /** The document does not name its issuer, and the request accepts that. */
    ISSUER_MISSING("the document does not name its issuer (RFC 8414, section 2)"),
    /** A well-known address answered 200 with something that is no metadata; the next one was tried. */
    NO_METADATA("a well-known address answers 200 without metadata (RFC 8414, section 3.2)"),
    /** A well-known address answered 502; the next one was tried. */
    GATEWAY_ERROR("a well-known address answers with a gateway's error"),
    /** Another media type than {@code application/json}. */
    MEDIA_TYPE("the media type is not application/json (RFC 8414, section 3.2; RFC 7591, section 3.2.1)"),
    /** A body in another charset than UTF-8, which its {@code Content-Type} names. */
    CHARSET("the body is not UTF-8 (RFC 8259, section 8.1)"),
    /** A compressed body, although none was asked for. */
    CONTENT_ENCODING("the body is encoded although that was not asked for (RFC 9110, section 12.5.3)"),
    /** A registration answered with 200 where 201 is due, or a read or update with 201 where 200 is. */
    STATUS("the status is not the one that is due (RFC 7591, section 3.2.1; RFC 7592, section 3)"),
    /** A member that is required is missing. */
    MISSING_MEMBER("a required member is missing (RFC 7591, section 3.2.1; RFC 7592, section 3)"),
    /** A member is {@code null}; it counts as absent. */
    NULL_MEMBER("a member is null instead of left out"),
    /** A member is empty; it counts as absent. */
    EMPTY_MEMBER("a member is empty instead of left out (RFC 8414, section 3.2)"),
    /** A member has a type that cannot be used; it counts as absent. */
    WRONG_TYPE("a member has another type than its definition"),
    /** A whole number where a string is due. */
    NUMBER_FOR_STRING("a number stands for a string"),
    /** A string where a number is due. */
    STRING_FOR_NUMBER("a string stands for a number"),
    /** A string where an array is due. */
    STRING_FOR_ARRAY("a string stands for an array"),
    /** An array of one string where a string is due. */
    ARRAY_FOR_STRING("an array stands for a string"),
    /** A list has elements that cannot be used. */
    ELEMENT_LEFT_OUT("a list holds elements that cannot be used"),
    /** White space in or around an element of a list. */
    WHITE_SPACE("an element of a list holds white space that has no place there (RFC 6749, appendix A)"),
    /** Scopes as an array, or under another name. */
    SCOPE_SHAPE("the scopes are no string of tokens (RFC 7591, section 2)"),
    /** A time with a fraction. */
    FRACTION("a time is no whole number of seconds (RFC 7591, section 3.2.1)"),
    /** A time in milliseconds. */
    MILLISECONDS("a time is in milliseconds instead of seconds (RFC 7591, section 3.2.1)"),
    /** A time that cannot be meant. */
    TIME_OUT_OF_RANGE("a time is out of all range (RFC 7591, section 3.2.1)"),
    /** Only one of the two members by which a client is managed. */
    MANAGEMENT_INCOMPLETE("only one of registration_client_uri and registration_access_token (RFC 7592, section 3)"),
    /** A relative address where an absolute one is due. */
    RELATIVE_URL("an address is relative (RFC 7592, section 3)"),
    /** An address that must not be used. */
    UNUSABLE_URL("an address is no https URL"),
    /** A token that no header can carry. */
    UNUSABLE_TOKEN("the token is no bearer token (RFC 6750, section 2.1)"),
    /** The hash of a secret, or a mask, where the secret is due; the stored secret stays. */
    STORED_SECRET("the client secret is a hash of it or a mask (RFC 7591, section 3.2.1; RFC 7592, section 3)"),
    /** An address that would run in the browser of a user who is shown it; it was left out. */
    ACTIVE_CONTENT_URL("an address would run as a script in a browser (RFC 7591, section 5)"),
    /** More scopes than were asked for. */
    SCOPE_WIDENED("more scopes were registered than asked for"),
    /** More redirect URIs than were asked for. */
    REDIRECT_URI_ADDED("more redirect URIs were registered than asked for"),
    /** More grants than were asked for. */
    GRANT_ADDED("more grants were registered than asked for"),
    /** Fewer scopes than were asked for. */
    SCOPE_NARROWED("fewer scopes were registered than asked for"),
    /** Scopes that the server refused; it was asked once more without them. */
    SCOPE_LEFT_OUT("scopes were refused and left out of the registration"),
    /** An authentication method that was not asked for and can be used. */
    AUTH_METHOD_REPLACED("another authentication method was registered than asked for"),
    /** A grant that was asked for by default and is not needed. */
    GRANT_LEFT_OUT("a grant was left out"),
    /**
     * An endpoint whose address leads to a machine or a network that a server's document must not name; it was left
     * out.
     */
    SPECIAL_ADDRESS("an endpoint is at an address that is not dialled"),
    /** A second metadata document of the server that cannot be used; it was left out. */
    DOCUMENT_LEFT_OUT(
            "another metadata document of the server names another issuer, or an endpoint that must not be used (RFC 8414,"
                    + " section 3.3)"),
    /** The client would be managed on another origin; the token is not sent there. */
    FOREIGN_URL("the client's management address is on another origin"),
    /** Another secret than the stored one, which stays: nothing but the answer shows that it was replaced. */
    SECRET_UNPROVEN("another client secret, and nothing else shows that it was renewed"),
    /** A member that binds nothing here; it was dropped. */
    UNSOLICITED_MEMBER("a member that has no place there");

    private static final Set<DeviationCode> ALLOWED = EnumSet.of(
            GRANT_ADDED,
            SCOPE_NARROWED,
            SCOPE_LEFT_OUT,
            AUTH_METHOD_REPLACED,
            GRANT_LEFT_OUT,
            FOREIGN_URL,
            SPECIAL_ADDRESS,
            SECRET_UNPROVEN,
            UNSOLICITED_MEMBER);

    private final String sentence;

    DeviationCode(String sentence) {
        this.sentence = sentence;
    }

    /** Returns whether the standards forbid it; otherwise a server may do so, though it surprises. */
    public boolean forbidden() {
        return !ALLOWED.contains(this);
    }

    /** Returns it in words. */
    public String sentence() {
        return sentence;
    }

    /** Returns the code in kebab case, as events and logs have it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package io.github.dcr4j.json;

/**
 * Text that is not the JSON object that was expected. It tells what is wrong and where, never what the text holds: the
 * text may hold a secret. A parser's own exception quotes its input and is therefore not kept as the cause.
 */
public final class JsonProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** What is wrong with the text. */
    enum Code {
        /** It is empty. */
        EMPTY("is empty"),
        /** It is not UTF-8 (RFC 8259, section 8.1). */
        NOT_UTF_8("is not UTF-8"),
        /** It does not follow the grammar of RFC 8259, or ends too early. */
        MALFORMED("is not well-formed JSON"),
        /** A member occurs twice in one object (RFC 8259, section 4). */
        DUPLICATE_MEMBER("has a member twice"),
        /** Something follows the value. */
        TRAILING_TEXT("goes on after its end"),
        /** It is deeper, longer or has longer numbers or strings than is read. */
        TOO_LARGE("exceeds a limit of nesting, length or number of values"),
        /** A string holds half of a surrogate pair (RFC 8259, section 8.2). */
        LONE_SURROGATE("has a string that is not Unicode text"),
        /** It is JSON, but not an object. */
        NOT_AN_OBJECT("is JSON, but not an object");

        private final String sentence;

        Code(String sentence) {
            this.sentence = sentence;
        }
    }

    JsonProblem(Code code) {
        super(code.sentence);
        this.code = code;
    }

    /**
     * Creates the problem at a place.
     *
     * @param position the character, counted from 0
     */
    JsonProblem(Code code, long position) {
        super(code.sentence + " (at character " + position + ")");
        this.code = code;
    }

    Code code() {
        return code;
    }
}

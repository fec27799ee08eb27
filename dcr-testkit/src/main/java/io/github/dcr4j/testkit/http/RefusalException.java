package io.github.dcr4j.testkit.http;

/** Ends the processing of a call with an error answer. */
public final class RefusalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    public RefusalException(Reply reply) {
        super("status " + reply.status(), null, false, false);
        this.reply = reply;
    }

    public static RefusalException of(String code, String description) {
        return new RefusalException(Reply.error(400, code, description));
    }

    public Reply reply() {
        return reply;
    }
}

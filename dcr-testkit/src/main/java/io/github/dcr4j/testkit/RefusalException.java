package io.github.dcr4j.testkit;

/** Ends the processing of a call with an error answer. */
final class RefusalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    RefusalException(Reply reply) {
        super("status " + reply.status(), null, false, false);
        this.reply = reply;
    }

    static RefusalException of(String code, String description) {
        return new RefusalException(Reply.error(400, code, description));
    }

    Reply reply() {
        return reply;
    }
}

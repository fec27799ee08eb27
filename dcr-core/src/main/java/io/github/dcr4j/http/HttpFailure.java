package io.github.dcr4j.http;

import io.github.dcr4j.ForeignException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** No answer came. It tells why, and whether anything had been sent by then; its message holds no secret. */
public final class HttpFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private static final List<String> LIBRARIES =
            List.of("java.", "javax.", "jdk.", "sun.", "kotlin.", "okio.", "okhttp3.");

    private final Kind kind;
    private final boolean begun;

    /** Why no answer came. */
    enum Kind {
        /** The address was refused before anything was dialled. */
        BAD_ADDRESS(false, "its address cannot be used"),
        /** The host name could not be resolved. */
        NOT_RESOLVED(true, "its host name is not known here; check the name, and the DNS of this machine"),
        /** No connection could be made. */
        NOT_CONNECTED(true, "no connection could be made; check host, port, proxy and firewall"),
        /** The TLS handshake failed. */
        TLS(false, "the TLS handshake failed; check that its certificate is valid for the host and trusted here"),
        /** The time was up. */
        TIMEOUT(true, "no answer came in time"),
        /** The connection broke, or what came was not HTTP. */
        BROKEN(true, "the connection broke before there was an answer"),
        /** More came than is read, of headers or of what stands between parts of the body. */
        TOO_MUCH(false, "the server sent more than is read for an answer"),
        /**
         * Something of the caller's HTTP client failed; as nothing is known of it, it may pass like any failure of a
         * call.
         */
        INTERCEPTOR(true, "an interceptor or listener of the HTTP client that was handed in failed"),
        /** There was an answer, but its body had been read already. */
        BODY_TAKEN(
                false,
                "the answer cannot be read, because an interceptor of the HTTP client that was handed in has read or"
                        + " closed its body; let it read a copy (Response.peekBody)"),
        /** The thread was interrupted. */
        INTERRUPTED(true, "the thread was interrupted");

        private final boolean retryable;
        private final String sentence;

        Kind(boolean retryable, String sentence) {
            this.retryable = retryable;
            this.sentence = sentence;
        }
    }

    /**
     * Creates a failure.
     *
     * @param begun whether any part of the request may have left this machine
     * @param cause what happened; what it quotes is cleaned, a name in a certificate, say
     */
    HttpFailure(Kind kind, boolean begun, @Nullable Throwable cause) {
        super(kind.sentence, cause == null ? null : ForeignException.printable(cause));
        this.kind = kind;
        this.begun = begun;
    }

    /** Creates the failure of a call to {@code url}, whose address was refused: nothing was dialled. */
    HttpFailure(RefusedAddressException refused, EndpointUrl url) {
        super(refused.why(url.egress().optionNames()));
        this.kind = Kind.BAD_ADDRESS;
        this.begun = false;
    }

    private HttpFailure(String message, boolean begun, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Kind.INTERCEPTOR;
        this.begun = begun;
    }

    /**
     * Creates the failure of a call that failed in the caller's own code. The message tells what was thrown and where;
     * what the exception says may quote an answer, and is left out.
     *
     * @param begun whether any part of the request may have left this machine
     */
    static HttpFailure above(Exception e, boolean begun) {
        String where = Stream.of(e.getStackTrace())
                .filter(frame -> LIBRARIES.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst()
                .map(frame -> " at " + frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .orElse("");
        Throwable cause = e instanceof Exchange.RepeatedException ? e : null;
        String what = cause == null ? e.getClass().getName() + where : e.getMessage();
        return new HttpFailure(Kind.INTERCEPTOR.sentence + ": " + what, begun, cause);
    }

    Kind kind() {
        return kind;
    }

    /** Returns whether the host is not known, or took no connection. */
    public boolean notConnected() {
        return kind == Kind.NOT_RESOLVED || kind == Kind.NOT_CONNECTED;
    }

    public boolean begun() {
        return begun;
    }

    public boolean retryable() {
        return kind.retryable;
    }
}

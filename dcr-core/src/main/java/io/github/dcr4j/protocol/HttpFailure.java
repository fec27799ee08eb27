package io.github.dcr4j.protocol;

import io.github.dcr4j.ForeignException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** No answer came. It tells why, and whether anything had been sent by then; its message holds no secret. */
final class HttpFailure extends IOException {
    private static final long serialVersionUID = 1L;

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

    /** Creates the failure of a call whose address was refused: nothing was dialled. */
    HttpFailure(RefusedAddressException refused) {
        super(refused.getMessage());
        this.kind = Kind.BAD_ADDRESS;
        this.begun = false;
    }

    Kind kind() {
        return kind;
    }

    boolean begun() {
        return begun;
    }

    boolean retryable() {
        return kind.retryable;
    }
}

package io.github.dcr4j.store;

import io.github.dcr4j.ForeignText;
import java.time.Duration;
import java.util.Objects;

/**
 * A client's metadata document that the authorization server of a key did not take
 * (draft-ietf-oauth-client-id-metadata-document): no replica offers it there for a while. Immutable and thread-safe.
 *
 * @param digest of the document, its address included and the client's keys left out: another document is not held back
 * @param lasts for how long it is not offered, or how much of that is left
 * @param why what the server said, for operators, without secrets
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public record RefusedDocument(String digest, Duration lasts, String why) {
    /** Checks that it lasts. */
    public RefusedDocument {
        Objects.requireNonNull(digest, "digest");
        if (lasts.isNegative() || lasts.isZero()) {
            throw new IllegalArgumentException("lasts must be more than zero: " + lasts);
        }
        why = ForeignText.line(why);
    }

    /** Prints for how long and why. */
    @Override
    public String toString() {
        return "RefusedDocument[lasts=" + lasts + ", why=" + ForeignText.printed(why) + "]";
    }
}

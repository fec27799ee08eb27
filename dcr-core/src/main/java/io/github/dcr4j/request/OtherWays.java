package io.github.dcr4j.request;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ways to a client that a request has besides registration. Immutable and thread-safe.
 *
 * @param preRegistered a client that an operator registered by hand; {@code null} for none
 * @param document the client's metadata document; {@code null} for none
 */
public record OtherWays(
        @Nullable PreRegistered preRegistered, @Nullable DocumentPlan document) {
    /** Registration is the only way. */
    public static final OtherWays NONE = new OtherWays(null, null);

    /**
     * A client that an operator registered by hand.
     *
     * @param issuer the server that has it; nothing of it goes to another
     * @param clientSecret asked for each time the client is handed out; {@code null} for a client without one
     */
    public record PreRegistered(
            String issuer, String clientId, @Nullable Supplier<Secret> clientSecret) {
        public PreRegistered {
            Objects.requireNonNull(issuer, "issuer");
            if (clientId.isBlank() || !clientId.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                throw new IllegalArgumentException(
                        "clientId must be printable ASCII characters, and not blank (RFC 6749," + " appendix A.1): "
                                + ForeignText.of(clientId));
            }
        }

        /** Prints the client id cleaned, and no secret. */
        @Override
        public String toString() {
            return "PreRegistered[issuer=" + ForeignText.of(issuer) + ", clientId=" + ForeignText.of(clientId) + "]";
        }
    }

    /** Returns whether registration is the only way. */
    public boolean isNone() {
        return preRegistered == null && document == null;
    }

    /** Returns what makes clients of requests that differ in it two. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (preRegistered != null) {
            lines.add("pre-registered=" + preRegistered.clientId());
            // one with a secret authenticates by another method than one without
            lines.add("pre-registered-secret=" + (preRegistered.clientSecret() != null));
        }
        if (document != null) {
            lines.add("document-id=" + document.clientId());
        }
        return lines;
    }

    /** Returns why the pre-registered client must not be used at {@code upstream}; {@code null} if it may. */
    @Nullable
    String elsewhere(Upstream upstream) {
        if (preRegistered == null) {
            return null;
        }
        String issuer = upstream.issuer() == null ? upstream.declaredIssuer() : upstream.issuer();
        return preRegistered.issuer().equals(issuer)
                ? null
                : "client " + ForeignText.of(preRegistered.clientId()) + " is registered by hand at "
                        + ForeignText.of(preRegistered.issuer()) + ", and is not used at "
                        + (issuer == null
                                ? "a server whose issuer is not known; name it: issuer(…)"
                                : ForeignText.of(issuer));
    }
}

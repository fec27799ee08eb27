package io.github.dcr4j;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client that exists at the authorization server and that no store here uses: it could be neither kept nor deleted.
 * An operator deletes it there. Immutable and thread-safe.
 *
 * @param clientId its {@code client_id}, as the server issued it
 * @param registrationClientUri its management address (RFC 7592, section 3), when the server gave one
 * @see DcrException an example
 */
public record DcrOrphan(ForeignText clientId, @Nullable URI registrationClientUri) {
    public DcrOrphan {
        Objects.requireNonNull(clientId, "clientId");
    }

    /** Creates one from the text of a client id. */
    public DcrOrphan(String clientId, @Nullable URI registrationClientUri) {
        this(ForeignText.of(clientId), registrationClientUri);
    }

    /** Prints the client id and the address without its query, which some servers use as a credential. */
    @Override
    public String toString() {
        return "DcrOrphan[clientId=" + clientId + ", registrationClientUri="
                + (registrationClientUri == null ? "none" : PrintableText.address(registrationClientUri)) + "]";
    }
}

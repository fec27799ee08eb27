package io.github.dcr4j;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client that exists at the authorization server and is out of reach from here: it could be neither kept nor given back, or
 * nobody has the token that manages it.
 * An operator deletes it there. Immutable and thread-safe.
 *
 * @param clientId its {@code client_id}
 * @param registrationClientUri its management address (RFC 7592, section 3), when the server gave one
 */
public record DcrOrphan(String clientId, @Nullable URI registrationClientUri) {
    public DcrOrphan {
        Objects.requireNonNull(clientId, "clientId");
    }

    /** Prints the client id and the address without its query, which some servers use as a credential. */
    @Override
    public String toString() {
        return "DcrOrphan[clientId=" + clientId + ", registrationClientUri="
                + (registrationClientUri == null ? "none" : PrintableUri.of(registrationClientUri)) + "]";
    }
}

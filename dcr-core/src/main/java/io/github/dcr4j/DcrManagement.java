package io.github.dcr4j;

import java.net.URI;
import java.util.Objects;

/**
 * What it takes to read, update or delete a registered client at the authorization server (RFC 7592, section 3).
 *
 * <p>Immutable and thread-safe. A server may replace the token on every call; calls that can rotate it therefore run
 * under a lease, see {@code DcrCoordination}.
 *
 * @param clientId the client, {@code client_id}
 * @param registrationClientUri where it is managed, {@code registration_client_uri}, exactly as the server gave it
 * @param registrationAccessToken the bearer token for it, {@code registration_access_token}
 */
public record DcrManagement(String clientId, URI registrationClientUri, Secret registrationAccessToken) {
    public DcrManagement {
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(registrationClientUri, "registrationClientUri");
        Objects.requireNonNull(registrationAccessToken, "registrationAccessToken");
    }

    /** Prints the client id and the address without its query, which some servers use as a credential. */
    @Override
    public String toString() {
        return "DcrManagement[clientId=" + ForeignText.of(clientId) + ", registrationClientUri="
                + PrintableText.address(registrationClientUri) + "]";
    }
}

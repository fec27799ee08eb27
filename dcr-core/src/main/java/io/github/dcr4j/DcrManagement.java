package io.github.dcr4j;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to read, update or delete a registered client at the authorization server (RFC 7592, section 3).
 *
 * <p>Immutable and thread-safe; equality is by value. A server may replace the token on every call; calls that can
 * rotate it therefore run under a lease, see {@code DcrCoordination}.
 *
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public final class DcrManagement {
    private final String clientId;
    /** A parsed address takes four times the heap of its text, and stores keep many. */
    private final String registrationClientUri;

    private final Secret registrationAccessToken;

    /**
     * Creates management data.
     *
     * @param clientId the client, {@code client_id}
     * @param registrationClientUri where it is managed, {@code registration_client_uri}, exactly as the server gave it
     * @param registrationAccessToken the bearer token for it, {@code registration_access_token}
     */
    public DcrManagement(String clientId, URI registrationClientUri, Secret registrationAccessToken) {
        this.clientId = Objects.requireNonNull(clientId, "clientId");
        this.registrationClientUri = Objects.requireNonNull(registrationClientUri, "registrationClientUri")
                .toString();
        this.registrationAccessToken = Objects.requireNonNull(registrationAccessToken, "registrationAccessToken");
    }

    /** Returns the client, {@code client_id}. */
    public String clientId() {
        return clientId;
    }

    /**
     * Returns where it is managed, {@code registration_client_uri}, exactly as the server gave it. It is kept as text
     * and parsed by each call.
     */
    public URI registrationClientUri() {
        return URI.create(registrationClientUri);
    }

    /** Returns the text of {@link #registrationClientUri}. */
    String address() {
        return registrationClientUri;
    }

    /** Returns the bearer token for it, {@code registration_access_token}. */
    public Secret registrationAccessToken() {
        return registrationAccessToken;
    }

    /** @throws IllegalStateException if it is for another client */
    void ensureFor(String id) {
        if (!clientId.equals(id)) {
            throw new IllegalStateException(
                    "management is for client " + ForeignText.of(clientId) + ", not for " + ForeignText.of(id));
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DcrManagement that
                && clientId.equals(that.clientId)
                && registrationClientUri.equals(that.registrationClientUri)
                && registrationAccessToken.equals(that.registrationAccessToken);
    }

    @Override
    public int hashCode() {
        return Objects.hash(clientId, registrationClientUri, registrationAccessToken);
    }

    /** Prints the client id and the address without its query, which some servers use as a credential. */
    @Override
    public String toString() {
        return "DcrManagement[clientId=" + ForeignText.of(clientId) + ", registrationClientUri="
                + PrintableText.address(registrationClientUri()) + "]";
    }
}

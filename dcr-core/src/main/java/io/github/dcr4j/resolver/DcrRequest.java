package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.request.RequestSpec;
import java.util.List;
import java.util.Optional;

/**
 * What a service asks for: who it is, at which authorization server, and what the client shall be able to do. Build one
 * per upstream when the program starts, and resolve it every time credentials are needed.
 *
 * <p>Immutable and thread-safe. Everything is checked when it is built, and nothing is sent then. What decides whether
 * two requests share a client is its {@link #key()}.
 *
 * <p>Defaults:
 *
 * <ul>
 *   <li>grants {@code authorization_code} and, unless the server lists its grants without it, {@code refresh_token};
 *   <li>redirect URI <code>{consumer}/oauth/callback</code> when the consumer is a URL: one for all servers, so check
 *       {@code iss} in their answers, or give each server its own (RFC 9700, section 4.4);
 *   <li>authentication by {@code client_secret_basic}, {@code client_secret_post} or {@code none}, in that order;
 *   <li>no scopes at registration when none are given, so that the server chooses; see {@link ScopePolicy};
 *   <li>response types {@code code} for the authorization code grant, none for other grants;
 *   <li>{@code application_type} {@code native} when a redirect URI is http on loopback or has a private-use scheme,
 *       else {@code web};
 *   <li>{@code client_name}: the consumer;
 *   <li>another client when the secret runs out; see {@link RenewalStrategy}.
 * </ul>
 *
 * @see DcrResolver an example
 */
public final class DcrRequest {
    private final RequestSpec spec;

    DcrRequest(RequestSpec spec) {
        this.spec = spec;
    }

    /**
     * Starts a request.
     *
     * @param consumer who asks: an authorization server's or gateway's own URL, or any stable name of an application
     * @throws IllegalArgumentException if {@code consumer} is blank or holds a control character
     */
    public static DcrRequestBuilder builder(String consumer) {
        return new DcrRequestBuilder(consumer);
    }

    /** Returns what makes two requests share a client. */
    public DcrKey key() {
        return spec.key();
    }

    /**
     * Returns host and port of the server, as the operator named it: requests with equal ones burden the same server.
     */
    public String server() {
        return spec.server();
    }

    /**
     * Returns where the server sends the user back to: this request's first redirect URI, with its own port. It belongs
     * into authorization and token requests, also where a run with another port has registered the client: servers
     * accept any port on loopback (RFC 8252, section 7.3).
     *
     * @throws IllegalStateException if the request has none, because its grants need none
     */
    public String redirectUri() {
        List<String> redirectUris = spec.profile().redirectUris();
        if (redirectUris.isEmpty()) {
            throw new IllegalStateException("the request has no redirect URI: its grants need none");
        }
        return redirectUris.get(0);
    }

    /** Returns the grants that the client is registered for: those of the request, or the default ones. */
    public List<String> grantTypes() {
        return spec.profile().grantTypesOrDefault();
    }

    /**
     * Returns the keys or the certificate by which the client authenticates; none of either if the request names none.
     */
    public ClientAuthentication authentication() {
        return spec.authentication();
    }

    /**
     * Returns the client's metadata document, to be served at its id, with the keys that the client has now; empty if
     * the request names none ({@link DcrRequestBuilder#clientIdDocument}). Ask for it each time where keys may be
     * replaced.
     */
    public Optional<ClientIdDocument> clientIdDocument() {
        return Optional.ofNullable(spec.otherWays().document()).map(ClientIdDocument::new);
    }

    RequestSpec spec() {
        return spec;
    }

    /** Prints the key. */
    @Override
    public String toString() {
        return "DcrRequest[" + spec.key() + "]";
    }
}

package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.Secret;
import io.github.dcr4j.protocol.EndpointUrl;
import java.net.URI;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
 *   <li>{@code application_type} {@code native} when a redirect URI is http on loopback or has a private-use scheme, else
 *       {@code web};
 *   <li>{@code client_name}: the consumer;
 *   <li>another client when the secret runs out; see {@link RenewalStrategy}.
 * </ul>
 */
public final class DcrRequest {
    private final Upstream upstream;
    private final ClientProfile profile;
    private final @Nullable Supplier<Secret> initialAccessToken;
    private final @Nullable String providerName;
    private final RenewalStrategy renewal;
    private final boolean deletesSuperseded;
    private final DcrKey key;
    private final String metadataDigest;

    DcrRequest(DcrRequestBuilder builder) {
        upstream = builder.upstream();
        profile = builder.profile();
        initialAccessToken = builder.initialAccessToken;
        providerName = builder.providerName;
        renewal = builder.renewal;
        deletesSuperseded = builder.deletesSuperseded;
        key = profile.key(builder.consumer, upstream.name(), upstream.ownDocument());
        metadataDigest = RegistrationPlan.digest(profile);
        builder.checkEndpoints(upstream, profile);
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
        return key;
    }

    /** Returns host and port of the server, as the operator named it: requests with equal ones burden the same server. */
    public String server() {
        return upstream.url().authority();
    }

    /**
     * Returns where the server sends the user back to: this request's first redirect URI, with its own port. A client of a
     * command-line tool was perhaps registered by an earlier run, and {@link DcrCredentials#redirectUris()} has the port of
     * that one; servers accept any port on loopback (RFC 8252, section 7.3). This one belongs into authorization and token requests.
     *
     * @throws IllegalStateException if the request has none, because its grants need none
     */
    public String redirectUri() {
        if (profile.redirectUris().isEmpty()) {
            throw new IllegalStateException("the request has no redirect URI: its grants need none");
        }
        return profile.redirectUris().get(0);
    }

    Upstream upstream() {
        return upstream;
    }

    ClientProfile profile() {
        return profile;
    }

    @Nullable
    Supplier<Secret> initialAccessToken() {
        return initialAccessToken;
    }

    @Nullable
    String providerName() {
        return providerName;
    }

    RenewalStrategy renewal() {
        return renewal;
    }

    /** Whether clients that are out of use are deleted at the server. */
    boolean deletesSuperseded() {
        return deletesSuperseded;
    }

    /** A digest of what the caller wants registered: a changed request is not held back by an earlier refusal. */
    String metadataDigest() {
        return metadataDigest;
    }

    /**
     * Returns the credentials with what the caller says of the server, which wins: its endpoints, its issuer where none is
     * discovered, and that it supports PKCE or sends {@code iss}. The same object when they agree already. None of it is
     * stored: others share what is.
     */
    DcrCredentials withOwnEndpoints(DcrCredentials credentials) {
        EndpointUrl authorization = upstream.authorizationEndpoint();
        EndpointUrl token = upstream.tokenEndpoint();
        boolean pkce = upstream.declaredPkceS256() && !credentials.pkceS256Supported();
        boolean iss = upstream.declaredIss() && !credentials.issParameterSupported();
        if (authorization == null && token == null && !pkce && !iss) {
            return credentials;
        }
        URI authorizationUri =
                authorization == null ? credentials.authorizationEndpoint().orElse(null) : authorization.uri();
        URI tokenUri = token == null ? credentials.tokenEndpoint() : token.uri();
        String stored = credentials.issuer().orElse(null);
        String issuer = upstream.declaredIssuer() == null ? stored : upstream.declaredIssuer();
        if (!pkce
                && !iss
                && Objects.equals(issuer, stored)
                && tokenUri.equals(credentials.tokenEndpoint())
                && Objects.equals(
                        authorizationUri, credentials.authorizationEndpoint().orElse(null))) {
            return credentials;
        }
        return credentials.toBuilder()
                .authorizationEndpoint(authorizationUri)
                .tokenEndpoint(tokenUri)
                .pkceS256Supported(pkce || credentials.pkceS256Supported())
                .issuer(issuer)
                .issParameterSupported(iss || credentials.issParameterSupported())
                .build();
    }

    /** Prints the key. */
    @Override
    public String toString() {
        return "DcrRequest[" + key + "]";
    }
}

package io.github.dcr4j.follow;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.http.EndpointUrl;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a resolver knows of the endpoints of one request's server, for as long as that is not outdated. Thread-safe. */
final class Followed {
    private final Object owner;
    private final @Nullable ServerWatch watch;
    private final ServerWatch.View view;
    private final long readMillis;
    private final @Nullable EndpointUrl authorization;
    private final @Nullable EndpointUrl token;
    private final @Nullable EndpointUrl mtlsToken;
    private volatile @Nullable Handed last;

    /** Credentials as they are stored, and as they are handed out: kept, so that the next hit makes no new ones. */
    private record Handed(DcrCredentials stored, DcrCredentials handedOut) {}

    /**
     * Creates one.
     *
     * @param owner who made it: what another resolver knows does not count
     * @param watch {@code null} where nothing is followed
     * @param readMillis when the document was read, by the clock that says when clients were registered
     * @param token where that shall be by now; {@code null} for where it is stored, and so for the others
     */
    Followed(
            Object owner,
            @Nullable ServerWatch watch,
            ServerWatch.View view,
            long readMillis,
            @Nullable EndpointUrl authorization,
            @Nullable EndpointUrl token,
            @Nullable EndpointUrl mtlsToken) {
        this.owner = owner;
        this.watch = watch;
        this.view = view;
        this.readMillis = readMillis;
        this.authorization = authorization;
        this.token = token;
        this.mtlsToken = mtlsToken;
    }

    /**
     * Returns whether it still holds for a hit of {@code owner}: a few comparisons, on the way of nearly every call.
     */
    @SuppressWarnings("ReferenceEquality") // what has changed is another object
    boolean holds(Object owner, long nowMillis) {
        ServerWatch watched = watch;
        return this.owner == owner && (watched == null || (watched.view() == view && nowMillis < view.dueMillis()));
    }

    /**
     * Returns the credentials with the endpoints of now: the same object where these are stored, and allocates nothing
     * then.
     */
    @SuppressWarnings("ReferenceEquality") // equal ones are made again
    DcrCredentials applied(DcrCredentials stored) {
        NamedEndpoints named = view.named();
        if (named == null || (authorization == null && token == null && mtlsToken == null)) {
            return stored;
        }
        Handed before = last;
        if (before != null && before.stored() == stored) {
            return before.handedOut();
        }
        DcrCredentials handedOut = moved(stored, named);
        last = new Handed(stored, handedOut);
        return handedOut;
    }

    private DcrCredentials moved(DcrCredentials stored, NamedEndpoints named) {
        boolean sameServer = stored.issuer().map(named.issuer()::equals).orElse(false);
        // what was registered after the document was read has the endpoints of a later one
        if (!sameServer || stored.createdAtMillis() > readMillis) {
            return stored;
        }
        TokenEndpointAuthMethod method = stored.tokenEndpointAuthMethod();
        boolean certificate = method == TokenEndpointAuthMethod.TLS_CLIENT_AUTH
                || method == TokenEndpointAuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH;
        EndpointUrl now = certificate && mtlsToken != null ? mtlsToken : token;
        URI tokenNow = now == null ? stored.tokenEndpoint() : now.uri();
        URI before = stored.authorizationEndpoint().orElse(null);
        // a client that never had one does without
        URI authorizationNow = before == null || authorization == null ? before : authorization.uri();
        return tokenNow.equals(stored.tokenEndpoint()) && Objects.equals(authorizationNow, before)
                ? stored
                : stored.toBuilder()
                        .tokenEndpoint(tokenNow)
                        .authorizationEndpoint(authorizationNow)
                        .build();
    }
}

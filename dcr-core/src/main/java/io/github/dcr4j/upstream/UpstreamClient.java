package io.github.dcr4j.upstream;

import io.github.dcr4j.ClientStatus;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerMetadata;
import java.util.List;
import java.util.Optional;

/**
 * A live handle on the client that a service has at one upstream: ask it each time, and keep no credentials. What it
 * gives follows every renewal and replacement, whichever replica made them. Thread-safe; usable until its
 * {@link Upstreams} are closed.
 *
 * <p>Where a resource names the server, calls that need to know which one it is read the resource's metadata first, as
 * {@link DcrResolver#resolve(io.github.dcr4j.resolver.ResourceRequest)} does; {@link #key}, {@link #status}, {@link
 * #grantTypes}, {@link #redirectUri}, {@link #resource} and {@link #scopes} never do. When the resource names another
 * server, this handle has the client there from then on: what began with a former one is not finished with it, {@link
 * #credentials(String)} being empty, and the former client stays in the store and at its server.
 */
public sealed interface UpstreamClient permits RegisteredClient, PreRegisteredUpstreamClient {
    /** Returns the upstream's name. */
    String name();

    /**
     * Returns what the client is kept under, which is what events name. Where a resource names the server ({@link
     * UpstreamConfig#resource}), it is empty until this process has read the resource's metadata, and it is another one
     * once the resource names another server; a first event about a key comes after the key is known here. Sends and
     * reads nothing. A client that was registered by hand, of whose server nothing is discovered, is not in the store,
     * and no event is about it.
     */
    Optional<DcrKey> key();

    /**
     * Returns what is asked for at the upstream, for {@link Upstreams#operations} and {@link DcrResolver#explain}.
     * Where a resource names the server, that is the one that it names now; its metadata is read if it was not read
     * lately.
     *
     * @throws DcrException at {@link DcrException.Step#DISCOVER} if the resource's metadata cannot be used
     * @throws IllegalStateException for a client that was registered by hand, of whose server nothing is discovered
     */
    DcrRequest request();

    /**
     * Returns what authorization and token requests have to send as {@code resource} (RFC 8707): what the resource
     * calls itself in its metadata, or until that was read, as it is configured. Empty where no resource names the
     * server. Sends and reads nothing.
     */
    Optional<String> resource();

    /**
     * Returns the scopes to ask a token for: those that are configured, and where none are, those that the resource's
     * metadata names, once that was read. Empty to leave {@code scope} out. Sends and reads nothing.
     */
    List<String> scopes();

    /** Returns what the operator configured. */
    UpstreamConfig config();

    /**
     * Returns the grants that the client is for, as they are configured; nothing is sent, and nothing is read from the
     * store. For a client that was registered by hand with its endpoints they are {@code authorization_code} and {@code
     * refresh_token}.
     */
    List<String> grantTypes();

    /**
     * Returns where the server sends users back to, as it is configured, or as it follows from who the service is;
     * empty where the grants need no redirect URI. Nothing is sent, and nothing is read from the store.
     */
    Optional<String> redirectUri();

    /**
     * Returns the credentials to use now: for a client that is registered, what {@link DcrResolver#resolve} returns,
     * which sends nothing when all is well; for one that was registered by hand, what is configured.
     *
     * @throws DcrException if there are none; logged once as a warning when that begins
     */
    DcrCredentials credentials();

    /**
     * Returns the credentials of that name, current or former, so that a login that began with them can end with them,
     * on any replica; empty when they are kept no longer.
     */
    Optional<DcrCredentials> credentials(String generation);

    /**
     * Returns {@code used} with the endpoints that the server names now, because one of them is gone, see {@link
     * DcrResolver#reportMoved}; for a client that was registered by hand with its endpoints, and where the resource
     * names another server by now, {@code used}.
     */
    DcrCredentials moved(DcrCredentials used);

    /**
     * Returns what the server says about itself, see {@link DcrResolver#serverMetadata}; for a client that was
     * registered by hand with its endpoints, nothing is discovered, and it is what is configured.
     *
     * @throws DcrException if it cannot be had
     */
    ServerMetadata serverMetadata();

    /**
     * Tells how it stands with the client, see {@link DcrResolver#status}: it registers nothing, and sends nothing to
     * the authorization server or to a resource: as long as a server that a resource names is not known, there is no
     * client ({@link ClientStatus.State#NONE}). Of one that was registered by hand with its endpoints, the configured
     * secret is read if that was not done before.
     *
     * @throws DcrStoreException if the store could not be read
     */
    ClientStatus status();

    /**
     * Finds out whether the server still knows the client, and has it replaced if it is gone, see {@link
     * DcrResolver#verify}. A client that was registered by hand with its endpoints is not checked, for its rejection
     * would replace nothing: {@link Verification.Outcome#UNKNOWN}, without evidence, and nothing is sent. One whose
     * server is discovered is checked, and never replaced: why is in the result.
     *
     * @throws DcrException if others hold the key's lease for too long, or the store cannot be used; why a client that
     *     is gone was not replaced is in the result
     */
    Verification verify(Verification.Option... options);

    /**
     * Returns the keys or the certificate by which the client authenticates, as they are configured; {@linkplain
     * ClientAuthentication#withoutKeys none} where a secret is enough. What {@code TokenCalls.of(upstream)} uses.
     */
    ClientAuthentication authentication();

    /**
     * Returns an HTTP client with the guard for calls to the server's endpoints, see {@link DcrResolver#serverHttp}.
     */
    ServerHttp serverHttp();

    /** Returns what {@link #rejected(DcrCredentials, ClientRejection)} returns, with nothing to say about why. */
    default DcrCredentials rejected(DcrCredentials rejected) {
        return rejected(rejected, ClientRejection.reported());
    }

    /**
     * Returns what to use instead of credentials that the server rejected, see {@link DcrResolver#reportRejected}. A
     * client that was registered by hand is not replaced: its secret is read anew, the operator is warned, and what is
     * configured is returned. Where the resource names another server by now, its client is returned.
     *
     * @param why what was seen, for operators
     * @throws DcrException if there are none
     */
    DcrCredentials rejected(DcrCredentials rejected, ClientRejection why);
}

package io.github.dcr4j.resolver;

import io.github.dcr4j.ClientStatus;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.request.GuardedCalls;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resource.ResourceMetadata;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Gives client credentials for a request, registering a client (RFC 7591) if none are usable.
 *
 * <p>What happens, in this order:
 *
 * <ol>
 *   <li>Credentials in the store whose secret has not expired are returned; the network is not touched.
 *   <li>Otherwise one attempt runs per key; everybody else who asks for that key waits for it and shares its outcome.
 *   <li>The attempt claims the right to register, across every replica on the store, unless another has registered by
 *       now.
 *   <li>It finds the server's endpoints (RFC 8414), chooses an authentication method, notes that it is about to
 *       register, and registers, by one POST while nothing is refused.
 *   <li>It checks the answer and saves it; if another saved first, that is returned and its own client deleted (RFC
 *       7592).
 * </ol>
 *
 * <p>In the last part of a secret's life its credentials are used as they are while one attempt replaces them in the
 * background, for all replicas; no caller waits for that. A failed attempt never touches stored credentials, and holds
 * the key's next registration back on every replica: as long as the server asked, minutes after a refusal, otherwise
 * ever longer the more fail. A client that was registered and could not be saved is held in memory, returned to those
 * who ask, and saved when the store is back.
 *
 * <p>Defaults: attempts run on daemon threads of its own, one for each that is at work; a call to
 * a server may take 10 s, an attempt a lease of 20 s, a caller of {@code resolve} waits 25 s of the machine's time; a
 * server's metadata is kept for 10 minutes; a secret counts as expired 60 s early, but
 * never more than a tenth of its life, and is replaced in the last fifth of it; four attempts are at work at one server
 * at a time, and 128 in all.
 *
 * <p>Thread-safe. One resolver per program is enough; close it when the program ends.
 *
 * <pre>{@code
 * MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
 * DcrResolver resolver = DcrResolver.builder(store).build(); // one per program; closed at its end, then the store
 * DcrRequest request = DcrRequest.builder("https://gateway.example.com") // who we are
 *         .upstreamIssuer("https://idp.example.com") // the authorization server
 *         .scopes("openid", "profile")
 *         .build();
 * DcrCredentials client = resolver.resolve(request); // each time it is needed: a hit sends nothing
 * }</pre>
 */
public final class DcrResolver implements AutoCloseable {
    private static final int MOST_DOCUMENTS = 3; // the well-known addresses of an issuer with a path

    private final DcrCredentialStore store;
    private final DcrClock clock;
    private final Duration callTimeout;
    private final Duration maxWait;
    private final ResolverParts parts;

    DcrResolver(ResolverSettings settings) {
        store = settings.store;
        clock = settings.clock;
        callTimeout = settings.callTimeout;
        maxWait = settings.maxWait;
        parts = new ResolverParts(settings);
    }

    /** Starts a resolver that keeps credentials in {@code store}; the caller closes that, after the resolver. */
    public static DcrResolverBuilder builder(DcrCredentialStore store) {
        return new DcrResolverBuilder(store);
    }

    /**
     * Returns client credentials for {@code request}, registering a client if none are usable.
     *
     * <p>Stored credentials are used until shortly before their secret ends at the authorization server; the network is
     * not touched then. Otherwise one attempt registers, and every concurrent caller with an equal {@linkplain
     * DcrRequest#key() key} waits for it and shares its outcome, success or failure. A caller who is interrupted or has
     * waited too long leaves alone; the attempt goes on. A failed attempt never touches stored credentials.
     *
     * @throws DcrRefusedException if the authorization server refused the registration
     * @throws DcrStoreException if the store could be neither read nor claimed on, however long it is given to come
     *     back
     * @throws DcrException if discovery or registration failed, or this caller stopped waiting ({@link
     *     DcrException.Step#WAIT}; the thread's interrupt is kept); {@link DcrException#step()} tells which
     * @throws DcrClosedException if the resolver is closed
     */
    public DcrCredentials resolve(DcrRequest request) {
        parts.ensureOpen();
        RequestSpec spec = request.spec();
        parts.checks.watch(spec);
        DcrCredentials stored = parts.hits.stored(spec);
        DcrCredentials hit = parts.hits.usable(spec, stored);
        return hit != null
                ? spec.withOwnEndpoints(hit)
                : current(spec, parts.waiters.await(parts.flights.obtain(spec, stored), maxWait));
    }

    /** Returns credentials with the endpoints that callers are to use now. */
    private DcrCredentials current(RequestSpec spec, DcrCredentials credentials) {
        return spec.withOwnEndpoints(parts.follower.current(spec, credentials, clock.millis()));
    }

    /**
     * Returns what {@link #resolve} returns or throws, as a future. The store is read on the calling thread, everything
     * else happens elsewhere. The future waits as long as the attempt takes: bound it with {@code orTimeout}.
     * Cancelling or timing out the future detaches this caller and no other. What depends on
     * it runs on the attempt's thread and must not block: continue with an {@code …Async} method.
     */
    public CompletableFuture<DcrCredentials> resolveAsync(DcrRequest request) {
        try {
            parts.ensureOpen();
            RequestSpec spec = request.spec();
            parts.checks.watch(spec);
            DcrCredentials stored = parts.hits.stored(spec);
            DcrCredentials hit = parts.hits.usable(spec, stored);
            return hit != null
                    ? CompletableFuture.completedFuture(spec.withOwnEndpoints(hit))
                    : parts.waiters.detachable(
                            parts.flights.obtain(spec, stored), credentials -> current(spec, credentials));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Returns a client at the authorization server that gives tokens for a protected resource (RFC 9728), registering
     * one if none are usable. The resource's metadata is read once for any number of callers and kept for ten minutes;
     * for a day it is used while it is read anew behind the callers. Its {@code resource} must be the resource that was
     * asked for (RFC 9728, section 3.3), or a parent of its path. Where it names several servers, the one at which a
     * client is stored is taken, else the {@linkplain ResourceRequestBuilder#authorizationServer selector's}, else the
     * first. Waits for the metadata and for the client, each as {@link #resolve(DcrRequest)} does. A hit allocates
     * nothing.
     *
     * @throws DcrException as {@link #resolve(DcrRequest)} does; at {@link DcrException.Step#DISCOVER} if the resource
     *     has no usable metadata, naming every address that was tried and why
     * @throws DcrClosedException if the resolver is closed
     */
    public ResourceClient resolve(ResourceRequest request) {
        parts.ensureOpen();
        ResourceClient hit = parts.entry.hit(request);
        if (hit != null) {
            return hit;
        }
        BoundResource bound = parts.entry.bind(request);
        return bound.client(resolve(bound.request()), request.challenge());
    }

    /**
     * Returns the request for the client at the authorization server that a protected resource names now, for what is
     * asked about the client and not for it: {@link #status}, {@link #explain}, {@link DcrOperations}. Needs no client
     * and registers none; reads, keeps, chooses and waits as {@link #resolve(ResourceRequest)} does. The same object is
     * returned while the resource says the same.
     *
     * @throws DcrException at {@link DcrException.Step#DISCOVER} if the resource has no usable metadata, or names another
     *     server than it may; at {@link DcrException.Step#WAIT} if this caller stopped waiting
     * @throws DcrClosedException if the resolver is closed
     */
    public DcrRequest request(ResourceRequest request) {
        parts.ensureOpen();
        return parts.entry.bind(request).request();
    }

    /**
     * Returns what {@link #request(ResourceRequest)} returns or throws, as a future, with what {@link #resolveAsync}
     * says of futures.
     */
    public CompletableFuture<DcrRequest> requestAsync(ResourceRequest request) {
        try {
            parts.ensureOpen();
            return parts.entry.requestAsync(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Returns what a protected resource says about itself (RFC 9728): its authorization servers, and the scopes that it
     * knows. For programs that have to know the server before they can say how their client is to be. Needs no client
     * and registers none; reads, keeps and waits as {@link #resolve(ResourceRequest)} does.
     *
     * @throws DcrException at {@link DcrException.Step#DISCOVER} if the resource has no usable metadata, naming every
     *     address that was tried and why; at {@link DcrException.Step#WAIT} if this caller stopped waiting
     * @throws DcrClosedException if the resolver is closed
     */
    public ResourceMetadata resourceMetadata(ResourceRequest request) {
        parts.ensureOpen();
        return parts.entry.metadata(request);
    }

    /**
     * Returns the generation of that name, current or former, so that what began with it can finish with it, on any
     * replica; empty when it has ended or is kept no longer. Never registers, and touches no network but the store's.
     *
     * @throws DcrStoreException if the store could not be read
     * @throws DcrClosedException if the resolver is closed
     */
    public Optional<DcrCredentials> find(DcrRequest request, String generation) {
        parts.ensureOpen();
        Objects.requireNonNull(generation, "generation");
        DcrCredentials held = parts.unpublished.find(request.key(), generation);
        DcrCredentials found =
                held != null ? held : parts.rejected.unlessRejected(StoreCalls.find(store, request.key(), generation));
        return Optional.ofNullable(found).map(credentials -> current(request.spec(), credentials));
    }

    /**
     * Like {@link #reportRejected(DcrRequest, DcrCredentials, ClientRejection)}, without saying what was seen. Prefer
     * that one: operators read it.
     */
    public DcrCredentials reportRejected(DcrRequest request, DcrCredentials rejected) {
        return reportRejected(request, rejected, ClientRejection.reported());
    }

    /**
     * Returns what to use instead of {@code rejected}, which the server turned down as a client that it does not know
     * (RFC 6749, section 5.2): the current generation when the reported one no longer is; otherwise that one is ended,
     * for every replica on the store, and a client is registered in its place, once, however many callers on however
     * many replicas report it. {@link ClientRejection#inTokenResponse} tells whether an answer is a rejection.
     *
     * <p>With {@link DcrResolverBuilder#confirmRejections} or {@link DcrResolverBuilder#confirmRejectionsByReading} a
     * client that the server still knows is kept and returned. A rejection that is only {@linkplain
     * ClientRejection#certainty() suspected} is confirmed by reading in any case; where nothing confirms it, the client
     * is kept and returned. A key sees at most one such replacement within
     * {@link DcrResolverBuilder#minReplacementInterval}: a client that is rejected earlier is kept, and this fails with
     * {@link DcrException#retryAfter()}. With {@link RenewalStrategy#MANUAL} nothing is replaced, and this fails.
     * Waits, shares and fails as {@link #resolve} does. When the registration fails the reported generation stays
     * ended.
     *
     * @param rejected what {@link #resolve} or {@link #find} gave for {@code request}
     * @param why what was seen, for operators
     * @throws IllegalArgumentException if {@code rejected} are kept under another key
     * @throws DcrException if nothing usable takes its place
     */
    public DcrCredentials reportRejected(DcrRequest request, DcrCredentials rejected, ClientRejection why) {
        parts.ensureOpen();
        Objects.requireNonNull(why, "why");
        ensureGivenFor(request, rejected);
        parts.rejections.end(request.spec(), rejected, why);
        return resolve(request);
    }

    /**
     * Returns the credentials of another client, registered on purpose in the place of the one that is stored: because
     * its secret or its keys shall be others, or it is old. The replaced client is in use until the new one is saved,
     * and stays findable as a former generation. With {@link RenewalStrategy#RENEW} the same client gets another
     * secret, where the server does that. Where none is stored, one is registered. Concurrent callers with an equal key
     * share one replacement; waits, shares and fails as {@link #resolve} does, and a failure touches no stored
     * credentials.
     */
    public DcrCredentials replace(DcrRequest request) {
        parts.ensureOpen();
        RequestSpec spec = request.spec();
        DcrCredentials stored = parts.hits.stored(spec);
        return current(
                spec,
                parts.waiters.await(
                        stored == null ? parts.flights.obtain(spec, null) : parts.flights.replace(spec, stored),
                        maxWait));
    }

    /**
     * Tells what a registration for {@code request} would be, without sending it: which metadata documents were looked
     * for and what was found there, which endpoints and authentication method were chosen, what the registration would
     * say, or why there would be none; names of hosts are not looked up for it, so one that leads inside is found out
     * only by a registration. The documents are read anew, on this thread, each for at most a call's time-out. No
     * supplier (of an initial access token, of a software statement) is asked, and of the store only what it remembers
     * of a refused metadata document is read. What network and server do is in the result, not thrown.
     *
     * @throws DcrClosedException if the resolver is closed
     */
    public DcrExplanation explain(DcrRequest request) {
        parts.ensureOpen();
        return parts.explainer.explain(request.spec(), Deadline.after(clock, callTimeout.multipliedBy(MOST_DOCUMENTS)));
    }

    /**
     * Returns {@code used} with the endpoints that the server's document names now: for a caller who found an endpoint
     * gone, by a 404, 405 or 410, or because nothing takes a connection there. {@code TokenCalls} calls it by itself.
     * The document is read by one call for all who report meanwhile, at most once a minute for a server; {@code used}
     * is returned where nothing has moved or the document cannot be had. Stored clients of that server are handed out
     * with what it names from now on, and {@link #serverMetadata} is read anew. Registers nothing, and replaces no
     * client.
     *
     * <p>Without a report, endpoints follow the document within a day of use; it is read in the background.
     *
     * @param used what {@link #resolve} or {@link #find} gave for {@code request}
     * @throws IllegalArgumentException if {@code used} are kept under another key
     * @throws DcrException at {@link DcrException.Step#WAIT} if this caller stopped waiting
     * @throws DcrClosedException if the resolver is closed
     */
    public DcrCredentials reportMoved(DcrRequest request, DcrCredentials used) {
        parts.ensureOpen();
        ensureGivenFor(request, used);
        RequestSpec spec = request.spec();
        Object unused = parts.waiters.await(parts.follower.gone(spec, used), maxWait);
        return current(spec, used);
    }

    private static void ensureGivenFor(DcrRequest request, DcrCredentials credentials) {
        if (!credentials.key().equals(request.key())) {
            throw new IllegalArgumentException(credentials + " were not given for " + request);
        }
    }

    /**
     * Returns what the request's server says about itself (RFC 8414; OpenID Connect Discovery): every member of its
     * document. Where it publishes one of each kind and both name the same issuer, they are merged: the one that
     * registrations use wins, which is the first that names a {@code registration_endpoint}, that of RFC 8414 before
     * that of OpenID; the other says what it leaves out. With a {@code discoveryUrl} only that document is read. The
     * caller's own endpoints win.
     *
     * <p>An endpoint that is not {@code https}, or at a literal address that would not be dialled, is left out and
     * named in {@link ServerMetadata#deviations()}. Read by one call for all who ask meanwhile, and kept for ten
     * minutes; a failure counts for five seconds. Needs no client and registers none; waits as {@link #resolve} does.
     *
     * @throws DcrException at {@link DcrException.Step#DISCOVER} if there is no document of the expected issuer, or it
     *     must not be used; at {@link DcrException.Step#WAIT} if this caller stopped waiting
     * @throws DcrClosedException if the resolver is closed
     */
    public ServerMetadata serverMetadata(DcrRequest request) {
        parts.ensureOpen();
        return parts.waiters.await(parts.servers.find(request.spec()), maxWait);
    }

    /**
     * Finds out whether the authorization server still knows the stored client of {@code request}, and replaces the
     * client if it is gone, in the way of {@link #reportRejected}: once for all replicas, and not more often than
     * {@link DcrResolverBuilder#minReplacementInterval} allows. For services whose users meet a client that was deleted
     * at the server on that server's own page, so that no token answer ever tells of it.
     *
     * <p>Evidence is gathered under the key's lease, the strongest {@linkplain Verification.Source source} first, and
     * no more than is needed: a read (RFC 7592), a token request that can bring no token, an authorization request
     * without a user.
     *
     * <p>No token is issued unless {@link Verification.Option#MINT_TOKEN} asks for that. Nothing is registered where no
     * client is stored. Concurrent callers with an equal key share one check; each may leave, and waits as {@link
     * DcrOperations#read(DcrRequest)} does. A server that does not answer is no failure of this method, but evidence of
     * nothing: {@link Verification.Outcome#UNKNOWN}.
     *
     * @throws DcrStoreException if the store cannot be used
     * @throws DcrException if others hold the key's lease for too long, the client could not be saved yet, or this
     *     caller stopped waiting; why a client that is gone was not replaced is in the result
     * @throws DcrClosedException if the resolver is closed
     */
    public Verification verify(DcrRequest request, Verification.Option... options) {
        parts.ensureOpen();
        boolean mayMint = Arrays.asList(options).contains(Verification.Option.MINT_TOKEN);
        return parts.verifications.verify(request.spec(), mayMint);
    }

    /**
     * Tells how it stands with the client of {@code request}: whether there is one that can be used, until when, and if
     * not, why not and when the next registration may be tried. For health pages and operators: it registers and
     * refreshes nothing, takes no lease, sends nothing to the authorization server, and reads the store once. What it
     * says may be outdated when it returns.
     *
     * @throws DcrStoreException if the store could not be read
     * @throws DcrClosedException if the resolver is closed
     */
    public ClientStatus status(DcrRequest request) {
        parts.ensureOpen();
        return parts.statuses.of(request.spec());
    }

    /**
     * Returns an HTTP client for the caller's own calls to the endpoints of the request's server, with the guard that
     * the library's own calls have: {@link ServerHttp} says what that is. It uses the HTTP client that the resolver was
     * built with, if one was handed in: its TLS, proxy and interceptors, and so the certificate of a client that
     * authenticates by one. Nothing is sent by this call.
     */
    public ServerHttp serverHttp(DcrRequest request) {
        parts.hits.warnOfHttp(request.spec());
        return new GuardedCalls(parts.http, parts::ensureOpen, request.spec().upstream(), callTimeout);
    }

    /** Returns what an operator does with stored clients: list, read, update, remove, take over, and hand on. */
    public DcrOperations operations() {
        return parts.operations;
    }

    /**
     * Ends the resolver. Calls from now on fail with a {@link DcrClosedException}, and so do attempts that have sent
     * no registration yet. One that has is waited for, up to a call's time-out. A client that could not be saved is
     * saved now, as a former generation if another was saved first, else reported as an orphan: it was given to
     * callers, and is not deleted at the server for that. Of one that was renewed or updated at least the new
     * token is saved now, else it is reported. The store, an executor and an HTTP client that were handed in stay open.
     * Calling it again does nothing.
     */
    @Override
    public void close() {
        parts.close();
    }
}

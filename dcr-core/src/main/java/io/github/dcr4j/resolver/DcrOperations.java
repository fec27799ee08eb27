package io.github.dcr4j.resolver;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.OrphanCount;
import io.github.dcr4j.attempt.Lifecycle;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.keep.LeasedWork;
import io.github.dcr4j.keep.UnpublishedRegistrations;
import io.github.dcr4j.manage.ClientAdoption;
import io.github.dcr4j.manage.ClientManagement;
import io.github.dcr4j.manage.ClientPurge;
import io.github.dcr4j.manage.ClientRemoval;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import java.util.List;
import java.util.Objects;

/**
 * What an operator does with stored clients: list, read, update, remove, take over, and hand on.
 *
 * <p>All but {@link #list}, {@link #export}, {@link #purge} and {@link #orphans} work on one key at a time, under its
 * lease: a replica that registers, renews or operates on the key meanwhile, on any replica, is waited for, up to two
 * leases, and waits in turn. No back-off stands in the way, and none is caused. The work runs on the resolver's
 * threads: a caller who is interrupted or has waited for three leases leaves alone ({@link DcrException.Step#WAIT}),
 * and the work goes on, so that no token that the server replaces is lost. What {@link DcrResolver#resolve} gives
 * meanwhile is what is stored.
 *
 * <p>A registration access token that the server replaces is saved at once; where the store cannot take it, the
 * resolver holds the client in memory and saves it when the store is back, as after a registration.
 *
 * <p>Thread-safe. Every method throws {@link DcrClosedException} if the resolver is closed, {@link DcrStoreException}
 * if the store fails ({@link DcrException.Step#STORE_READ}, {@link DcrException.Step#STORE_WRITE}), and {@link
 * DcrException} at {@link DcrException.Step#CLAIM} if others hold the lease for too long.
 *
 * <pre>{@code
 * DcrOperations operations = resolver.operations();
 * operations.adopt(request, new KnownClient(clientId, secret, TokenEndpointAuthMethod.CLIENT_SECRET_BASIC));
 * Deregistration ended = operations.deregister(request);
 * }</pre>
 */
public final class DcrOperations {
    /** What {@link #read(DcrRequest, ReadMode)} does with what the server tells of a client. */
    public enum ReadMode {
        /** It is returned, and nothing else: what callers of {@code resolve} get stays as it is. */
        INSPECT,

        /**
         * It is returned, and saved as a new generation of the client if it differs from what is stored: metadata,
         * authentication method, the end of the secret. Another secret is saved only if its end has moved as well, and
         * never what looks like the hash of one: both are reported as deviations.
         */
        ADOPT
    }

    private final DcrCredentialStore store;
    private final DcrCoordination coordination;
    private final Lifecycle lifecycle;
    private final LeasedWork work;
    private final ClientManagement management;
    private final ClientRemoval removal;
    private final ClientAdoption adoption;
    private final ClientPurge purge;
    private final UnpublishedRegistrations unpublished;
    private final EventPublisher publisher;
    private final OperatorThreads threads;

    DcrOperations(
            DcrCredentialStore store,
            DcrCoordination coordination,
            Lifecycle lifecycle,
            LeasedWork work,
            ClientManagement management,
            ClientRemoval removal,
            ClientAdoption adoption,
            ClientPurge purge,
            UnpublishedRegistrations unpublished,
            EventPublisher publisher,
            OperatorThreads threads) {
        this.store = store;
        this.coordination = coordination;
        this.lifecycle = lifecycle;
        this.work = work;
        this.management = management;
        this.removal = removal;
        this.adoption = adoption;
        this.purge = purge;
        this.unpublished = unpublished;
        this.publisher = publisher;
        this.threads = threads;
    }

    /**
     * Returns the current client of every key in the store, of all consumers that share it, in no particular order.
     * Sends nothing, and takes no lease; what changes meanwhile may be missing, or be seen as it was.
     */
    public List<StoredClient> list() {
        threads.ensureOpen().run();
        return StoreCalls.listed(store).stream()
                .map(stored -> StoredClient.of(stored, lifecycle.age(stored)))
                .toList();
    }

    /**
     * Returns the client's metadata as the server has it (RFC 7592, section 2.1), the text of a JSON object without
     * secrets. What callers of {@link DcrResolver#resolve} get stays as it is, whatever the server answers; only a
     * registration access token that the server replaces is saved. {@link ReadMode#ADOPT} saves more. A failure changes
     * nothing that is stored.
     *
     * @throws DcrRefusedException if the server refused
     * @throws DcrException at {@link DcrException.Step#MANAGE} if no client is stored, it cannot be managed, the server
     *     does not know it or does not offer that, or the answer cannot be used; at {@link DcrException.Step#DISCOVER}
     *     if the server's endpoints could not be found, before anything else was sent
     */
    public String read(DcrRequest request) {
        return read(request, ReadMode.INSPECT);
    }

    /**
     * Returns the client's metadata as {@link #read(DcrRequest)} does, and with {@link ReadMode#ADOPT} also saves what
     * the server tells as a new generation of the same client, if it can be used and differs from what is stored. The
     * former generation stays findable.
     *
     * @throws DcrRefusedException if the server refused
     * @throws DcrException as {@link #read(DcrRequest)} does
     */
    public String read(DcrRequest request, ReadMode mode) {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(mode, "mode");
        RequestSpec spec = request.spec();
        return threads.await(() ->
                work.whenFree(spec, (attempt, granted) -> management.read(attempt, granted, mode == ReadMode.ADOPT)));
    }

    /**
     * Has the server register what {@code request} says of the client beyond what it can do (name, logo, contacts and
     * every other member, not redirect URIs, scopes, grants or authentication), by one update with all that is
     * registered (RFC 7592, section 2.2), and returns the credentials to use, a new generation of the same client. A
     * member that the request does not name stays as it is. The server may replace what it is sent:
     * {@link DcrCredentials#registeredMetadata} tells.
     *
     * <p>Former generations stay findable. If the store cannot take what the server answered, it is held and returned,
     * as after a registration. A failure that leaves open whether the client was updated is {@linkplain
     * DcrException#retryable retryable}, and calling it again does no harm.
     *
     * @throws DcrRefusedException if the server refused
     * @throws DcrException as {@link #read(DcrRequest)} does
     */
    public DcrCredentials update(DcrRequest request) {
        Objects.requireNonNull(request, "request");
        RequestSpec spec = request.spec();
        return spec.withOwnEndpoints(threads.await(() -> work.whenFree(spec, management::update)));
    }

    /**
     * Brings the keys that the server knows of the client a step nearer to those of the request ({@link
     * DcrRequestBuilder#authentication}), by an update (RFC 7592, section 2.2), and returns the credentials to use. A
     * step adds the new keys beside those that are registered, or withdraws those that the request does not name any
     * more, never both:
     *
     * <ol>
     *   <li>give every replica the new key, first in the list, and the former one behind it;
     *   <li>call this: both are registered from then on, and signing changes to the new one;
     *   <li>take the former key away, and call this again: it is withdrawn.
     * </ol>
     *
     * <p>At each moment every key that a replica signs with is one that the server takes. Where nothing is left to do
     * it sends no update; where the keys are at {@link MetadataOptions#jwksUri} it only checks that the server takes
     * their algorithms.
     *
     * @throws DcrRefusedException if the server refused
     * @throws DcrException at {@link DcrException.Step#AUTHENTICATE} or {@link DcrException.Step#CHOOSE_AUTH_METHOD} if
     *     the client does not authenticate by a key, or the server takes none of the request's, before an update is
     *     sent; as {@link #read(DcrRequest)} does. A client that cannot be managed gets other keys by
     *     {@link DcrResolver#replace}
     */
    public DcrCredentials rotateKeys(DcrRequest request) {
        Objects.requireNonNull(request, "request");
        RequestSpec spec = request.spec();
        return spec.withOwnEndpoints(threads.await(() -> work.whenFree(spec, management::rotateKeys)));
    }

    /**
     * Removes every generation of the request's key from the store, for every replica, and then deletes its clients at
     * the server (RFC 7592, section 2.3), former and replaced ones too; never one that another replica has saved again
     * meanwhile. Where the server offers no deletion, the client is removed from the store all the same, and the
     * outcome says that it is left behind; so does an event. The next {@code resolve} of the key registers anew.
     *
     * <p>A failure before the removal changes nothing. One after it says so, and calling it again goes on with the
     * deletion.
     *
     * @throws DcrStoreException if the client could not be removed from the store
     * @throws DcrException if it was removed, and the store failed before all was deleted;
     *     {@link DcrException#orphan()} is the client that is left
     */
    public Deregistration deregister(DcrRequest request) {
        Objects.requireNonNull(request, "request");
        RequestSpec spec = request.spec();
        return Deregistration.of(threads.await(() -> work.whenFree(spec, removal::remove)));
    }

    /**
     * Saves a client that was registered elsewhere as the client of the request's key, so that it keeps its id, and
     * returns its credentials. Of the server only the metadata is read; whether it knows the client shows at the next
     * token request, or by {@link #read}. If the key has that client already nothing changes, so that a program may
     * call this at each start.
     *
     * <p>The client is never deleted at the server because of a failure, which leaves nothing behind.
     *
     * @throws IllegalArgumentException if the request does not allow the client's authentication method, or the secret
     *     is one that servers keep or show in the place of the real one: a hash, or a mask
     * @throws DcrException at {@link DcrException.Step#STORE_WRITE} if the key has another client that can be used
     */
    public DcrCredentials adopt(DcrRequest request, KnownClient known) {
        RequestSpec spec = request.spec();
        if (spec.otherWays().preRegistered() != null) {
            throw new IllegalArgumentException("the request has a client that is registered by hand: adopt no other");
        }
        if (!spec.profile().authMethods().contains(known.tokenEndpointAuthMethod())) {
            throw new IllegalArgumentException("the request does not allow "
                    + known.tokenEndpointAuthMethod().wireName() + ", by which client "
                    + ForeignText.of(known.clientId())
                    + " authenticates; set authMethods");
        }
        known.ensureSecret();
        ClientAdoption.Client client = known.toAdopt();
        return spec.withOwnEndpoints(threads.await(
                () -> work.whenFree(spec, (attempt, granted) -> adoption.adopt(attempt, granted, client))));
    }

    /**
     * Returns the stored client of the request's key with its secrets, as {@link #adopt} takes it: to move it into
     * another store, say. Sends nothing and takes no lease; what is stored stays. Two stores that hold one client renew
     * it without knowing of each other: end one of them.
     *
     * @throws DcrException at {@link DcrException.Step#MANAGE} if no client is stored, or it came by another {@linkplain
     *     DcrCredentials#way way} than registration
     */
    public KnownClient export(DcrRequest request) {
        threads.ensureOpen().run();
        DcrCredentials stored = StoreCalls.find(store, request.key());
        if (stored == null) {
            throw ClientManagement.noClient(request.key());
        }
        if (stored.way() != Way.REGISTERED) {
            throw DcrException.at(
                            DcrException.Step.MANAGE,
                            stored + " was not registered by this service: another one gets it by its own request"
                                    + " (preRegistered, clientIdDocument)")
                    .exception();
        }
        return KnownClient.of(stored);
    }

    /**
     * Forgets, for every replica, that the server refused the client's metadata document ({@link
     * DcrRequestBuilder#clientIdDocument}): because the server takes it by now, say. The client that was registered
     * meanwhile stays in use; {@link DcrResolver#replace} goes to the document at once. Sends nothing, and takes no
     * lease.
     */
    public void offerDocumentAgain(DcrRequest request) {
        threads.ensureOpen().run();
        coordination.refused(request.key(), null);
    }

    /**
     * Makes the store forget every generation of a key, for every replica, and sends nothing to the server: for what
     * {@link #list} shows and no configuration names any more. {@link #deregister} is for the others. Returns the
     * clients that are left at the server, for its operator to delete; each is an event as well. A {@code resolve} of
     * the key registers anew. If another replica works on the key it fails at once, and does not wait.
     *
     * @throws DcrException at {@link DcrException.Step#CLAIM} if another replica works on the key; nothing has changed
     *     then. A failure after the removal says so: what is known to be left was reported, and calling it again
     *     returns it all
     */
    public List<DcrOrphan> purge(DcrKey key) {
        threads.ensureOpen().run();
        return purge.purge(Objects.requireNonNull(key, "key"));
    }

    /** Returns how many clients are held in memory because they could not be saved, until the store is back. */
    public int unpublished() {
        return unpublished.size();
    }

    /** Returns how many clients this resolver has left behind at servers, for operators. */
    public OrphanCount orphans() {
        return publisher.orphans();
    }
}

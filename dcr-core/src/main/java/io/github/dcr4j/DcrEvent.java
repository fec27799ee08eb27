package io.github.dcr4j;

import io.github.dcr4j.ClientStatus.Way;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to the credentials of one key; never holds a secret. Immutable and thread-safe. More kinds
 * may be added: a switch over them keeps a default.
 *
 * @see DcrEventListener an example
 */
public sealed interface DcrEvent {
    /** Returns the key it happened to. */
    DcrKey key();

    /**
     * Credentials that were there were used: stored ones, or such as are held because they could not be stored.
     *
     * @param age the time since they were registered or renewed
     */
    record Hit(DcrKey key, String generation, Duration age) implements DcrEvent {
        public Hit {
            generation = ForeignText.line(generation);
        }
    }

    /**
     * A generation was reported as rejected by the server, and has ended; another client is registered in its place.
     *
     * @param since since when it was used
     * @param why what was seen
     */
    record Invalidated(DcrKey key, ForeignText clientId, String generation, Instant since, String why)
            implements DcrEvent {
        public Invalidated {
            generation = ForeignText.line(generation);
            why = ForeignText.line(why);
        }
    }

    /**
     * A generation was reported as rejected by the server, and was kept because that was not confirmed.
     *
     * @param why what was seen
     * @param alive whether the server said that it knows the client; otherwise nothing was found out
     */
    record RejectionNotConfirmed(DcrKey key, ForeignText clientId, String generation, String why, boolean alive)
            implements DcrEvent {
        public RejectionNotConfirmed {
            generation = ForeignText.line(generation);
            why = ForeignText.line(why);
        }
    }

    /** Why a client was registered. More reasons may be added: a switch over them keeps a default. */
    enum RegistrationReason {
        /** No client of the key is known: it has had none, its last one was removed, or the store has lost it. */
        FIRST("none was stored"),
        /** The secret of the one before ends soon. That one is used until this one is saved. */
        DUE("the secret of the one before ends soon"),
        /** The secret of the one before has expired. */
        EXPIRED("the secret of the one before has expired"),
        /** The server does not accept the one before any more. */
        REJECTED("the server rejects the one before"),
        /** A caller asked for another client. The one before is used until this one is saved. */
        ON_PURPOSE("another one was asked for");

        private final String sentence;

        RegistrationReason(String sentence) {
            this.sentence = sentence;
        }

        /** Returns what the log says. */
        public String sentence() {
            return sentence;
        }
    }

    /**
     * A client was checked at its server. One that is gone is replaced: {@link Invalidated} and {@link Registered}
     * follow.
     *
     * @param outcome what was found: the name of an {@code Outcome} of {@code io.github.dcr4j.rejection.Verification}
     * @param why what was seen
     */
    record Verified(DcrKey key, ForeignText clientId, String generation, String outcome, String why)
            implements DcrEvent {
        public Verified {
            generation = ForeignText.line(generation);
            outcome = ForeignText.line(outcome);
            why = ForeignText.line(why);
        }
    }

    /**
     * A client was registered and saved.
     *
     * @param reason why another one was needed
     * @param inPlaceOf the client that callers were given before; {@code null} for the first client of a key, and for
     *     one whose predecessor is not known
     * @param took the time from the caller's miss to the saved credentials, the wait for a place at the server included
     * @param answeredIn how much of that the server took to answer registrations
     */
    record Registered(
            DcrKey key,
            ForeignText clientId,
            String generation,
            @Nullable Instant clientSecretExpiresAt,
            RegistrationReason reason,
            @Nullable ForeignText inPlaceOf,
            Duration took,
            Duration answeredIn)
            implements DcrEvent {
        public Registered {
            generation = ForeignText.line(generation);
        }
    }

    /**
     * A client of a request that has more ways than registration was saved: registered by hand, by its metadata
     * document, or registered, which {@link Registered} says as well.
     *
     * @param way the way it came
     * @param otherWays why it did not come by another
     */
    record WayTaken(DcrKey key, ForeignText clientId, String generation, Way way, String otherWays)
            implements DcrEvent {
        public WayTaken {
            generation = ForeignText.line(generation);
            otherWays = ForeignText.line(otherWays);
        }

        /** Returns the event of a client that was saved. */
        public static WayTaken of(DcrCredentials saved) {
            return new WayTaken(
                    saved.key(), ForeignText.of(saved.clientId()), saved.generation(), saved.way(), saved.otherWays());
        }
    }

    /**
     * The server refused a client's metadata document. That is remembered in the store, for every replica, and a client
     * is registered meanwhile.
     *
     * @param clientId the address of the document
     * @param lasts for how long the document is not offered there
     * @param why what was seen
     */
    record DocumentRefused(DcrKey key, ForeignText clientId, String generation, Duration lasts, String why)
            implements DcrEvent {
        public DocumentRefused {
            generation = ForeignText.line(generation);
            why = ForeignText.line(why);
        }
    }

    /**
     * A client that was registered before has a new secret, a longer life of it, or other metadata because an operator
     * asked for that, and was saved as a new generation.
     *
     * @param took the time from the caller's miss, or the operator's call, to the saved credentials
     */
    record Renewed(
            DcrKey key,
            ForeignText clientId,
            String generation,
            @Nullable Instant clientSecretExpiresAt,
            Duration took) implements DcrEvent {
        public Renewed {
            generation = ForeignText.line(generation);
        }
    }

    /**
     * A client could not be renewed though the request asks for it: another one is registered in its place.
     *
     * @param generation the one that should have been renewed
     * @param why what the server answered, or did not do
     */
    record NotRenewed(DcrKey key, ForeignText clientId, String generation, String why) implements DcrEvent {
        public NotRenewed {
            generation = ForeignText.line(generation);
            why = ForeignText.line(why);
        }
    }

    /**
     * Credentials of a client that another replica registered, meanwhile or elsewhere, were taken over.
     *
     * @param took the time from the caller's miss; {@code null} if no caller waited
     */
    record Adopted(DcrKey key, String generation, @Nullable Duration took) implements DcrEvent {
        public Adopted {
            generation = ForeignText.line(generation);
        }

        /** Creates the event of a client that no caller waited for. */
        public Adopted(DcrKey key, String generation) {
            this(key, generation, null);
        }
    }

    /** A client was registered and could not be saved; the resolver holds it, uses it and goes on trying. */
    record Unpublished(DcrKey key, ForeignText clientId, String generation) implements DcrEvent {
        public Unpublished {
            generation = ForeignText.line(generation);
        }
    }

    /**
     * A client that was held is saved now: as the current generation, or as a former one if another was saved first.
     */
    record Published(DcrKey key, ForeignText clientId, String generation) implements DcrEvent {
        public Published {
            generation = ForeignText.line(generation);
        }
    }

    /** Credentials were given to a caller while the store could not be used. */
    record ServedWithoutStore(DcrKey key, String generation) implements DcrEvent {
        public ServedWithoutStore {
            generation = ForeignText.line(generation);
        }
    }

    /**
     * The store dropped a client for want of room though its secret has not expired: another one is registered when the
     * key is needed again. A {@link ClientDeleted} or {@link Orphaned} says later what became of it at the server.
     */
    record Evicted(DcrKey key, ForeignText clientId, String generation) implements DcrEvent {
        public Evicted {
            generation = ForeignText.line(generation);
        }
    }

    /** A client that is not needed here was deleted at the server (RFC 7592, section 2.3). */
    record ClientDeleted(DcrKey key, ForeignText clientId) implements DcrEvent {}

    /**
     * A client exists at the server that could be neither kept nor deleted, or not deleted because callers use it.
     *
     * @param why why it was not deleted
     */
    record Orphaned(DcrKey key, DcrOrphan orphan, String why) implements DcrEvent {
        public Orphaned {
            why = ForeignText.line(why);
        }
    }

    /**
     * A client that stays in use cannot be read, updated or deleted any more (RFC 7592): the server replaced its
     * registration access token, and the store could not take the new one. It is good until its secret expires; another
     * is registered then.
     */
    record ManagementLost(DcrKey key, ForeignText clientId) implements DcrEvent {}

    /**
     * A client may exist at the server that no store knows: a registration was begun, and its outcome is not known.
     *
     * @param startedAt when it was begun, by the beginner's clock
     */
    record OrphanSuspected(DcrKey key, Instant startedAt) implements DcrEvent {}

    /**
     * The server bent the standard, or did something unexpected, in a way that could be read safely.
     *
     * @param code what it did, in kebab case
     * @param field the member or header concerned, or the path of a well-known address
     * @param shape what kind of value it had, never the value
     */
    record DeviationTolerated(DcrKey key, String code, String field, String shape) implements DcrEvent {
        public DeviationTolerated {
            code = ForeignText.line(code);
            field = ForeignText.line(field);
            shape = ForeignText.line(shape);
        }
    }

    /**
     * An endpoint of the server is elsewhere, by its metadata: credentials are handed out with the new address from now
     * on. The addresses are without their queries.
     *
     * @param endpoint {@code token_endpoint} or {@code authorization_endpoint}
     * @param from where callers were sent before
     */
    record EndpointMoved(DcrKey key, String endpoint, String from, String to) implements DcrEvent {
        public EndpointMoved {
            endpoint = ForeignText.line(endpoint);
            from = address(from);
            to = address(to);
        }

        private static String address(String address) {
            int query = address.indexOf('?');
            return ForeignText.line(query < 0 ? address : address.substring(0, query));
        }
    }

    /**
     * The server's clock and this machine's differ by more than five minutes, or by more than a tenth of a secret's
     * life. This replica judges secrets by the server's clock as far as it knows it; at most once in ten minutes for
     * each server.
     *
     * @param serverAhead how far the server's is ahead; negative if it is behind
     */
    record ClockDiffers(DcrKey key, Duration serverAhead) implements DcrEvent {}

    /**
     * A store found something under the key that must not be used, and put it under another name.
     *
     * @param row which of the store's entries it was, never what it held
     * @param why what was wrong with it
     */
    record RowSetAside(DcrKey key, String row, String why) implements DcrEvent {
        public RowSetAside {
            row = ForeignText.line(row);
            why = ForeignText.line(why);
        }
    }

    /**
     * A store does not have the record of the current generation any more, although its time is not over: a failover or
     * an eviction lost it, or it was deleted by hand. A replica that remembers it puts it back, see {@link Healed};
     * otherwise another client is registered, and this one stays at the server until a registration finds that it is
     * out of use.
     */
    record RecordLost(DcrKey key, String generation) implements DcrEvent {
        public RecordLost {
            generation = ForeignText.line(generation);
        }
    }

    /** A generation that a shared store had acknowledged and lost was put back into it. */
    record Healed(DcrKey key, String generation) implements DcrEvent {
        public Healed {
            generation = ForeignText.line(generation);
        }
    }

    /**
     * An attempt failed; every caller that waited for it got an exception like {@code failure}.
     *
     * @param took the time from the caller's miss
     */
    record Failed(DcrKey key, DcrException failure, Duration took) implements DcrEvent {}

    /**
     * An attempt ended before it sent anything, because an earlier failure, of this key or at this server, pauses
     * registration; every caller that waited for it got an exception like {@code failure}.
     *
     * @param failure says what the pause is for; its {@link DcrException#retryAfter} says for how long
     */
    record BackedOff(DcrKey key, DcrException failure) implements DcrEvent {}

    /**
     * Credentials that are due could not be replaced yet. They are used as long as their secret lives, and the
     * replacement is tried again.
     *
     * @param clientSecretExpiresAt how long that is
     */
    record RefreshFailed(
            DcrKey key,
            ForeignText clientId,
            String generation,
            @Nullable Instant clientSecretExpiresAt,
            DcrException failure)
            implements DcrEvent {
        public RefreshFailed {
            generation = ForeignText.line(generation);
        }
    }
}

package io.github.dcr4j.store;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives one caller at a time, of all who share the store, the right to work on a key at the authorization server.
 *
 * <p>A lease has one owner and a fixed life and is never prolonged, so that a takeover is bounded; the replica that
 * holds it finishes within it. It saves work, it does not guarantee safety: {@link DcrCredentialStore#save} does.
 * Implementations are safe for concurrent use; every method is one atomic step for its key and may be repeated after a
 * lost reply with the same arguments and effect. A backend that cannot be reached is a {@link DcrStoreException}.
 *
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public interface DcrCoordination {
    /**
     * Asks for the right to work on the key. In the same step it looks again: credentials that appeared since the
     * caller looked are the answer; if they are unusable too, the caller claims again with them as dead. On a shared
     * store a granted claim also proves that the store can be written. The owner of a live lease is granted it again.
     */
    Claim claim(ClaimRequest request);

    /**
     * Notes what is about to be sent to the authorization server, directly before it is sent. If the lease ends with
     * the note standing, the next claim is given it: a client may exist that no store keeps. A lease has one note at a
     * time; noting an equal intent again counts once.
     *
     * @return whether the lease is still held; nothing may be sent otherwise
     */
    boolean mark(DcrLease lease, Intent intent);

    /**
     * Ends the lease, with what came of it; called after every attempt. Does nothing after a save that won, which ended
     * it. Otherwise the outcome is recorded even if the lease ran out, unless another replica claimed meanwhile.
     */
    void release(DcrLease lease, Outcome outcome);

    /** Notes that a client was deleted at the server: its management data, and an intent about it, are forgotten. */
    void settled(DcrKey key, String clientId);

    /**
     * Remembers for every replica that the server did not take the client's metadata document, in place of what was
     * remembered before; {@link KeyStanding#refused} tells of it until it ends. Removing the key forgets it.
     *
     * @param document {@code null} to forget what was remembered
     */
    void refused(DcrKey key, @Nullable RefusedDocument document);

    /**
     * Returns what is known of the key. Changes nothing and takes no lease; it never waits for another holder of it.
     *
     * @param metadataDigest as in a claim: a refusal of other metadata does not pause these
     * @param ceiling as in a claim
     */
    KeyStanding standing(DcrKey key, String metadataDigest, Ceiling ceiling);

    /**
     * What is asked for.
     *
     * @param key what shall be worked on
     * @param owner a token of the asker, random, one for each lease that is asked for
     * @param life how long the lease shall live, more than zero
     * @param dead the generation the asker judged expired, due or rejected; any other current one answers the claim
     * @param metadataDigest a digest of what would be sent; a refusal of other metadata does not hold it back
     * @param ceiling how many registrations the key may see in a while; kept with the lease and counted by its marks
     * @param purpose what the lease is wanted for
     */
    record ClaimRequest(
            DcrKey key,
            String owner,
            Duration life,
            @Nullable String dead,
            String metadataDigest,
            Ceiling ceiling,
            Purpose purpose) {
        public ClaimRequest {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(owner, "owner");
            Objects.requireNonNull(metadataDigest, "metadataDigest");
            Objects.requireNonNull(ceiling, "ceiling");
            Objects.requireNonNull(purpose, "purpose");
            if (life.isZero() || life.isNegative()) {
                throw new IllegalArgumentException("life must be more than zero: " + life);
            }
        }
    }

    /** What a lease is wanted for. */
    enum Purpose {
        /** To register or renew. */
        REGISTER,
        /** The same, because a person asks: no back-off and no ceiling holds it back. No resolver claims so. */
        REGISTER_NOW,
        /**
         * To read, update or delete clients (RFC 7592). No back-off, ceiling or current generation stands in the way;
         * the grant carries the current generation as its base.
         */
        MANAGE,
        /**
         * To find out whether the server still knows the client. No back-off stands in the way; the grant carries the
         * current generation as its base. It is granted once within the window of the ceiling, and noted as a check.
         */
        CHECK
    }

    /**
     * At most {@code registrations} marks of a registration within any {@code window}.
     *
     * @param registrations at least one
     * @param window zero for no ceiling
     */
    record Ceiling(int registrations, Duration window) {
        /** No ceiling. */
        public static final Ceiling NONE = new Ceiling(Integer.MAX_VALUE, Duration.ZERO);

        public Ceiling {
            if (registrations < 1) {
                throw new IllegalArgumentException("registrations must be at least 1: " + registrations);
            }
            if (window.isNegative()) {
                throw new IllegalArgumentException("window must not be negative: " + window);
            }
        }
    }

    /** The answer to a claim. */
    sealed interface Claim {
        /** Credentials other than the dead generation are there, usable or not. */
        record Current(DcrCredentials credentials) implements Claim {}

        /**
         * The asker holds the lease.
         *
         * @param lease the right to work on the key
         * @param base the generation to save upon, {@code null} when none is current
         * @param failures how many attempts in a row have failed
         * @param leftover what an earlier holder was about to send when its lease ended, if that is unknown still;
         *     given to every holder until one marks, settles or accounts for it
         * @param baseManagement the newest management data of the latest generation, also of one that has ended
         * @param superseded other clients that no current or former generation uses, not yet settled, each once
         * @param latest the last generation of the key, also one that has ended; {@code null} if none is known
         */
        record Granted(
                DcrLease lease,
                @Nullable String base,
                int failures,
                @Nullable Intent leftover,
                @Nullable DcrManagement baseManagement,
                List<Retired> superseded,
                @Nullable LatestGeneration latest)
                implements Claim {
            public Granted {
                Objects.requireNonNull(lease, "lease");
                superseded = List.copyOf(superseded);
            }
        }

        /** Another replica holds the lease; ask again after {@code pause}, which ends no later than that lease. */
        record Busy(Duration pause) implements Claim {}

        /** No replica may register, or check, for {@code pause}, because of {@code why}. */
        record BackOff(Duration pause, Reason why) implements Claim {}
    }

    /**
     * A client that is out of use here and may still exist at the server.
     *
     * @param management what it takes to delete it
     * @param cause why it is out of use
     */
    record Retired(DcrManagement management, Cause cause) {
        public Retired {
            Objects.requireNonNull(management, "management");
            Objects.requireNonNull(cause, "cause");
        }

        /** Why a client is out of use. */
        public enum Cause {
            /** Another generation replaced it, and its time as a former one ran out. */
            REPLACED,
            /** It was invalidated. */
            INVALIDATED,
            /** It was removed on purpose. */
            REMOVED
        }
    }

    /**
     * What is about to be sent.
     *
     * @param call the call
     * @param startedAt when, by the sender's clock
     * @param clientId the client it is about, {@code null} for a registration
     */
    record Intent(Call call, Instant startedAt, @Nullable String clientId) {
        public Intent {
            Objects.requireNonNull(call, "call");
            Objects.requireNonNull(startedAt, "startedAt");
        }

        /** Prints the client id cleaned. */
        @Override
        public String toString() {
            return "Intent[call=" + call + ", startedAt=" + startedAt + ", clientId="
                    + (clientId == null ? null : ForeignText.of(clientId)) + "]";
        }

        /** A call that changes something at the authorization server. */
        public enum Call {
            /** Registers a client (RFC 7591, section 3.1). */
            REGISTER,
            /** Updates or reads a client and may rotate its token (RFC 7592, sections 2.1 and 2.2). */
            UPDATE,
            /** Deletes a client (RFC 7592, section 2.3). */
            DELETE
        }
    }

    /**
     * What came of an attempt.
     *
     * @param result whether it counts as a success or a failure
     * @param effect what is known of what was sent
     * @param backOff how long no replica may register; zero for no limit
     * @param why what callers see meanwhile
     * @param boundTo the digest of the only metadata that is held back, {@code null} for any
     */
    record Outcome(
            Result result,
            Effect effect,
            Duration backOff,
            Reason why,
            @Nullable String boundTo) {
        public Outcome {
            Objects.requireNonNull(result, "result");
            Objects.requireNonNull(effect, "effect");
            Objects.requireNonNull(why, "why");
            if (backOff.isNegative()) {
                throw new IllegalArgumentException("backOff must not be negative: " + backOff);
            }
        }

        /** Returns an outcome after which there is no pause. */
        public static Outcome of(Result result, Effect effect) {
            return new Outcome(result, effect, Duration.ZERO, Reason.NONE, null);
        }

        /** Whether an attempt counts. */
        public enum Result {
            /** Sets the count of failures back, and ends every back-off. */
            SUCCEEDED,
            /** Adds one to the count of failures. */
            FAILED,
            /** Touches neither count nor back-off: given up, or not about registering. */
            NEITHER
        }

        /** What is known of what was sent under the lease. */
        public enum Effect {
            /** It had none: nothing was sent. Its last mark does not count towards the ceiling. */
            NONE,
            /** It is known or has been reported, and so is a leftover that came with the grant. */
            ACCOUNTED,
            /** It is not known: the intent stands and is given to the next holder. */
            UNKNOWN
        }
    }

    /**
     * Why no replica may register for a while.
     *
     * @param text what happened, without secrets
     * @param permanent whether only an operator can help
     * @param status the HTTP status of the server's refusal; 0 when it did not refuse
     * @param error the server's error code (RFC 7591, section 3.2.2)
     */
    record Reason(
            String text,
            boolean permanent,
            int status,
            @Nullable String error) {
        /** No reason. */
        public static final Reason NONE = new Reason("", false, 0, null);

        public Reason {
            text = ForeignText.line(text);
            error = error == null ? null : ForeignText.line(error);
        }
    }
}

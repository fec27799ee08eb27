package io.github.dcr4j;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives one caller at a time the right to register a key, across everybody who shares the store.
 *
 * <p>A lease has one owner and a fixed life and is never prolonged, so that a takeover is bounded; whoever holds it
 * finishes within it. It saves work, it does not guarantee safety: {@link DcrCredentialStore#save} does. Implementations
 * are safe for concurrent use; every method is one atomic step for its key and may be repeated after a lost reply with
 * the same arguments and effect. A backend that cannot be reached is a {@link DcrStoreException}.
 */
public interface DcrCoordination {
    /**
     * Asks for the right to register. In the same step it looks again: credentials that appeared since the caller looked
     * are the answer. On a shared store a granted claim also proves that the store can be written. Claiming again with
     * the owner of a live lease answers as the first time.
     */
    Claim claim(ClaimRequest request);

    /**
     * Notes what is about to be sent to the authorization server, directly before it is sent. If the lease ends with
     * the note standing, the next claim is given it: a client may exist that nobody keeps.
     *
     * @return whether the lease is still held; nothing may be sent otherwise
     */
    boolean mark(DcrLease lease, Intent intent);

    /** Ends the lease, with what came of it. Called after every attempt; does nothing if the lease has ended. */
    void release(DcrLease lease, Outcome outcome);

    /** Notes that a client was deleted at the server: its management data, and the intent to delete it, are forgotten. */
    void settled(DcrLease lease, String clientId);

    /**
     * What is asked for.
     *
     * @param key what shall be registered
     * @param owner a token of the asker, random, one for each attempt
     * @param life how long the lease shall live
     * @param dead the generation the asker judged expired, due or rejected; any other current one answers the claim
     * @param metadataDigest a digest of what would be sent; a refusal of other metadata does not hold it back
     * @param ceiling how many registrations the key may see in a while
     * @param byOperator whether a person asks, whom no back-off and no ceiling holds back
     */
    record ClaimRequest(
            DcrKey key,
            String owner,
            Duration life,
            @Nullable String dead,
            String metadataDigest,
            Ceiling ceiling,
            boolean byOperator) {
        public ClaimRequest {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(owner, "owner");
            Objects.requireNonNull(life, "life");
            Objects.requireNonNull(metadataDigest, "metadataDigest");
            Objects.requireNonNull(ceiling, "ceiling");
        }
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
            Objects.requireNonNull(window, "window");
        }
    }

    /** The answer to a claim. */
    sealed interface Claim {
        /** Credentials other than the dead generation are there. */
        record Current(DcrCredentials credentials) implements Claim {}

        /**
         * The asker registers.
         *
         * @param lease the right to do so
         * @param base the generation to save upon, {@code null} when none is current
         * @param failures how many attempts in a row have failed
         * @param leftover what an earlier holder was about to send when its lease ended, if that is unknown still
         * @param baseManagement the management data of the latest generation, also of one that has ended
         * @param superseded the clients of former generations that ran out, and of ended ones, not yet settled
         */
        record Granted(
                DcrLease lease,
                @Nullable String base,
                int failures,
                @Nullable Intent leftover,
                @Nullable DcrManagement baseManagement,
                List<DcrManagement> superseded)
                implements Claim {
            public Granted {
                Objects.requireNonNull(lease, "lease");
                superseded = List.copyOf(superseded);
            }
        }

        /** Somebody else registers; ask again after {@code pause}, which ends no later than the other's lease. */
        record Busy(Duration pause) implements Claim {}

        /** Nobody may register before {@code until}, because of what is told in {@code why}, a text without secrets. */
        record BackOff(Instant until, String why) implements Claim {}
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
     * @param failed whether it counts as a failure; a success sets the count of failures back
     * @param backOff how long nobody may try again; zero for no limit
     * @param why what shall be told to those who are held back, without secrets
     * @param boundTo the digest of the only metadata that is held back, {@code null} for any
     * @param intentKnown whether what was sent is known to have had no effect, or is accounted for; otherwise the
     *     intent stands and is given to the next claim
     */
    record Outcome(
            boolean failed,
            Duration backOff,
            String why,
            @Nullable String boundTo,
            boolean intentKnown) {
        /** Done, and nothing is left standing. */
        public static final Outcome DONE = new Outcome(false, Duration.ZERO, "", null, true);

        public Outcome {
            Objects.requireNonNull(backOff, "backOff");
            Objects.requireNonNull(why, "why");
        }
    }
}

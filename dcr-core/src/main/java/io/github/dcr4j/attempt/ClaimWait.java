package io.github.dcr4j.attempt;

import static io.github.dcr4j.DcrException.Step.CLAIM;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Claims leases: to register, or to manage clients, at once or after others. Thread-safe. */
public final class ClaimWait {
    /** Work under a lease ends this long before the lease does. */
    private static final Duration SAFETY = Duration.ofSeconds(1);

    private static final Duration LONGEST_LEASE = Duration.ofDays(365);

    private final DcrCoordination coordination;
    private final Lifecycle lifecycle;
    private final EventPublisher publisher;
    private final DcrClock clock;
    private final Duration leaseDuration;
    private final Ceiling ceiling;

    public ClaimWait(
            DcrCoordination coordination,
            Lifecycle lifecycle,
            EventPublisher publisher,
            DcrClock clock,
            Duration leaseDuration,
            Ceiling ceiling) {
        this.ceiling = ceiling;
        this.coordination = coordination;
        this.publisher = publisher;
        this.lifecycle = lifecycle;
        this.clock = clock;
        this.leaseDuration = shorter(leaseDuration, LONGEST_LEASE);
    }

    /** The answer to a claim to register. */
    public sealed interface Claimed {
        /** The right to register. */
        record Granted(HeldLease lease) implements Claimed {}

        /** Usable credentials that another attempt registered meanwhile. */
        record Current(DcrCredentials credentials) implements Claimed {}

        /** Another attempt holds the lease; claim again after the pause. */
        record Busy(Duration pause) implements Claimed {}
    }

    /**
     * Claims the right to register, without waiting.
     *
     * @throws RegistrationPaused if an earlier failure pauses the registration of the key
     * @throws DcrException if others have held the lease for too long
     */
    public Claimed claim(Attempt attempt, Claimant claimant) {
        while (true) {
            Claim claim = claim(attempt, toRegister(attempt, claimant));
            if (claim instanceof Claim.Granted granted) {
                claimant.granted();
                return new Claimed.Granted(held(attempt, granted));
            }
            if (claim instanceof Claim.Busy busy) {
                return new Claimed.Busy(claimant.pause(clock, leaseDuration, busy.pause()));
            }
            if (claim instanceof Claim.BackOff backOff) {
                throw new RegistrationPaused(paused(backOff));
            }
            DcrCredentials current = ((Claim.Current) claim).credentials();
            if (lifecycle.isUsable(current)) {
                return new Claimed.Current(current);
            }
            ensureReplaceable(attempt, claimant, current);
            claimant.foundUnusable(current);
        }
    }

    private static void ensureReplaceable(Attempt attempt, Claimant claimant, DcrCredentials current) {
        DcrCredentials replaced = claimant.replaced();
        if (replaced != null && current.generation().equals(replaced.generation())) {
            throw answeredWithTheReplaced();
        }
        if (attempt.request().renewal() == RenewalStrategy.MANUAL) {
            throw leftToExpire(current);
        }
    }

    /**
     * Waits for the right to manage the clients of the attempt's key (RFC 7592): no back-off stands in the way.
     *
     * @throws DcrException if others have held the lease for too long
     */
    public HeldLease awaitManagement(Attempt attempt) {
        ClaimRequest asked = toManage(attempt, UUID.randomUUID().toString());
        Patience patience = new Patience(clock, leaseDuration, "did not end their work");
        while (true) {
            Claim claim = claim(attempt, asked);
            if (!(claim instanceof Claim.Busy busy)) {
                return held(attempt, managing(claim));
            }
            attempt.pause(patience.pause(busy.pause()));
        }
    }

    /**
     * Waits for the right to check the client of the attempt's key, whenever it was checked last.
     *
     * @throws DcrException if others have held the lease for too long
     */
    public HeldLease awaitCheck(Attempt attempt) {
        ClaimRequest asked = toCheck(attempt, Duration.ZERO);
        Patience patience = new Patience(clock, leaseDuration, "did not end their work");
        while (true) {
            Claim claim = claim(attempt, asked);
            if (!(claim instanceof Claim.Busy busy)) {
                return held(attempt, managing(claim));
            }
            attempt.pause(patience.pause(busy.pause()));
        }
    }

    /**
     * Claims the right to check the client of the attempt's key, unless it was checked within {@code spacing} or
     * another replica works on the key: {@link Claimed.Busy} says when to ask again.
     */
    public Claimed checkIfDue(Attempt attempt, Duration spacing) {
        Claim claim = claim(attempt, toCheck(attempt, spacing));
        if (claim instanceof Claim.BackOff backOff) {
            return new Claimed.Busy(backOff.pause());
        }
        return claim instanceof Claim.Busy busy
                ? new Claimed.Busy(busy.pause())
                : new Claimed.Granted(held(attempt, managing(claim)));
    }

    private ClaimRequest toCheck(Attempt attempt, Duration spacing) {
        return new ClaimRequest(
                attempt.key(),
                UUID.randomUUID().toString(),
                leaseDuration,
                null,
                attempt.request().metadataDigest(),
                new Ceiling(1, spacing),
                Purpose.CHECK);
    }

    /** Returns the right to manage the clients of the attempt's key; {@code null} if another replica works on it. */
    @Nullable
    public HeldLease managementIfFree(Attempt attempt) {
        Claim claim = claim(attempt, toManage(attempt, UUID.randomUUID().toString()));
        return claim instanceof Claim.Busy ? null : held(attempt, managing(claim));
    }

    /**
     * Returns the right to manage the clients of a key for which there is no request.
     *
     * @throws DcrException if another replica works on the key
     */
    public HeldLease managementNow(DcrKey key, String owner) {
        Claim claim = coordination.claim(toManage(key, owner, ""));
        if (claim instanceof Claim.Busy busy) {
            throw DcrException.at(CLAIM, "another caller or replica works on the key right now; try again")
                    .retryAfter(busy.pause())
                    .exception();
        }
        Claim.Granted granted = managing(claim);
        return new HeldLease(coordination, publisher, granted, workDeadline(granted.lease()), publisher::publish);
    }

    private Claim claim(Attempt attempt, ClaimRequest asked) {
        attempt.ensureOpen();
        attempt.at(CLAIM);
        return coordination.claim(asked);
    }

    private HeldLease held(Attempt attempt, Claim.Granted granted) {
        HeldLease held = new HeldLease(coordination, publisher, granted, workDeadline(granted.lease()), attempt::note);
        held.reportLeftover();
        return held;
    }

    private static Claim.Granted managing(Claim claim) {
        if (claim instanceof Claim.Granted granted) {
            return granted;
        }
        throw DcrException.at(
                        CLAIM,
                        "the store's coordination answered a claim to manage clients with neither a lease nor that others"
                                + " hold it; its implementation is at fault")
                .exception();
    }

    /**
     * Claims again what is held, and returns what is granted now, after the holder changed what is stored.
     *
     * @throws DcrException if the lease is over and another replica works on the key
     */
    public Claim.Granted again(Attempt attempt, HeldLease held) {
        attempt.at(CLAIM);
        if (coordination.claim(toManage(attempt, held.lease().owner())) instanceof Claim.Granted granted) {
            return granted;
        }
        throw DcrException.at(CLAIM, "the lease ran out, and another replica works on the key")
                .retryable(true)
                .exception();
    }

    private ClaimRequest toManage(Attempt attempt, String owner) {
        return toManage(attempt.key(), owner, attempt.request().metadataDigest());
    }

    private ClaimRequest toManage(DcrKey key, String owner, String metadataDigest) {
        return new ClaimRequest(key, owner, leaseDuration, null, metadataDigest, Ceiling.NONE, Purpose.MANAGE);
    }

    private Deadline workDeadline(DcrLease lease) {
        Duration left = Duration.ofNanos(lease.deadlineNanos() - clock.nanos());
        return Deadline.after(clock, left.minus(SAFETY));
    }

    private ClaimRequest toRegister(Attempt attempt, Claimant claimant) {
        DcrCredentials replaced = claimant.replaced();
        return new ClaimRequest(
                attempt.key(),
                claimant.owner(),
                leaseDuration,
                replaced == null ? null : replaced.generation(),
                attempt.request().metadataDigest(),
                ceiling,
                Purpose.REGISTER);
    }

    /** A caller during the pause after a refusal gets that refusal. */
    private static DcrException paused(Claim.BackOff backOff) {
        Reason why = backOff.why();
        DcrException.Details details = DcrException.at(
                        CLAIM,
                        "no registration is tried for another " + inWords(backOff.pause()) + ", because of the last: "
                                + why.text())
                .retryAfter(why.permanent() ? null : backOff.pause());
        return why.status() == 0
                ? details.exception()
                : new DcrRefusedException(details, why.status(), why.error(), null);
    }

    /** Rounded up, so that no caller comes back too early. */
    public static String inWords(Duration pause) {
        long millis = pause.toMillis();
        return millis < 1000 ? millis + " ms" : (millis + 999) / 1000 + " s";
    }

    private static DcrException answeredWithTheReplaced() {
        return DcrException.at(
                        CLAIM,
                        "the store's coordination answered the claim with the very generation that was said to be"
                                + " unusable; its implementation is at fault")
                .exception();
    }

    private static DcrException leftToExpire(DcrCredentials expired) {
        return DcrException.at(
                        CLAIM,
                        "the secret of client " + ForeignText.of(expired.clientId()) + " expired at "
                                + expired.clientSecretExpiresAt().orElse(null)
                                + ", and the request says that it is not replaced by itself (MANUAL): remove it from"
                                + " the store, or ask with another renewal strategy")
                .exception();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}

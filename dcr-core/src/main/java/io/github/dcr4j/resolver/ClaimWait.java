package io.github.dcr4j.resolver;

import static io.github.dcr4j.DcrException.Step.CLAIM;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits for the right to register, or for the credentials that another replica registers meanwhile. Thread-safe. */
final class ClaimWait {
    /** Work under a lease ends this long before the lease does. */
    private static final Duration SAFETY = Duration.ofSeconds(1);

    private static final Duration LONGEST_LEASE = Duration.ofDays(365);

    private final DcrCoordination coordination;
    private final Lifecycle lifecycle;
    private final DcrClock clock;
    private final Duration leaseDuration;
    private final Ceiling ceiling;

    ClaimWait(
            DcrCoordination coordination,
            Lifecycle lifecycle,
            DcrClock clock,
            Duration leaseDuration,
            Ceiling ceiling) {
        this.ceiling = ceiling;
        this.coordination = coordination;
        this.lifecycle = lifecycle;
        this.clock = clock;
        this.leaseDuration = shorter(leaseDuration, LONGEST_LEASE);
    }

    /**
     * Asks for the right to register, without waiting: it is granted, or usable credentials are current meanwhile, or another
     * attempt holds it and this one asks again after the pause.
     *
     * @throws DcrException if others have held it for too long, or a pause of registration stands in the way
     */
    Claim ask(Attempt attempt) {
        while (true) {
            Claim claim = claim(attempt, toRegister(attempt));
            if (claim instanceof Claim.Granted) {
                attempt.patience(null);
                return claim;
            }
            if (claim instanceof Claim.Busy busy) {
                return new Claim.Busy(patience(attempt).pause(busy.pause()));
            }
            if (claim instanceof Claim.Current current) {
                if (lifecycle.isUsable(current.credentials())) {
                    return claim;
                }
                DcrCredentials dead = attempt.dead();
                if (dead != null && current.credentials().generation().equals(dead.generation())) {
                    throw answeredWithTheDead();
                }
                if (attempt.request().renewal() == RenewalStrategy.MANUAL) {
                    throw leftToExpire(current.credentials());
                }
                attempt.foundUnusable(current.credentials());
            } else if (claim instanceof Claim.BackOff backOff) {
                attempt.heldBack();
                throw heldBack(backOff);
            }
        }
    }

    /** Returns what {@code attempt} was granted to manage the clients of its key (RFC 7592): no back-off stands in the way. */
    Claim.Granted awaitManagement(Attempt attempt) {
        return managing(whenFree(attempt, toManage(attempt)));
    }

    /** Returns what {@code attempt} was granted to manage the clients of its key; {@code null} if another replica is at work on it. */
    Claim.@Nullable Granted managementIfFree(Attempt attempt) {
        Claim claim = claim(attempt, toManage(attempt));
        return claim instanceof Claim.Busy ? null : managing(claim);
    }

    /**
     * Returns what is granted at once to manage the clients of a key for which there is no request.
     *
     * @throws DcrException if another replica is at work on the key
     */
    Claim.Granted management(DcrKey key, String owner) {
        Claim claim = coordination.claim(toManage(key, owner, ""));
        if (claim instanceof Claim.Busy busy) {
            throw DcrException.at(CLAIM, "another caller or replica works on the key right now; try again")
                    .retryAfter(busy.pause())
                    .exception();
        }
        return managing(claim);
    }

    /** Returns what is answered once no other replica works on the key. */
    private Claim whenFree(Attempt attempt, ClaimRequest asked) {
        Patience patience = new Patience(clock, leaseDuration, "did not end their work");
        while (true) {
            Claim claim = claim(attempt, asked);
            if (!(claim instanceof Claim.Busy busy)) {
                return claim;
            }
            attempt.pause(patience.pause(busy.pause()));
        }
    }

    private Patience patience(Attempt attempt) {
        Patience known = attempt.patience();
        Patience patience = known == null ? new Patience(clock, leaseDuration, "left no credentials") : known;
        attempt.patience(patience);
        return patience;
    }

    private Claim claim(Attempt attempt, ClaimRequest asked) {
        attempt.ensureOpen();
        attempt.at(CLAIM);
        Claim claim = coordination.claim(asked);
        if (claim instanceof Claim.Granted granted) {
            attempt.granted(granted, workDeadline(granted.lease()));
        }
        return claim;
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
     * Returns what the holder of the lease is granted now, after it changed what is stored.
     *
     * @throws DcrException if the lease is over and another replica works on the key
     */
    Claim.Granted again(Attempt attempt) {
        attempt.at(CLAIM);
        if (coordination.claim(toManage(attempt)) instanceof Claim.Granted granted) {
            return granted;
        }
        throw DcrException.at(CLAIM, "the lease ran out, and another replica works on the key")
                .retryable(true)
                .exception();
    }

    private ClaimRequest toManage(Attempt attempt) {
        return toManage(attempt.key(), attempt.owner(), attempt.request().metadataDigest());
    }

    private ClaimRequest toManage(DcrKey key, String owner, String metadataDigest) {
        return new ClaimRequest(key, owner, leaseDuration, null, metadataDigest, Ceiling.NONE, Purpose.MANAGE);
    }

    private Deadline workDeadline(DcrLease lease) {
        Duration left = Duration.ofNanos(lease.deadlineNanos() - clock.nanos());
        return Deadline.after(clock, left.minus(SAFETY));
    }

    private ClaimRequest toRegister(Attempt attempt) {
        DcrCredentials dead = attempt.dead();
        return new ClaimRequest(
                attempt.key(),
                attempt.owner(),
                leaseDuration,
                dead == null ? null : dead.generation(),
                attempt.request().metadataDigest(),
                ceiling,
                Purpose.REGISTER);
    }

    /** A caller during the pause after a refusal gets that refusal. */
    private static DcrException heldBack(Claim.BackOff backOff) {
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
    static String inWords(Duration pause) {
        long millis = pause.toMillis();
        return millis < 1000 ? millis + " ms" : (millis + 999) / 1000 + " s";
    }

    private static DcrException answeredWithTheDead() {
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

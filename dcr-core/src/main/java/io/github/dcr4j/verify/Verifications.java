package io.github.dcr4j.verify;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.flight.Waiters;
import io.github.dcr4j.keep.LeasedWork;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks clients at their servers, under the lease of the key, and replaces those that are gone in the way of a
 * reported rejection. Concurrent checks of a key share one. Thread-safe.
 */
public final class Verifications {
    private final DcrCredentialStore store;
    private final LeasedWork leased;
    private final ClientCheck check;
    private final RejectionHandling rejections;
    private final Function<RequestSpec, DcrCredentials> resolving;
    private final BackgroundWork background;
    private final Waiters waiters;
    private final Duration maxWait;
    private final ConcurrentHashMap<Asked, CompletableFuture<Checked>> running = new ConcurrentHashMap<>();

    private record Asked(DcrKey key, boolean mayMint) {}

    /**
     * What was found.
     *
     * @param client what was checked; {@code null} if none is stored
     */
    private record Checked(
            Verification verification, @Nullable DcrCredentials client) {
        private static final Checked NOTHING =
                new Checked(new Verification(Outcome.UNKNOWN, null, null, List.of(), null, null), null);
    }

    /**
     * Creates one.
     *
     * @param resolving returns what is used once a client has ended, and waits for it
     * @param maxWait how long a caller waits for a check
     */
    public Verifications(
            DcrCredentialStore store,
            LeasedWork leased,
            ClientCheck check,
            RejectionHandling rejections,
            Function<RequestSpec, DcrCredentials> resolving,
            BackgroundWork background,
            Waiters waiters,
            Duration maxWait) {
        this.store = store;
        this.leased = leased;
        this.check = check;
        this.rejections = rejections;
        this.resolving = resolving;
        this.background = background;
        this.waiters = waiters;
        this.maxWait = maxWait;
    }

    /**
     * Checks the client of {@code request}, and replaces it if it is gone.
     *
     * @param mayMint whether the token endpoint may be asked for a token
     */
    public Verification verify(RequestSpec request, boolean mayMint) {
        Asked asked = new Asked(request.key(), mayMint);
        CompletableFuture<Checked> own = new CompletableFuture<>();
        CompletableFuture<Checked> shared = running.putIfAbsent(asked, own);
        if (shared == null) {
            shared = own;
            CompletableFuture<Checked> work =
                    background.call(() -> leased.check(request, (attempt, held) -> checked(attempt, held, mayMint)));
            CompletableFuture<Checked> unused = work.whenComplete((found, failure) -> {
                running.remove(asked, own); // removed first: a later caller checks anew
                if (failure == null) {
                    own.complete(found);
                } else {
                    own.completeExceptionally(failure);
                }
            });
        }
        return replaced(request, waiters.await(shared, maxWait));
    }

    /**
     * Checks the client of {@code request} if no replica did so within {@code spacing}, and replaces it if it is gone.
     *
     * @return how long to wait before it may be due again; zero after a check
     * @throws DcrException why a client that is gone was not replaced, among others
     */
    Duration verifyIfDue(RequestSpec request, Duration spacing, boolean mayMint) {
        CheckOrPause found = leased.checkIfDue(
                request,
                spacing,
                (attempt, held) -> new CheckOrPause(checked(attempt, held, mayMint), Duration.ZERO),
                pause -> new CheckOrPause(null, pause));
        if (found.checked() != null) {
            DcrException problem = replaced(request, found.checked()).problem();
            if (problem != null) {
                throw problem;
            }
        }
        return found.pause();
    }

    private record CheckOrPause(@Nullable Checked checked, Duration pause) {}

    private Checked checked(Attempt attempt, HeldLease held, boolean mayMint) {
        DcrCredentials stored = StoreCalls.find(store, attempt.key(), held.base());
        if (stored == null) {
            return Checked.NOTHING;
        }
        return new Checked(check.check(attempt, held, stored, mayMint), stored);
    }

    /**
     * A client that is gone ends as one that was reported, once for all replicas, and not more often than one may be.
     */
    private Verification replaced(RequestSpec request, Checked checked) {
        Verification found = checked.verification();
        DcrCredentials gone = checked.client();
        if (found.outcome() != Outcome.GONE || gone == null) {
            return found;
        }
        try {
            rejections.end(request, gone, ClientRejection.observed("a check found it gone: " + found.text()));
            String next = resolving.apply(request).generation();
            return with(found, next.equals(gone.generation()) ? null : next, null);
        } catch (DcrException e) {
            return with(found, null, e);
        }
    }

    private static Verification with(Verification found, @Nullable String replacement, @Nullable DcrException problem) {
        return new Verification(
                found.outcome(), found.clientId(), found.generation(), found.evidence(), replacement, problem);
    }
}

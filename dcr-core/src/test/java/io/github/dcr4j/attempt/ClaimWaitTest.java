package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.attempt.ClaimWait.Claimed;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.Samples;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimWaitTest {
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final TestClock clock = TestClock.running();
    private final ScriptedCoordination coordination = new ScriptedCoordination();
    private final RequestSpec request = Samples.spec(Samples.request());
    private final Attempt attempt = Samples.attempt(request, clock);
    private final Claimant claimant = new Claimant(null);
    private @Nullable HeldLease lease;

    private ClaimWait claims(DcrClock time, Duration leaseDuration) {
        return new ClaimWait(
                coordination,
                new Lifecycle(Duration.ofSeconds(60), new RefreshWindow(0, 0), new ServerClocks(time)),
                new EventPublisher(null, time),
                time,
                leaseDuration,
                Ceiling.NONE);
    }

    private @Nullable DcrCredentials await() {
        return await(claims(clock, LEASE), attempt, claimant);
    }

    /** Claims until there is an answer: {@code null} for a lease, or the credentials that are there. */
    private @Nullable DcrCredentials await(ClaimWait claims, Attempt asker, Claimant name) {
        Claimed claimed = claims.claim(asker, name);
        while (claimed instanceof Claimed.Busy busy) {
            asker.pause(busy.pause());
            claimed = claims.claim(asker, name);
        }
        if (claimed instanceof Claimed.Granted granted) {
            lease = granted.lease();
        }
        return claimed instanceof Claimed.Current current ? current.credentials() : null;
    }

    private HeldLease lease() {
        return Objects.requireNonNull(lease, "no lease was granted");
    }

    private DcrException paused() {
        return catchThrowableOfType(RegistrationPaused.class, this::await).failure();
    }

    private Claim.Granted granted(@Nullable Intent leftover) {
        DcrLease lease = new DcrLease(request.key(), claimant.owner(), clock.nanos() + LEASE.toNanos());
        return new Claim.Granted(lease, "base-1", 0, leftover, null, List.of(), null);
    }

    private static Claim busy() {
        return new Claim.Busy(Duration.ofMillis(250));
    }

    @Test
    void await_granted_notesLeaseBaseAndAnEarlierEndOfWork() {
        coordination.claims(granted(null));

        assertThat(await()).isNull();
        assertThat(lease().base()).isEqualTo("base-1");
        assertThat(lease().lease().owner()).isEqualTo(claimant.owner());
        assertThat(lease().deadline().remaining()).isEqualTo(LEASE.minusSeconds(1));
        assertThat(attempt.step()).isEqualTo(Step.CLAIM);
    }

    @Test
    void await_asked_saysWhatItIsAndWhatIsDead() {
        coordination.claims(granted(null));
        DcrCredentials dead = Samples.credentials().build();

        await(claims(clock, LEASE), attempt, new Claimant(dead));

        assertThat(coordination.asked).singleElement().satisfies(asked -> {
            assertThat(asked.key()).isEqualTo(request.key());
            assertThat(asked.dead()).isEqualTo(dead.generation());
            assertThat(asked.life()).isEqualTo(LEASE);
            assertThat(asked.metadataDigest()).isEqualTo(request.metadataDigest());
        });
    }

    @Test
    void await_busyThenGranted_pausesInBetween() {
        coordination.claims(busy(), busy(), granted(null));

        assertThat(await()).isNull();
        assertThat(clock.asked()).hasSize(2);
        assertThat(clock.asked().get(0)).isBetween(Duration.ofMillis(12), Duration.ofMillis(25));
        assertThat(clock.asked().get(1)).isBetween(Duration.ofMillis(25), Duration.ofMillis(50));
    }

    @Test
    void await_busyThenCurrent_returnsWhatTheOtherRegistered() {
        DcrCredentials theirs = Samples.credentials().build();
        coordination.claims(busy(), new Claim.Current(theirs));

        assertThat(await()).isSameAs(theirs);
    }

    @Test
    void await_currentIsExpired_claimsAgainWithItAsDead() {
        DcrCredentials expired = Samples.credentials()
                .clientSecretExpiresAt(TestClock.START.minusSeconds(1))
                .build();
        coordination.claims(new Claim.Current(expired), granted(null));

        assertThat(await()).isNull();
        assertThat(coordination.asked.get(1).dead()).isEqualTo(expired.generation());
    }

    @Test
    void await_currentIsTheDeadOneEachTime_endsInsteadOfSpinning() {
        DcrCredentials expired = Samples.credentials()
                .clientSecretExpiresAt(TestClock.START.minusSeconds(1))
                .build();
        coordination.always(new Claim.Current(expired));

        DcrException failure = catchThrowableOfType(DcrException.class, this::await);

        assertThat(failure.step()).isEqualTo(Step.CLAIM);
        assertThat(coordination.asked.size()).isLessThan(1_000);
    }

    @Test
    void await_busyForLongerThanTwoLeases_givesUp() {
        coordination.always(busy());
        long started = clock.nanos();

        DcrException failure = catchThrowableOfType(DcrException.class, this::await);

        assertThat(failure.step()).isEqualTo(Step.CLAIM);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("40 s");
        assertThat(Duration.ofNanos(clock.nanos() - started))
                .isBetween(LEASE.multipliedBy(2), LEASE.multipliedBy(2).plusSeconds(1));
    }

    @Test
    void await_leaseDurationOfAThousandYears_countsAsAYear() {
        coordination.claims(busy(), granted(null));

        await(claims(clock, Duration.ofSeconds(Long.MAX_VALUE / 2 + 1)), attempt, claimant);

        assertThat(lease()).isNotNull();
    }

    @Test
    void await_heldBackByAFailure_saysForHowLongAndWhy() {
        coordination.claims(
                new Claim.BackOff(Duration.ofMillis(700), new Reason("the server was away", false, 0, null)));

        DcrException failure = paused();

        assertThat(failure)
                .isExactlyInstanceOf(DcrException.class)
                .hasMessageContainingAll("700 ms", "server was away");
        assertThat(failure.step()).isEqualTo(Step.CLAIM);
        assertThat(failure.retryAfter()).contains(Duration.ofMillis(700));
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void await_heldBackByATemporaryRefusal_isARefusalWorthRetrying() {
        coordination.claims(new Claim.BackOff(Duration.ofSeconds(9), new Reason("slow down", false, 429, null)));

        DcrRefusedException failure = (DcrRefusedException) paused();

        assertThat(failure.status()).isEqualTo(429);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(9));
    }

    @Test
    void await_heldBackByAPermanentRefusal_isNotWorthRetrying() {
        coordination.claims(new Claim.BackOff(
                Duration.ofMillis(700), new Reason("no such redirect", true, 400, "invalid_redirect_uri")));

        DcrRefusedException failure = (DcrRefusedException) paused();

        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure.error()).contains("invalid_redirect_uri");
        assertThat(failure.retryable()).isFalse();
        assertThat(failure.retryAfter()).isEmpty();
    }

    @Test
    void await_storeAway_passesTheFailureOn() {
        coordination.fails(DcrStoreException.claiming("the store is away", null));

        DcrStoreException failure = catchThrowableOfType(DcrStoreException.class, this::await);

        assertThat(failure.step()).isEqualTo(Step.CLAIM);
    }

    @Test
    void await_leftoverRegistration_isReportedAsSuspectedOrphan() {
        Instant begun = TestClock.START.minusSeconds(30);
        coordination.claims(granted(new Intent(Intent.Call.REGISTER, begun, null)));

        await();

        assertThat(attempt.takeEvents()).containsExactly(new DcrEvent.OrphanSuspected(request.key(), begun));
    }

    @Test
    void await_closedBefore_asksNobody() {
        CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);
        Attempt late = new Attempt(request, clock, closing);

        assertThatThrownBy(() -> await(claims(clock, LEASE), late, claimant)).isInstanceOf(DcrClosedException.class);
        assertThat(coordination.asked).isEmpty();
    }

    @Test
    void await_closedWhileWaiting_endsPromptly() {
        TestClock standing = TestClock.standing();
        CompletableFuture<Void> closing = new CompletableFuture<>();
        Attempt waiting = new Attempt(request, standing, closing);
        coordination.always(busy());
        CompletableFuture<@Nullable DcrCredentials> outcome =
                CompletableFuture.supplyAsync(() -> await(claims(standing, LEASE), waiting, claimant));
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> standing.pending() > 0);

        closing.complete(null);

        assertThatThrownBy(() -> outcome.get(3, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(DcrClosedException.class);
    }
}

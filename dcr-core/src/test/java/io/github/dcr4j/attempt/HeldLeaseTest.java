package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.resolver.Samples;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrLease;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeldLeaseTest {
    private final TestClock clock = TestClock.standing();
    private final ScriptedCoordination coordination = new ScriptedCoordination();
    private final Attempt attempt = Samples.attempt(Samples.spec(Samples.request()), clock);
    private final HeldLease lease = granted(null);

    private HeldLease granted(@Nullable Intent leftover) {
        DcrLease lease = new DcrLease(attempt.key(), "owner-1", clock.nanos() + 1_000);
        return Samples.lease(
                attempt, coordination, clock, new Claim.Granted(lease, null, 0, leftover, null, List.of(), null));
    }

    @Test
    void effect_nothingSent_isNone() {
        assertThat(lease.settleEffect()).isEqualTo(Effect.NONE);
        assertThat(attempt.takeEvents()).isEmpty();
    }

    @Test
    void effect_sentAndNeverAnswered_isReportedOnceAndAccounted() {
        lease.mark(attempt.nextRegistration());

        assertThat(lease.settleEffect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(lease.settleEffect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(attempt.takeEvents()).containsExactly(new DcrEvent.OrphanSuspected(attempt.key(), TestClock.START));
    }

    @Test
    void effect_markNotGranted_isNone() {
        coordination.leaseHeld = false;

        assertThat(lease.mark(attempt.nextRegistration())).isFalse();

        assertThat(lease.settleEffect()).isEqualTo(Effect.NONE);
        assertThat(attempt.takeEvents()).isEmpty();
    }

    @Test
    void effect_deletionMarked_isNoSuspectedOrphan() {
        lease.mark(attempt.intentTo(Intent.Call.DELETE, "client-1"));

        assertThat(lease.settleEffect()).isEqualTo(Effect.NONE);
        assertThat(attempt.takeEvents()).isEmpty();
    }

    @Test
    void effect_refused_isNone() {
        lease.mark(attempt.nextRegistration());
        lease.answered(Effect.NONE);

        assertThat(lease.settleEffect()).isEqualTo(Effect.NONE);
    }

    @Test
    void effect_answeredAndNotToWhom_isASuspectedOrphan() {
        lease.mark(attempt.nextRegistration());
        lease.answered(Effect.ACCOUNTED);
        lease.outcomeUnknown();

        assertThat(lease.settleEffect()).isEqualTo(Effect.ACCOUNTED);
        assertThat(attempt.takeEvents()).hasOnlyElementsOfType(DcrEvent.OrphanSuspected.class);
    }

    @Test
    void reportLeftover_ofARegistration_isReportedAndAccounted() {
        HeldLease after = granted(new Intent(Intent.Call.REGISTER, Instant.EPOCH, null));

        after.reportLeftover();

        assertThat(attempt.takeEvents()).containsExactly(new DcrEvent.OrphanSuspected(attempt.key(), Instant.EPOCH));
        assertThat(after.settleEffect()).isEqualTo(Effect.ACCOUNTED);
    }

    @Test
    void reportLeftover_ofADeletion_isNoSuspectedOrphan() {
        granted(new Intent(Intent.Call.DELETE, Instant.EPOCH, "client-1")).reportLeftover();

        assertThat(attempt.takeEvents()).isEmpty();
    }

    @Test
    void close_sentAndNeverAnswered_releasesItAsAccountedAndReportsIt() {
        lease.mark(attempt.nextRegistration());

        lease.close();

        assertThat(coordination.released).containsExactly(Outcome.of(Result.NEITHER, Effect.ACCOUNTED));
        assertThat(attempt.takeEvents()).hasOnlyElementsOfType(DcrEvent.OrphanSuspected.class);
    }

    @Test
    void close_finishedBefore_releasesItOnce() {
        lease.finish(Outcome.of(Result.SUCCEEDED, Effect.ACCOUNTED));

        lease.close();

        assertThat(coordination.released).containsExactly(Outcome.of(Result.SUCCEEDED, Effect.ACCOUNTED));
    }

    @Test
    void close_leftBefore_runsOutByItself() {
        lease.leave();

        lease.close();

        assertThat(lease.isLeft()).isTrue();
        assertThat(coordination.released).isEmpty();
    }

    @Test
    void close_storeAway_isNoFailure() {
        coordination.releaseFailure = DcrStoreException.claiming("the store is away", null);

        assertThatCode(lease::close).doesNotThrowAnyException();
    }
}

package io.github.dcr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCoordination.Ceiling;
import io.github.dcr4j.DcrCoordination.Claim;
import io.github.dcr4j.DcrCoordination.ClaimRequest;
import io.github.dcr4j.DcrCoordination.Intent;
import io.github.dcr4j.DcrCoordination.Outcome;
import io.github.dcr4j.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.DcrCoordination.Outcome.Result;
import io.github.dcr4j.DcrCoordination.Purpose;
import io.github.dcr4j.DcrCoordination.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is beyond the contract that stores with a coordination of their own pass. */
class InProcessCoordinationTest {
    private static final DcrKey KEY = key("key");
    private static final Duration LIFE = Duration.ofSeconds(20);
    private static final Intent REGISTER = new Intent(Intent.Call.REGISTER, Instant.EPOCH, null);
    private static final InProcessCoordination.Known NOTHING = new InProcessCoordination.Known(null, null, List.of());

    private final SettableClock clock = new SettableClock();
    private final LookingBacking backing = new LookingBacking();
    private final InProcessCoordination coordination = new InProcessCoordination(backing, clock);

    private static final class SettableClock implements DcrClock {
        private long nanos;

        @Override
        public long millis() {
            return nanos / 1_000_000;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public CompletableFuture<Void> after(Duration delay) {
            throw new UnsupportedOperationException("nothing waits here");
        }

        void advance(Duration time) {
            nanos += time.toNanos();
        }
    }

    private static final class LookingBacking implements InProcessCoordination.Backing {
        private Supplier<InProcessCoordination.Known> look = () -> NOTHING;
        private String settled = "";

        @Override
        public InProcessCoordination.Known look(DcrKey key) {
            return look.get();
        }

        @Override
        public void settled(DcrKey key, String clientId) {
            settled = clientId;
        }
    }

    private static DcrKey key(String consumer) {
        return DcrKey.builder(consumer, "https://idp").build();
    }

    private static ClaimRequest request(DcrKey key, String owner) {
        return new ClaimRequest(key, owner, LIFE, null, "digest", Ceiling.NONE, Purpose.REGISTER);
    }

    private DcrLease granted(String owner) {
        Claim claim = coordination.claim(request(KEY, owner));
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).lease();
    }

    @Test
    void claim_storeCannotBeRead_givesTheLeaseBack() {
        DcrStoreException failure = DcrStoreException.reading("away", null);
        backing.look = () -> {
            throw failure;
        };

        assertThatThrownBy(() -> coordination.claim(request(KEY, "we"))).isSameAs(failure);

        backing.look = () -> NOTHING;
        granted("they");
    }

    @Test
    void claim_storeCannotBeReadByAnother_leavesTheLeaseOfItsHolder() {
        DcrLease lease = granted("we");
        backing.look = () -> {
            throw DcrStoreException.reading("away", null);
        };

        assertThatThrownBy(() -> coordination.claim(request(KEY, "they"))).isInstanceOf(DcrStoreException.class);

        assertThat(coordination.mark(lease, REGISTER)).isTrue();
    }

    @Test
    void claim_savedWhileTheStoreIsLookedAt_isNotHeldAnyMore() {
        backing.look = () -> {
            coordination.saved(KEY, null);
            return NOTHING;
        };

        assertThat(coordination.mark(granted("we"), REGISTER)).isFalse();
    }

    @Test
    void mark_savedSinceTheClaim_isFalse() {
        DcrLease lease = granted("we");

        coordination.saved(KEY, null);

        assertThat(coordination.mark(lease, REGISTER)).isFalse();
    }

    @Test
    void lost_live_endsTheLeaseAndStillTakesTheOutcome() {
        DcrLease lease = granted("we");
        coordination.mark(lease, REGISTER);

        coordination.lost(lease);

        assertThat(coordination.mark(lease, REGISTER)).isFalse();
        coordination.release(lease, Outcome.of(Result.FAILED, Effect.ACCOUNTED));
        assertThat(coordination.claim(request(KEY, "they"))).isInstanceOfSatisfying(Claim.Granted.class, next -> {
            assertThat(next.failures()).isEqualTo(1);
            assertThat(next.leftover()).isNull();
        });
    }

    @Test
    void settled_any_isPassedToTheStore() {
        coordination.settled(KEY, "client");

        assertThat(backing.settled).isEqualTo("client");
        assertThat(coordination.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE / 2})
    void claim_anyOriginOfTheClock_livesAsLongAsAsked(long origin) {
        clock.nanos = origin;
        DcrLease lease = granted("we");

        clock.advance(LIFE.minusMillis(2));
        assertThat(coordination.mark(lease, REGISTER)).isTrue();
        clock.advance(Duration.ofMillis(3));

        assertThat(coordination.mark(lease, REGISTER)).isFalse();
        assertThat(lease.deadlineNanos() - origin).isBetween(LIFE.minusMillis(1).toNanos(), LIFE.toNanos());
    }

    @Test
    void release_endlessBackOff_isHeldWithoutOverflow() {
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);

        coordination.release(
                granted("we"),
                new Outcome(Result.FAILED, Effect.NONE, endless, new Reason("no", true, 404, null), null));

        clock.advance(Duration.ofDays(365));
        assertThat(coordination.claim(request(KEY, "they"))).isInstanceOf(Claim.BackOff.class);
    }

    @Test
    void size_allSettled_remembersNothing() {
        coordination.release(granted("we"), Outcome.of(Result.SUCCEEDED, Effect.ACCOUNTED));
        granted("they");
        assertThat(coordination.size()).isEqualTo(1);

        coordination.saved(KEY, null);

        assertThat(coordination.size()).isZero();
    }

    @Test
    void claim_manyKeysThatStoppedMattering_areSweptAway() {
        for (int i = 0; i < 5_000; i++) {
            coordination.claim(request(key("first " + i), "owner"));
        }
        assertThat(coordination.size()).isEqualTo(5_000);
        clock.advance(Duration.ofHours(25));

        for (int i = 0; i < 5_000; i++) {
            coordination.claim(request(key("second " + i), "owner"));
        }

        assertThat(coordination.size()).isLessThanOrEqualTo(5_000 + 1_024);
    }
}

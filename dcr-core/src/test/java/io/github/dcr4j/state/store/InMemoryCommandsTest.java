package io.github.dcr4j.state.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is beyond the contract that every store passes: time, and what is held between two steps. */
class InMemoryCommandsTest {
    private static final DcrKey KEY = DcrKey.builder("gateway", "https://idp").build();
    private static final Duration LIFE = Duration.ofSeconds(20);
    private static final Intent REGISTER = new Intent(Intent.Call.REGISTER, Instant.EPOCH, null);

    private TestClock clock = TestClock.at(0, 0);
    private final ConcurrentHashMap<DcrKey, HeldKey> keys = new ConcurrentHashMap<>();

    private DcrCoordination coordination() {
        return new InMemoryCommands(
                        (key, step) ->
                                keys.compute(key, (k, held) -> step.apply(held == null ? HeldKey.NOTHING : held)),
                        new StoreTime(clock))
                .methods()
                .coordination(clock);
    }

    private static ClaimRequest request(String owner) {
        return new ClaimRequest(KEY, owner, LIFE, null, "digest", Ceiling.NONE, Purpose.REGISTER);
    }

    private static DcrLease granted(DcrCoordination coordination, String owner) {
        Claim claim = coordination.claim(request(owner));
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).lease();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE - 5_000_000_000L})
    void claim_anyOriginOfTheClock_livesAsLongAsAsked(long origin) {
        clock = TestClock.at(0, origin);
        DcrCoordination coordination = coordination();
        DcrLease lease = granted(coordination, "we");

        clock.advance(LIFE.minusMillis(2));
        assertThat(coordination.mark(lease, REGISTER)).isTrue();
        clock.advance(Duration.ofMillis(3));

        assertThat(coordination.mark(lease, REGISTER)).isFalse();
        assertThat(lease.deadlineNanos() - origin).isEqualTo(LIFE.toNanos());
    }

    @Test
    void claim_wallClockSetBackADay_leaseEndsWhenItWasMeantTo() {
        clock = TestClock.at(Duration.ofDays(20_000).toMillis(), 0);
        DcrCoordination coordination = coordination();
        granted(coordination, "we");

        clock.moveWallClock(Duration.ofDays(-1));
        assertThat(coordination.claim(request("they"))).isInstanceOf(Claim.Busy.class);
        clock.advance(LIFE);

        granted(coordination, "they");
    }

    @Test
    void release_endlessBackOff_isHeldWithoutOverflow() {
        DcrCoordination coordination = coordination();

        coordination.release(
                granted(coordination, "we"),
                new Outcome(
                        Result.FAILED,
                        Effect.NONE,
                        Duration.ofSeconds(Long.MAX_VALUE),
                        new Reason("no", true, 404, null),
                        null));

        clock.advance(Duration.ofDays(365));
        assertThat(coordination.claim(request("they"))).isInstanceOf(Claim.BackOff.class);
    }

    @Test
    void claimAndRelease_nothingIsLeftToKnow_nothingMatters() {
        DcrCoordination coordination = coordination();

        coordination.release(granted(coordination, "we"), Outcome.of(Result.SUCCEEDED, Effect.ACCOUNTED));

        HeldKey held = keys.getOrDefault(KEY, HeldKey.NOTHING);
        assertThat(held.claims().matterAt(clock.millis())).isFalse();
        assertThat(held.generations().isEmpty()).isTrue();
    }

    @Test
    void goOnBy_anotherClock_goesOnFromWhereItWas() {
        clock = TestClock.at(1_000, 0);
        StoreTime time = new StoreTime(clock);
        clock.advance(Duration.ofMillis(500));
        TestClock other = TestClock.at(77, Long.MAX_VALUE);

        time.goOnBy(other);
        assertThat(time.millis()).isEqualTo(1_500);
        assertThat(time.clock().millis()).isEqualTo(77);
        other.advance(Duration.ofMillis(250));
        clock.advance(Duration.ofDays(1));

        assertThat(time.millis()).isEqualTo(1_750);
    }
}

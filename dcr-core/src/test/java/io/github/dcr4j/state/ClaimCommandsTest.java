package io.github.dcr4j.state;

import static io.github.dcr4j.state.KeyHistory.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrCoordination.Retired.Cause;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Claims, marks and releases, over the states that saves and failures leave. */
class ClaimCommandsTest extends CommandsFixture {
    private static final Intent REGISTER = new Intent(Intent.Call.REGISTER, Instant.EPOCH, null);

    @Test
    void claim_somethingUsableIsCurrent_itIsAnsweredAndNoLeaseIsGiven() {
        DcrCredentials a = key.saved(key.client("a").build());

        assertThat(key.apply(claim("owner", null))).isEqualTo(new Claim.Current(a));
        assertThat(key.state.claims().lease()).isNull();
    }

    @Test
    void claim_currentOneIsDead_isGrantedUponIt() {
        DcrCredentials a = key.saved(key.client("a").build());

        Claim.Granted granted = granted(claim("owner", a.generation()));

        assertThat(granted.base()).isEqualTo(a.generation());
        assertThat(granted.baseManagement()).isEqualTo(a.management().orElseThrow());
    }

    @Test
    void claim_otherHoldsTheLease_isBusyUntilItsEndAndGrantedThen() {
        granted(claim("one", null));
        key.pass(KeyHistory.LEASE.minus(MILLI));

        assertThat(key.apply(claim("two", null))).isEqualTo(new Claim.Busy(MILLI));
        key.pass(MILLI);
        granted(claim("two", null));
        assertThat(key.apply(claim("one", null))).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void claim_clockWasSetBackAnHour_leaseLastsNoLongerThanItsLife() {
        granted(claim("one", null));
        key.pass(Duration.ofHours(-1));
        key.apply(claim("two", null));

        key.pass(KeyHistory.LEASE.minus(MILLI));
        assertThat(key.apply(claim("two", null))).isInstanceOf(Claim.Busy.class);
        key.pass(MILLI);
        granted(claim("two", null));
    }

    @Test
    void claim_holderVanishedAfterItsMark_theNextIsGivenTheIntent() {
        granted(claim("one", null));
        assertThat(key.apply(new MarkIntent(key.id(), "one", REGISTER))).isTrue();
        key.pass(KeyHistory.LEASE);

        assertThat(granted(claim("two", null)).leftover()).isEqualTo(REGISTER);
        key.apply(new ReleaseLease(key.id(), "two", Outcome.of(Result.NEITHER, Effect.ACCOUNTED)));
        assertThat(granted(claim("three", null)).leftover()).isNull();
    }

    @Test
    void mark_leaseIsOver_isRefused() {
        granted(claim("one", null));
        key.pass(KeyHistory.LEASE);

        assertThat(key.apply(new MarkIntent(key.id(), "one", REGISTER))).isFalse();
        assertThat(key.state.claims().intent()).isNull();
    }

    @Test
    void claim_ceilingReached_isHeldBackUntilTheFirstLeavesTheWindow() {
        Ceiling two = new Ceiling(2, Duration.ofHours(1));
        for (int i = 0; i < 2; i++) {
            granted(claim("one", null, Purpose.REGISTER, two));
            key.apply(new MarkIntent(key.id(), "one", REGISTER));
            key.apply(new ReleaseLease(key.id(), "one", Outcome.of(Result.NEITHER, Effect.ACCOUNTED)));
        }
        key.pass(Duration.ofHours(1).minus(MILLI));

        Claim held = key.apply(claim("one", null, Purpose.REGISTER, two));

        assertThat(held).isInstanceOfSatisfying(Claim.BackOff.class, backOff -> {
            assertThat(backOff.pause()).isEqualTo(MILLI);
            assertThat(backOff.why().text()).contains("ceiling of 2");
        });
        key.pass(MILLI);
        granted(claim("one", null, Purpose.REGISTER, two));
    }

    @Test
    void release_nothingWasSent_itsMarkDoesNotCount() {
        Ceiling one = new Ceiling(1, Duration.ofHours(1));
        granted(claim("one", null, Purpose.REGISTER, one));
        key.apply(new MarkIntent(key.id(), "one", REGISTER));

        key.apply(new ReleaseLease(key.id(), "one", Outcome.of(Result.NEITHER, Effect.NONE)));

        granted(claim("two", null, Purpose.REGISTER, one));
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void claim_afterARefusal_isHeldBackUnlessAPersonAsks(Purpose purpose) {
        Reason refused = new Reason("refused", true, 400, "invalid_client_metadata");
        granted(claim("one", null));
        key.apply(new ReleaseLease(
                key.id(), "one", new Outcome(Result.FAILED, Effect.NONE, Duration.ofMinutes(5), refused, null)));
        key.pass(Duration.ofMinutes(5).minus(MILLI));

        Claim answer = key.apply(claim("two", null, purpose, Ceiling.NONE));

        if (purpose == Purpose.REGISTER) {
            assertThat(answer).isEqualTo(new Claim.BackOff(MILLI, refused));
        } else {
            assertThat(answer).isInstanceOf(Claim.Granted.class);
        }
    }

    @Test
    void release_boundToOtherMetadata_holdsNobodyElseBack() {
        granted(claim("one", null));
        key.apply(new ReleaseLease(
                key.id(),
                "one",
                new Outcome(
                        Result.FAILED,
                        Effect.NONE,
                        Duration.ofMinutes(5),
                        new Reason("refused", true, 400, null),
                        "digest of others")));

        assertThat(granted(claim("two", null)).failures()).isEqualTo(1);
    }

    @Test
    void release_leaseOfSomebodyElse_changesNothing() {
        granted(claim("one", null));
        KeyState before = key.state;

        assertThat(key.apply(new ReleaseLease(key.id(), "two", Outcome.of(Result.SUCCEEDED, Effect.NONE))))
                .isFalse();
        assertThat(key.state).isEqualTo(before);
    }

    @Test
    void claim_clientsOutOfUse_areToBeDeletedAndThoseInUseAreNot() {
        DcrCredentials ended = key.saved(key.client("ended").build());
        key.apply(new InvalidateGeneration(key.id(), ended.generation(), "401", Duration.ZERO));
        key.saved(key.client("former").build());
        DcrCredentials dead = key.saved(key.client("current").build());

        assertThat(granted(claim("one", dead.generation())).superseded())
                .singleElement()
                .satisfies(retired -> {
                    assertThat(retired.management().clientId()).isEqualTo("ended");
                    assertThat(retired.cause()).isEqualTo(Cause.INVALIDATED);
                });
        key.apply(new SettleClient(key.id(), "ended"));
        assertThat(granted(claim("one", dead.generation())).superseded()).isEmpty();
    }
}

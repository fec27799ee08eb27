package io.github.dcr4j.testkit.contract;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of {@link DcrCoordinationContract} that is about claims. */
abstract class LeaseContract extends DcrCredentialStoreContract {
    static final Duration LIFE = Duration.ofSeconds(60);
    static final Duration SHORT = Duration.ofMillis(300);
    static final Duration LONGER = Duration.ofMillis(450);
    static final Instant STARTED = Instant.parse("2026-01-01T00:00:00.123Z");
    static final Intent REGISTER = new Intent(Intent.Call.REGISTER, STARTED, null);
    static final Intent DELETE = new Intent(Intent.Call.DELETE, STARTED, "a");
    static final Asking ANY = new Asking(KEY, LIFE, null, "digest", Ceiling.NONE, Purpose.REGISTER);
    static final Reason REFUSED = new Reason("the server said no", true, 400, "invalid_client_metadata");
    static final Outcome FAILED = Outcome.of(Result.FAILED, Effect.NONE);
    static final Outcome SUCCEEDED = Outcome.of(Result.SUCCEEDED, Effect.ACCOUNTED);

    DcrCoordination ours;
    DcrCoordination theirs;

    @BeforeEach
    void coordinate() {
        ours = store().coordination(clock());
        theirs = peer().coordination(clock());
    }

    static Claim.Granted granted(Claim claim) {
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return (Claim.Granted) claim;
    }

    static Outcome backOff(Duration backOff, @Nullable String boundTo) {
        return new Outcome(Result.FAILED, Effect.NONE, backOff, REFUSED, boundTo);
    }

    @Test
    void claim_nothingSaved_isGranted() {
        Claim.Granted claim = granted(ours.claim(ANY.as("we")));

        assertThat(claim).isEqualTo(new Claim.Granted(claim.lease(), null, 0, null, null, List.of(), null));
        assertThat(claim.lease()).extracting(DcrLease::key, DcrLease::owner).containsExactly(KEY, "we");
        assertThat(Duration.ofNanos(claim.lease().deadlineNanos() - clock().nanos()))
                .isBetween(LIFE.minusSeconds(10), LIFE);
    }

    @Test
    void claim_savedMeanwhile_isCurrent() {
        DcrCredentials a = save("a", null);

        assertThat(theirs.claim(ANY.as("they"))).isEqualTo(new Claim.Current(a));
    }

    @Test
    void claim_currentIsTheDeadOne_isGrantedOnIt() {
        DcrCredentials a = save("a", null);

        Claim.Granted claim = granted(theirs.claim(ANY.dead(a).as("they")));

        assertThat(claim.base()).isEqualTo(a.generation());
        assertThat(claim.baseManagement()).isEqualTo(a.management().orElseThrow());
        assertThat(claim.superseded()).isEmpty();
    }

    @Test
    void claim_deadOneWasReplaced_isCurrent() {
        DcrCredentials a = save("a", null);
        DcrCredentials b = save("b", a);

        assertThat(theirs.claim(ANY.dead(a).as("they"))).isEqualTo(new Claim.Current(b));
    }

    @Test
    void claim_heldByAnother_isBusyNoLongerThanTheLease() {
        ours.claim(ANY.life(Duration.ofSeconds(2)).as("we"));

        Claim claim = theirs.claim(ANY.as("they"));

        assertThat(claim)
                .isInstanceOfSatisfying(
                        Claim.Busy.class,
                        busy -> assertThat(busy.pause()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(2)));
    }

    @Test
    void claim_heldByAnotherAndSavedMeanwhile_isCurrent() {
        DcrCredentials a = save("a", null);
        ours.claim(ANY.dead(a).as("we"));

        assertThat(theirs.claim(ANY.as("they"))).isEqualTo(new Claim.Current(a));
        assertThat(theirs.claim(ANY.dead(a).as("they"))).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void claim_currentAnswered_leavesNoLease() {
        DcrCredentials a = save("a", null);
        ours.claim(ANY.as("we"));

        granted(theirs.claim(ANY.dead(a).as("they")));
    }

    @Test
    void claim_againByTheHolder_isGrantedTheSameLease() {
        Claim.Granted first = granted(ours.claim(ANY.as("we")));
        ours.mark(first.lease(), REGISTER);

        assertThat(ours.claim(ANY.as("we"))).isEqualTo(first);
    }

    @Test
    void claim_toManage_passesCurrentAndBackOffAndCeiling() {
        Asking limited = ANY.ceiling(1, LIFE);
        register(limited, "1");
        ours.release(granted(ours.claim(ANY.as("2"))).lease(), backOff(LIFE, null));
        DcrCredentials a = credentials(KEY, "a").version(1).build();
        store().heal(a);

        Claim.Granted claim =
                granted(theirs.claim(limited.purpose(Purpose.MANAGE).as("they")));

        assertThat(claim.base()).isEqualTo(a.generation());
        assertThat(claim.baseManagement()).isEqualTo(managementOf(a));
        assertThat(ours.claim(limited.purpose(Purpose.MANAGE).as("we"))).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void claim_toCheck_isGrantedOnceWithinItsWindowWhoeverAsks() {
        Asking hourly = ANY.ceiling(1, LIFE).purpose(Purpose.CHECK);
        DcrCredentials a = save("a", null);

        Claim.Granted claim = granted(ours.claim(hourly.as("we")));
        assertThat(claim.base()).isEqualTo(a.generation());
        assertThat(theirs.claim(hourly.as("they"))).isInstanceOf(Claim.Busy.class);
        ours.release(claim.lease(), Outcome.of(Result.NEITHER, Effect.NONE));

        Claim again = theirs.claim(hourly.as("they"));
        assertThat(again).isInstanceOf(Claim.BackOff.class);
        assertThat(((Claim.BackOff) again).pause()).isBetween(LIFE.dividedBy(2), LIFE);
        Asking always = ANY.ceiling(1, Duration.ZERO).purpose(Purpose.CHECK);
        theirs.release(granted(theirs.claim(always.as("they"))).lease(), Outcome.of(Result.NEITHER, Effect.NONE));
        // it is no registration, and holds none back
        granted(ours.claim(ANY.ceiling(1, LIFE).dead(a).as("we")));
    }

    @Test
    void claim_toCheckAfterItsWindow_isGrantedAgain() {
        Asking brief = ANY.ceiling(1, SHORT).purpose(Purpose.CHECK);
        ours.release(granted(ours.claim(brief.as("we"))).lease(), Outcome.of(Result.NEITHER, Effect.NONE));

        letPass(LONGER);

        granted(theirs.claim(brief.as("they")));
    }

    @Test
    void claim_leaseRanOut_isGrantedToAnother() {
        DcrLease late = granted(ours.claim(ANY.life(SHORT).as("we"))).lease();

        letPass(LONGER);

        DcrLease next = granted(theirs.claim(ANY.as("they"))).lease();
        assertThat(ours.mark(late, REGISTER)).isFalse();
        assertThat(theirs.mark(next, REGISTER)).isTrue();
    }

    @Test
    void claim_againAfterTheOwnLeaseRanOut_isANewLease() {
        ours.claim(ANY.life(SHORT).as("we"));
        letPass(LONGER);

        DcrLease lease = granted(ours.claim(ANY.as("we"))).lease();

        assertThat(ours.mark(lease, REGISTER)).isTrue();
        assertThat(theirs.claim(ANY.as("they"))).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void claim_anotherKeyIsHeld_isGranted() {
        ours.claim(ANY.as("we"));

        granted(theirs.claim(ANY.key(key("other")).as("they")));
    }

    @Test
    void claim_manyAtOnce_oneIsGranted() {
        List<Claim> claims = atOnce(i -> () -> (i % 2 == 0 ? ours : theirs).claim(ANY.as("owner " + i)));

        assertThat(claims).filteredOn(Claim.Granted.class::isInstance).hasSize(1);
        assertThat(claims).filteredOn(Claim.Busy.class::isInstance).hasSize(THREADS - 1);
    }

    @Test
    void claim_manyRegisterWhatTheyAreGranted_oneRegisters() {
        List<Boolean> registered = atOnce(i -> () -> {
            DcrCoordination coordination = i % 2 == 0 ? ours : theirs;
            Claim claim = coordination.claim(ANY.as("owner " + i));
            while (claim instanceof Claim.Busy) {
                Thread.onSpinWait();
                claim = coordination.claim(ANY.as("owner " + i));
            }
            if (claim instanceof Claim.Granted granted && coordination.mark(granted.lease(), REGISTER)) {
                either(i).save(credentials(KEY, "client " + i).build(), granted.base(), granted.lease());
                return true;
            }
            return false;
        });

        assertThat(registered).containsOnlyOnce(true);
        assertThat(store().find(KEY))
                .extracting(DcrCredentials::clientId)
                .isEqualTo("client " + registered.indexOf(true));
    }

    final void register(Asking asking, String owner) {
        DcrLease lease = granted(ours.claim(asking.as(owner))).lease();
        assertThat(ours.mark(lease, REGISTER)).isTrue();
        ours.release(lease, Outcome.of(Result.FAILED, Effect.ACCOUNTED));
    }
}

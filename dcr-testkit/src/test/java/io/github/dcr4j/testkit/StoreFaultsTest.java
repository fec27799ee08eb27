package io.github.dcr4j.testkit;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StoreFaultsTest {
    private static final DcrKey KEY = DcrFixtures.key("openid");

    private final ManualClock clock = new ManualClock();
    private final MapDcrCredentialStore store = new MapDcrCredentialStore(clock);
    private final DcrCredentials a = credentials(KEY, "a").build();

    private static ClaimRequest request(String owner) {
        return new ClaimRequest(KEY, owner, Duration.ofSeconds(20), null, "digest", Ceiling.NONE, Purpose.REGISTER);
    }

    @Test
    void fail_find_failsAsOftenAsToldWithTheStep() {
        store.faults().fail(StoreOperation.FIND, 2);

        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(DcrStoreException.class)
                    .isThrownBy(() -> store.find(KEY))
                    .satisfies(failure -> assertThat(failure.step()).isEqualTo(Step.STORE_READ));
        }
        assertThat(store.find(KEY)).isNull();
        assertThat(store.faults().calls(StoreOperation.FIND)).isEqualTo(3);
    }

    @Test
    void fail_save_hasNoEffect() {
        store.faults().fail(StoreOperation.SAVE, 1);

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> store.save(a, null, null))
                .satisfies(failure -> assertThat(failure.step()).isEqualTo(Step.STORE_WRITE));

        assertThat(store.find(KEY)).isNull();
    }

    @Test
    void loseReply_save_tookEffectAndMayBeRunAgain() {
        store.faults().loseReply(StoreOperation.SAVE, 1);

        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> store.save(a, null, null));

        assertThat(store.save(a, null, null)).isInstanceOf(SaveResult.Saved.class);
        assertThat(store.find(KEY)).isEqualTo(a.toBuilder().version(1).build());
    }

    @Test
    void fail_claim_hasTheStepAndTakesNoLease() {
        DcrCoordination coordination = store.coordination(clock);
        store.faults().fail(StoreOperation.CLAIM, 1);

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> coordination.claim(request("we")))
                .satisfies(failure -> assertThat(failure.step()).isEqualTo(Step.CLAIM));

        assertThat(coordination.claim(request("they"))).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void fail_find_failsClaimsWhichLookTooAndTakesNoLease() {
        DcrCoordination coordination = store.coordination(clock);
        store.faults().failUntilRepaired(StoreOperation.FIND);

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> coordination.claim(request("we")))
                .satisfies(failure -> assertThat(failure.step()).isEqualTo(Step.STORE_READ));

        store.faults().repair();
        assertThat(coordination.claim(request("they"))).isInstanceOf(Claim.Granted.class);
        assertThat(store.faults().calls(StoreOperation.FIND)).isZero();
    }

    @Test
    void failUntilRepaired_nothingNamed_failsEverythingUntilRepair() {
        store.faults().failUntilRepaired();

        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> store.find(KEY));
        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(store::stream);
        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> store.remove(KEY));

        store.faults().repair();
        assertThat(store.find(KEY)).isNull();
    }

    @Test
    void stall_save_holdsItUntilReleased() throws Exception {
        StoreStall stall = store.faults().stall(StoreOperation.SAVE);
        CompletableFuture<SaveResult> saving = CompletableFuture.supplyAsync(() -> store.save(a, null, null));
        stall.awaitArrival(Duration.ofMinutes(5));
        assertThat(store.find(KEY)).isNull();
        assertThat(saving).isNotDone();

        stall.release();

        assertThat(saving.get(3, TimeUnit.MINUTES)).isInstanceOf(SaveResult.Saved.class);
    }

    @Test
    void lose_saved_forgetsItSilentlyAndItCanBeHealed() {
        store.save(a, null, null);
        DcrCredentials stored = a.toBuilder().version(1).build();

        store.loseEverything();

        assertThat(store.find(KEY)).isNull();
        assertThat(store.find(KEY, a.generation())).isNull();
        store.heal(stored);
        assertThat(store.find(KEY)).isEqualTo(stored);
    }
}

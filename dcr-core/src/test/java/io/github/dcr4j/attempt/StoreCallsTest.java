package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.resolver.Samples;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreCallsTest {
    private final FakeStore store = new FakeStore();
    private final DcrCredentials credentials = Samples.credentials().build();

    @AfterEach
    void stop() {
        store.close();
    }

    private SaveResult save() {
        return StoreCalls.save(store, credentials, "base-1", null);
    }

    @Test
    void find_storeFailure_isPassedOnAsItIs() {
        DcrStoreException away = DcrStoreException.reading("away", null);
        store.readFailure = away;

        assertThat(catchThrowable(() -> StoreCalls.find(store, credentials.key())))
                .isSameAs(away);
    }

    @Test
    void find_anythingElse_isAStoreFailureWithoutItsText() {
        RuntimeException odd = new IllegalStateException("pool TOPSECRET exhausted");
        store.readFailure = odd;

        DcrStoreException failure =
                catchThrowableOfType(DcrStoreException.class, () -> StoreCalls.find(store, credentials.key()));

        assertThat(failure.step()).isEqualTo(Step.STORE_READ);
        assertThat(failure).hasCause(odd);
        assertThat(failure.getMessage()).doesNotContain("TOPSECRET");
    }

    @Test
    void save_retryable_isTriedThreeTimes() {
        store.saveFailure = FakeStore.away();

        assertThat(catchThrowable(this::save)).isInstanceOf(DcrStoreException.class);
        assertThat(store.saves).hasSize(3).containsOnly(store.saves.get(0));
    }

    @Test
    void save_notRetryable_isTriedOnce() {
        store.saveFailure = new DcrStoreException(DcrException.at(Step.STORE_WRITE, "newer format"));

        assertThat(catchThrowable(this::save)).hasMessage("newer format");
        assertThat(store.saves).hasSize(1);
    }

    @Test
    void save_anythingElse_isAStoreFailure() {
        store.saveFailure = new IllegalStateException("odd");

        DcrStoreException failure = catchThrowableOfType(DcrStoreException.class, this::save);

        assertThat(failure.step()).isEqualTo(Step.STORE_WRITE);
        assertThat(store.saves).hasSize(1);
    }

    @Test
    void save_secondTimeWorks_returnsThat() {
        store.nextSaves.add(() -> {
            throw FakeStore.away();
        });

        assertThat(save()).isInstanceOf(SaveResult.Saved.class);
    }
}

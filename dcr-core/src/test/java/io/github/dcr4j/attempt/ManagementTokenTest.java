package io.github.dcr4j.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.Samples;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementTokenTest {
    private final FakeStore store = new FakeStore();
    private final DcrKey key = Samples.request().build().key();
    private final ManagementToken management = new ManagementToken(store, key, token(0));

    ManagementTokenTest() {
        store.management = token(0);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static DcrManagement token(int number) {
        return new DcrManagement("client-1", URI.create("https://idp.example.com/1"), Secret.of("token-" + number));
    }

    @Test
    void is_sameToken_savesNothing() {
        management.is(token(0));

        assertThat(store.amends).isEmpty();
        assertThat(management.get()).isEqualTo(token(0));
    }

    @Test
    void is_newTokens_areSavedOneAfterTheOther() {
        management.is(token(1));
        management.is(token(2));

        assertThat(store.management).isEqualTo(token(2));
        assertThat(store.amends).hasSize(2);
        assertThat(management.get()).isEqualTo(token(2));
    }

    @Test
    void is_saveFailedBefore_bothAreSavedByOne() {
        store.amendFailure = FakeStore.away();
        management.is(token(1));
        store.amendFailure = null;

        management.is(token(2));

        assertThat(store.management).isEqualTo(token(2));
    }

    @Test
    void is_sameTokenAndSaveFailedBefore_isTriedAgain() {
        store.amendFailure = FakeStore.away();
        management.is(token(1));
        store.amendFailure = null;

        management.is(token(1));

        assertThat(store.management).isEqualTo(token(1));
    }

    @Test
    void is_savedAndItsReplyLost_theNextOneIsSavedAllTheSame() {
        store.amendFailure = FakeStore.away();
        management.is(token(1));
        store.amendFailure = null;
        store.management = token(1);

        management.is(token(2));

        assertThat(store.management).isEqualTo(token(2));
    }

    @Test
    void save_storeThrowsSomethingElse_isTriedAgain() {
        store.amendFailure = new IllegalStateException("for the test");
        management.is(token(1));
        store.amendFailure = null;

        management.save();
        management.save();

        assertThat(store.management).isEqualTo(token(1));
        assertThat(store.amends).hasSize(2);
    }

    @Test
    void saveOver_winnerHasWhatWasReplaced_isAmended() {
        management.is(token(1));
        store.management = token(0);

        management.saveOver(token(0));

        assertThat(store.management).isEqualTo(token(1));
    }

    @Test
    void saveOver_winnerHasAnotherToken_isLeftAlone() {
        management.is(token(1));
        store.management = token(7);
        store.amends.clear();

        management.saveOver(token(7));
        management.saveOver(null);

        assertThat(store.amends).isEmpty();
    }
}

package io.github.dcr4j.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.ManagementToken;
import io.github.dcr4j.resolver.Samples;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that was renewed, not replaced: it is never deleted, and its token is saved. */
class RegistrationKeeperRenewedTest extends RegistrationKeeperFixture {
    private DcrCredentials keepRenewed(ManagementToken token) {
        return keeper.keepRenewed(attempt, lease, registered, token);
    }

    private List<String> unmanageable() {
        return events.stream()
                .filter(DcrEvent.ManagementLost.class::isInstance)
                .map(event -> ((DcrEvent.ManagementLost) event).clientId().exact())
                .toList();
    }

    /**
     * The store does not refer to the client in any of these: it is the renewal alone that keeps it from being deleted.
     */
    private ManagementToken renewing() {
        return new ManagementToken(store, key, Samples.management("https://idp.example.com/client-1"));
    }

    @Test
    void keep_renewedAndSaved_tellsThatItWasRenewed() {
        keepRenewed(renewing());

        assertThat(attempt.takeEvents()).singleElement().isInstanceOf(DcrEvent.Renewed.class);
    }

    @Test
    void keep_renewedAndLost_isNotDeleted() {
        store.current.put(key, client("theirs"));

        keepRenewed(renewing());

        assertThat(orphans()).isEmpty();
    }

    @Test
    void publish_renewedAndExpiredWhileHeld_isNotDeleted() {
        storeAway();
        keepRenewed(renewing());

        clock.advance(Duration.ofHours(2));

        assertThat(unpublished.find(key)).isNull();
        assertThat(orphans()).isEmpty();
    }

    @Test
    void keep_anEarlierOneOfTheKeyWasRenewed_isNotDeleted() {
        storeAway();
        keepRenewed(renewing());

        keepInAnotherAttempt(request, client("next"));

        assertThat(orphans()).isEmpty();
    }

    @Test
    void letGo_renewedAndStoreStillAway_isNotDeleted() {
        storeAway();
        keepRenewed(renewing());

        keeper.letGo();

        assertThat(orphans()).isEmpty();
    }

    @Test
    void letGo_thenStoreFailsForARenewedStraggler_isNeitherHeldNorDeleted() {
        keeper.letGo();
        storeAway();

        DcrStoreException failure = catchThrowableOfType(DcrStoreException.class, () -> keepRenewed(renewing()));

        assertThat(failure.orphan()).isEmpty();
        assertThat(orphans()).isEmpty();
    }

    /** The server has replaced the token, and the store has the old one. */
    private ManagementToken renewingWithTokenUnsaved() {
        DcrManagement stored = Samples.management("https://idp.example.com/client-1");
        ManagementToken newest = new ManagementToken(store, key, stored);
        store.management = stored;
        store.amendFailure = FakeStore.away();
        newest.is(newer(stored));
        return newest;
    }

    private static DcrManagement newer(DcrManagement stored) {
        return new DcrManagement(
                stored.clientId(), stored.registrationClientUri(), Secret.of("a-newer-management-token"));
    }

    @Test
    void letGo_renewedAndNotEvenItsTokenCanBeSaved_isReported() {
        storeAway();
        keepRenewed(renewingWithTokenUnsaved());

        keeper.letGo();

        assertThat(unmanageable()).containsExactly("client-1");
        assertThat(orphans()).isEmpty();
    }

    @Test
    void letGo_renewedAndItsTokenAloneCanBeSaved_isNotReported() {
        storeAway();
        keepRenewed(renewingWithTokenUnsaved());
        store.amendFailure = null;

        keeper.letGo();

        assertThat(store.management).isEqualTo(newer(Samples.management("https://idp.example.com/client-1")));
        assertThat(unmanageable()).isEmpty();
    }

    @Test
    void letGo_thenNeitherARenewedStragglerNorItsTokenCanBeSaved_isReported() {
        keeper.letGo();
        storeAway();

        ManagementToken renewing = renewingWithTokenUnsaved();
        DcrStoreException failure = catchThrowableOfType(DcrStoreException.class, () -> keepRenewed(renewing));

        assertThat(failure.orphan()).isEmpty();
        assertThat(attempt.takeEvents()).containsExactly(new DcrEvent.ManagementLost(key, ForeignText.of("client-1")));
    }
}

package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The local clock is wrong, or is set: nothing that was saved is lost for that. */
class WrongClockTest {
    private static final DcrKey KEY = key("openid");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final ManualClock clock = new ManualClock();
    private final MemoryDcrCredentialStore store =
            MemoryDcrCredentialStore.builder().clock(clock).build();

    /**
     * Returns a client with a secret for ten minutes, issued now by the clock of a server that is an hour behind this
     * one.
     */
    private DcrCredentials ofAServerAnHourBehind(String clientId) {
        return ofAServerAnHourBehind(KEY, clientId);
    }

    private DcrCredentials ofAServerAnHourBehind(DcrKey key, String clientId) {
        return credentials(key, clientId)
                .createdAt(clock.now().minus(HOUR))
                .clientSecretExpiresAt(clock.now().minus(HOUR).plus(Duration.ofMinutes(10)))
                .build();
    }

    @Test
    void find_clockIsAnHourAheadOfTheServers_isFoundForTheSecretsLife() {
        store.save(ofAServerAnHourBehind("a"), null, null);

        clock.advance(Duration.ofMinutes(10).minusNanos(1));

        assertThat(store.find(KEY)).isNotNull();
    }

    @Test
    void find_clockIsAnHourAheadOfTheServersAndTheClientIsReplaced_isFoundAsFormer() {
        DcrCredentials replaced = ofAServerAnHourBehind("a");
        store.save(replaced, null, null);
        store.save(ofAServerAnHourBehind("b"), replaced.generation(), null);

        clock.advance(Duration.ofMinutes(10));

        assertThat(store.find(KEY, replaced.generation()))
                .extracting(DcrCredentials::clientId)
                .isEqualTo("a");
    }

    @Test
    void takeEvicted_clockIsAnHourAheadOfTheServers_tellsOfUsableClients() {
        MemoryDcrCredentialStore small =
                MemoryDcrCredentialStore.builder().clock(clock).maximumSize(30).build();
        for (int i = 0; i < 60; i++) {
            small.save(ofAServerAnHourBehind(key("scope-" + i), "client-" + i), null, null);
        }

        assertThat(small.takeEvicted()).isNotEmpty();
    }

    @Test
    void claim_clockStepsBackTenMinutes_leaseEndsAfterItsTwentySeconds() {
        DcrCoordination coordination = store.coordination(clock);
        coordination.claim(claimOf("we"));
        clock.setWallClock(clock.now().minus(Duration.ofMinutes(10)));

        assertThat(coordination.claim(claimOf("they"))).isInstanceOf(Claim.Busy.class);
        clock.advance(LEASE);

        assertThat(coordination.claim(claimOf("they"))).isInstanceOf(Claim.Granted.class);
    }

    private static ClaimRequest claimOf(String owner) {
        return new ClaimRequest(KEY, owner, LEASE, null, "digest", Ceiling.NONE, Purpose.REGISTER);
    }

    @Test
    void find_clockIsSetAnHourForwardAndTenMinutesBack_credentialsStay() {
        store.save(
                credentials(KEY, "a")
                        .createdAt(clock.now())
                        .clientSecretExpiresAt(clock.now().plus(Duration.ofMinutes(30)))
                        .build(),
                null,
                null);

        clock.setWallClock(clock.now().plus(HOUR));
        assertThat(store.find(KEY)).isNotNull();
        clock.setWallClock(clock.now().minus(Duration.ofMinutes(70)));

        assertThat(store.find(KEY)).isNotNull();
    }
}

package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A login service never sees a token answer of a client that was deleted, and finds out all the same. */
class PeriodicCheckTest {
    private static final Duration DAY = Duration.ofDays(1);

    private static FakeAuthorizationServerBuilder unmanaged() {
        return FakeAuthorizationServer.builder().withoutManagement();
    }

    private static DcrRequest checked(Fleet fleet, Duration period) {
        return fleet.requestBuilder().scopes("openid").verifyEvery(period).build();
    }

    private static int asked(Fleet fleet) {
        return fleet.server().at(FakeEndpoint.TOKEN).count();
    }

    /**
     * A replica whose work runs on the thread that advances the clock: what falls due is done before the clock goes on.
     */
    private static DcrResolver newReplica(Fleet fleet) {
        return fleet.newReplica(settings -> settings.executor(Runnable::run));
    }

    /** Each replica that watches the client waits for its next turn. */
    private static void pass(Fleet fleet, Duration time, int watching) {
        fleet.clock().advance(time);
        assertThat(fleet.clock().pendingWaits()).hasSize(watching);
    }

    @ParameterizedTest
    @EnumSource
    void verifyEvery_clientDeletedAndNobodyComes_isReplacedOnceByThreeReplicasWithinThePeriod(StoreKind kind) {
        try (Fleet fleet = Fleet.onOneThread(kind, unmanaged())) {
            List<DcrResolver> replicas = List.of(newReplica(fleet), newReplica(fleet), newReplica(fleet));
            DcrRequest request = checked(fleet, DAY);
            DcrCredentials dead = replicas.get(0).resolve(request);
            replicas.forEach(replica -> assertThat(replica.resolve(request)).isEqualTo(dead));
            pass(fleet, Duration.ofHours(1), 3);
            assertThat(asked(fleet)).isZero(); // it was registered a moment ago
            fleet.server().forgetAll();

            pass(fleet, DAY, 3);

            assertThat(fleet.registrations()).isEqualTo(2);
            assertThat(asked(fleet)).isOne();
            DcrCredentials next = replicas.get(2).resolve(request);
            assertThat(next.clientId()).isNotEqualTo(dead.clientId());
            replicas.forEach(replica -> assertThat(replica.resolve(request)).isEqualTo(next));
            assertThat(fleet.events().of(DcrEvent.Verified.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.outcome()).isEqualTo("GONE"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void verifyEvery_clientLives_isCheckedOnceAPeriodForAllReplicas(StoreKind kind) {
        try (Fleet fleet = Fleet.onOneThread(kind, unmanaged())) {
            List<DcrResolver> replicas = List.of(newReplica(fleet), newReplica(fleet), newReplica(fleet));
            DcrRequest request = checked(fleet, DAY);
            replicas.forEach(replica -> replica.resolve(request));
            pass(fleet, Duration.ofMinutes(5), 3);

            for (int day = 1; day <= 5; day++) {
                for (int hour = 0; hour < 24; hour++) {
                    pass(fleet, Duration.ofHours(1), 3);
                }
                // each is nine tenths of a period to a whole one after the one before
                assertThat(asked(fleet)).isBetween(day - 1, day + 1);
            }
            assertThat(asked(fleet)).isBetween(4, 6);
            assertThat(fleet.registrations()).isOne();
        }
    }

    /** A service that is started anew each day would never be checked if each start began the period. */
    @Test
    void verifyEvery_restartedReplica_checksWhatWasDueSoonAfterItsFirstUse() {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrRequest request = checked(fleet, DAY);
            DcrResolver before = newReplica(fleet);
            before.resolve(request);
            before.close();
            fleet.clock().advance(DAY.multipliedBy(3));

            newReplica(fleet).resolve(request);
            pass(fleet, Duration.ofMinutes(5), 1);

            assertThat(asked(fleet)).isOne();
        }
    }

    @Test
    void verifyEvery_serverAway_keepsTheClientAndGoesOn() {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrResolver resolver = newReplica(fleet);
            DcrRequest request = checked(fleet, DAY);
            DcrCredentials client = resolver.resolve(request);
            pass(fleet, Duration.ofMinutes(5), 1);
            fleet.server().at(FakeEndpoint.TOKEN).answerNext(FakeAnswer.status(503));
            fleet.server().at(FakeEndpoint.AUTHORIZATION).answerNext(FakeAnswer.status(503));

            pass(fleet, DAY, 1);
            assertThat(resolver.resolve(request)).isEqualTo(client);
            fleet.server().forgetAll();
            pass(fleet, DAY, 1);

            assertThat(resolver.resolve(request)).isNotEqualTo(client);
            assertThat(fleet.registrations()).isEqualTo(2);
        }
    }

    @Test
    void verifyEvery_removedClient_isForgottenUntilTheNextUse() {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrResolver resolver = newReplica(fleet);
            DcrRequest request = checked(fleet, DAY);
            resolver.resolve(request);
            resolver.operations().deregister(request);

            pass(fleet, DAY, 0);

            assertThat(asked(fleet)).isZero();
            resolver.resolve(request);
            assertThat(fleet.clock().pendingWaits()).hasSize(1);
        }
    }

    @Test
    void verifyEvery_closedResolver_checksNothingAnyMore() {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrResolver resolver = newReplica(fleet);
            resolver.resolve(checked(fleet, DAY));

            resolver.close();

            assertThat(fleet.clock().pendingWaits()).isEmpty();
        }
    }

    @Test
    void verifyEvery_notAskedFor_checksNothing() {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            newReplica(fleet).resolve(fleet.request("openid"));

            pass(fleet, DAY.multipliedBy(30), 0);

            assertThat(asked(fleet)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT59M", "PT0S", "-PT1H", "P91D"})
    void verifyEvery_periodOutOfRange_isRefused(Duration period) {
        try (Fleet fleet = new Fleet(StoreKind.MAP)) {
            assertThatThrownBy(() -> fleet.requestBuilder().verifyEvery(period))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("verifyEvery");
        }
    }
}

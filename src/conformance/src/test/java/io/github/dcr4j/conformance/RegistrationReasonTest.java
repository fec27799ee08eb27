package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEvent.RegistrationReason;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An event says why a client was registered, whichever replica began it. */
class RegistrationReasonTest {
    private static DcrEvent.Registered last(Fleet fleet) {
        List<DcrEvent.Registered> all = fleet.events().of(DcrEvent.Registered.class);
        return all.get(all.size() - 1);
    }

    private static void assertReason(Fleet fleet, RegistrationReason reason, DcrCredentials before) {
        assertThat(last(fleet).reason()).isEqualTo(reason);
        assertThat(last(fleet).inPlaceOf()).hasToString(before.clientId());
    }

    @ParameterizedTest
    @EnumSource
    void registered_nothingStored_isTheFirst(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrRequest request = fleet.request("openid");
            DcrResolver resolver = fleet.newReplica();

            resolver.resolve(request);

            assertThat(last(fleet).reason()).isEqualTo(RegistrationReason.FIRST);
            assertThat(last(fleet).inPlaceOf()).isNull();
            resolver.operations().deregister(request);
            resolver.resolve(request);
            assertThat(last(fleet).reason()).isEqualTo(RegistrationReason.FIRST);
            assertThat(fleet.registrations()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void registered_secretEndsSoon_isDue(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrCredentials first = resolver.resolve(fleet.request("openid"));
            fleet.clock().advance(Duration.ofMinutes(50));

            resolver.resolve(fleet.request("openid"));

            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> fleet.events().of(DcrEvent.Registered.class).size() == 2);
            assertReason(fleet, RegistrationReason.DUE, first);
        }
    }

    /** Kept in the store for a quarter of an hour, and known by its name for longer. */
    @ParameterizedTest
    @EnumSource
    void registered_secretHasExpired_isExpired(StoreKind kind) {
        for (Duration later : new Duration[] {Fleet.SECRET_LIFE, Fleet.SECRET_LIFE.multipliedBy(3)}) {
            try (Fleet fleet = new Fleet(kind)) {
                DcrCredentials first = fleet.newReplica().resolve(fleet.request("openid"));
                fleet.clock().advance(later);

                fleet.newReplica().resolve(fleet.request("openid"));

                assertReason(fleet, RegistrationReason.EXPIRED, first);
            }
        }
    }

    /** The replica that reports it fails to replace it, and another one registers. */
    @ParameterizedTest
    @EnumSource
    void registered_rejectedOnAnotherReplica_isRejected(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrRequest request = fleet.request("openid");
            DcrResolver one = fleet.newReplica();
            DcrCredentials dead = one.resolve(request);
            fleet.server().at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.status(500));
            assertThatThrownBy(() -> one.reportRejected(request, dead, ClientRejection.observed("invalid_client")))
                    .isInstanceOf(RuntimeException.class);
            fleet.clock().advance(Duration.ofMinutes(1));

            fleet.newReplica().resolve(request);

            assertReason(fleet, RegistrationReason.REJECTED, dead);
        }
    }

    @ParameterizedTest
    @EnumSource
    void registered_anotherOneAskedFor_isOnPurpose(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrRequest request = fleet.request("openid");
            DcrResolver resolver = fleet.newReplica();
            DcrCredentials first = resolver.resolve(request);

            resolver.replace(request);

            assertReason(fleet, RegistrationReason.ON_PURPOSE, first);
        }
    }
}

package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.ClientStatus;
import io.github.dcr4j.ClientStatus.State;
import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How it stands with a client is told by every replica, and nothing is sent for it. */
class ClientStatusTest {
    private static Instant now(Fleet fleet) {
        return Instant.ofEpochMilli(fleet.clock().millis());
    }

    @ParameterizedTest
    @EnumSource
    void status_fromNothingToExpired_isToldByAnotherReplica(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrRequest request = fleet.request("openid");
            DcrResolver other = fleet.newReplica();
            ClientStatus before = other.status(request);
            assertThat(before.state()).isEqualTo(State.NONE);
            assertThat(before.clientId()).isNull();
            assertThat(before.nextTry()).isNull();

            DcrCredentials client = fleet.newReplica().resolve(request);

            ClientStatus usable = other.status(request);
            assertThat(usable.state()).isEqualTo(State.USABLE);
            assertThat(usable.way()).isEqualTo(Way.REGISTERED);
            assertThat(usable.clientId()).hasToString(client.clientId());
            assertThat(usable.generation()).isEqualTo(client.generation());
            assertThat(usable.clientSecretExpiresAt())
                    .isEqualTo(client.clientSecretExpiresAt().orElseThrow());
            assertThat(usable.saved()).isTrue();
            assertThat(usable.underWay()).isFalse();
            assertThat(usable.toString())
                    .doesNotContain(client.clientSecret().orElseThrow().reveal());
            fleet.clock().advance(Fleet.SECRET_LIFE.minusMinutes(3));
            assertThat(other.status(request).state()).isEqualTo(State.DUE);
            fleet.clock().advance(Duration.ofMinutes(5));
            assertThat(other.status(request).state()).isEqualTo(State.EXPIRED);
            fleet.clock().advance(Duration.ofHours(1)); // its record has run out, and it is known by its name
            assertThat(other.status(request).state()).isEqualTo(State.EXPIRED);
            assertThat(other.status(request).clientId()).hasToString(client.clientId());
            assertThat(fleet.registrations()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void status_rejectedAndNotReplaced_saysWhyAndWhenTheNextTryMayBe(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrRequest request = fleet.request("openid");
            DcrResolver one = fleet.newReplica();
            DcrCredentials dead = one.resolve(request);
            fleet.server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(FakeAnswer.status(503).withHeader("Retry-After", "90"));
            assertThatThrownBy(() -> one.reportRejected(request, dead, ClientRejection.observed("invalid_client")))
                    .isInstanceOf(RuntimeException.class);

            ClientStatus told = fleet.newReplica().status(request);

            assertThat(told.state()).isEqualTo(State.REJECTED);
            assertThat(told.clientId()).hasToString(dead.clientId());
            assertThat(told.failures()).isOne();
            assertThat(told.lastFailure()).contains("503");
            assertThat(told.nextTry()).isEqualTo(now(fleet).plusSeconds(90));
            fleet.clock().advance(Duration.ofSeconds(91));
            ClientStatus later = fleet.newReplica().status(request);
            assertThat(later.nextTry()).isNull();
            assertThat(later.lastFailure()).contains("invalid_client");
            assertThat(fleet.registrations()).isEqualTo(2);
        }
    }

    @Test
    void status_heldClient_isNotSaved() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = kit.request("openid");
            kit.store().faults().failUntilRepaired(StoreOperation.SAVE);
            DcrCredentials held = kit.resolver().resolve(request);

            ClientStatus told = kit.resolver().status(request);

            assertThat(told.state()).isEqualTo(State.USABLE);
            assertThat(told.saved()).isFalse();
            assertThat(told.generation()).isEqualTo(held.generation());
            kit.store().faults().repair();
        }
    }

    @Test
    void status_any_readsTheStoreOnceAndSendsNothing() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = kit.request("openid");
            kit.resolver().resolve(request);
            kit.clock().advance(Duration.ofDays(400));
            int requests = kit.server().calls().size();

            ClientStatus unused = kit.resolver().status(request);

            assertThat(kit.store().faults().calls(StoreOperation.STANDING)).isOne();
            assertThat(kit.server().calls()).hasSize(requests);
        }
    }

    @Test
    void status_storeAway_isItsFailure() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            kit.store().faults().failUntilRepaired(StoreOperation.STANDING);

            assertThatThrownBy(() -> kit.resolver().status(kit.request("openid")))
                    .isInstanceOf(DcrStoreException.class);
        }
    }
}

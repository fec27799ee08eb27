package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An expired secret is never served, and the client that had it can still finish what it began. */
class ResolveExpiryTest {
    @ParameterizedTest
    @EnumSource
    void resolve_secretExpired_registersAgainOnce(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrCredentials first = resolver.resolve(fleet.request("openid"));
            fleet.clock().advance(Fleet.SECRET_LIFE);

            DcrCredentials second = resolver.resolve(fleet.request("openid"));
            DcrCredentials third = resolver.resolve(fleet.request("openid"));

            assertThat(second.clientId()).isNotEqualTo(first.clientId());
            assertThat(second.version()).isEqualTo(first.version() + 1);
            assertThat(third).isEqualTo(second);
            assertThat(fleet.registrations()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_withinTheSkewAllowance_countsAsExpired(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica(settings -> settings.skew(Duration.ofSeconds(60)));
            DcrCredentials first = resolver.resolve(fleet.request("openid"));

            fleet.clock().advance(Fleet.SECRET_LIFE.minusSeconds(60).minusMillis(1));
            DcrCredentials stillFresh = resolver.resolve(fleet.request("openid"));
            fleet.clock().advance(Duration.ofMillis(1));
            DcrCredentials second = resolver.resolve(fleet.request("openid"));

            assertThat(stillFresh).isEqualTo(first);
            assertThat(second.clientId()).isNotEqualTo(first.clientId());
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_secretOfFiveSeconds_isServedForItsLife(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind, FakeAuthorizationServer.builder().secretLife(Duration.ofSeconds(5)))) {
            DcrResolver resolver = fleet.newReplica(settings -> settings.refreshWindow(0));
            DcrCredentials first = resolver.resolve(fleet.request("openid"));

            fleet.clock().advance(Duration.ofSeconds(4));
            DcrCredentials again = resolver.resolve(fleet.request("openid"));

            assertThat(again).isEqualTo(first);
            assertThat(fleet.registrations()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void find_generationReplacedAfterItsEnd_staysForItsLastMinutes(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials former = resolver.resolve(request);
            fleet.clock().advance(Fleet.SECRET_LIFE.minusSeconds(30));
            resolver.resolve(request);

            assertThat(fleet.newReplica().find(request, former.generation())).hasValue(former);

            fleet.clock().advance(Duration.ofSeconds(30).plusMinutes(15));
            assertThat(resolver.find(request, former.generation())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_secretNeverExpires_isServedForever(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind, FakeAuthorizationServer.builder())) {
            DcrResolver resolver = fleet.newReplica();
            DcrCredentials first = resolver.resolve(fleet.request("openid"));

            fleet.clock().advance(Duration.ofDays(3_650));

            assertThat(resolver.resolve(fleet.request("openid"))).isEqualTo(first);
            assertThat(fleet.registrations()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_expiredAndServerDown_failsAndDoesNotServeTheDeadSecret(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            resolver.resolve(fleet.request("openid"));
            fleet.clock().advance(Fleet.SECRET_LIFE);
            fleet.server().at(FakeEndpoint.REGISTRATION).answerNext(io.github.dcr4j.testkit.FakeAnswer.status(500));

            assertThatThrownBy(() -> resolver.resolve(fleet.request("openid")))
                    .isInstanceOfSatisfying(
                            DcrException.class, e -> assertThat(e.step()).isEqualTo(DcrException.Step.REGISTER));

            fleet.clock().advance(Duration.ofSeconds(5));
            assertThat(resolver.resolve(fleet.request("openid")).version()).isEqualTo(2);
        }
    }

    /** What the hit found is handed on: the claim need not find it again. */
    @Test
    void resolve_storedClientHasExpired_claimsOnce() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = kit.request("openid");
            DcrCredentials first = kit.resolver().resolve(request);
            kit.clock().advance(Fleet.SECRET_LIFE);
            int claims = kit.store().faults().calls(StoreOperation.CLAIM);

            DcrCredentials second = kit.resolver().resolve(request);

            assertThat(second.clientId()).isNotEqualTo(first.clientId());
            assertThat(second.version()).isEqualTo(2);
            assertThat(kit.store().faults().calls(StoreOperation.CLAIM) - claims)
                    .isOne();
        }
    }
}

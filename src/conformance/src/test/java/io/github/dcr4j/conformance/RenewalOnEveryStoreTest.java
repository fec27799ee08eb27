package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the store, a client whose token rotates is renewed again and again, and every replica has what is true. */
class RenewalOnEveryStoreTest {
    @ParameterizedTest
    @EnumSource
    void resolve_tokenRotates_isRenewedAgainAndAgainForEveryReplica(StoreKind kind) {
        FakeAuthorizationServerBuilder rotating = FakeAuthorizationServer.builder()
                .secretLife(Fleet.SECRET_LIFE)
                .rotatingRegistrationAccessToken()
                .renewingSecretOnUpdate();
        try (Fleet fleet = new Fleet(kind, rotating)) {
            DcrResolver one = fleet.newReplica();
            DcrResolver other = fleet.newReplica();
            DcrRequest request = fleet.requestBuilder()
                    .scopes("openid")
                    .renewal(RenewalStrategy.RENEW)
                    .build();
            String clientId = one.resolve(request).clientId();

            for (DcrResolver next : new DcrResolver[] {one, other, one}) {
                fleet.clock().advance(Fleet.SECRET_LIFE);

                DcrCredentials renewed = next.resolve(request);

                FakeClient held = fleet.server().client(clientId).orElseThrow();
                assertThat(renewed.clientId()).isEqualTo(clientId);
                assertThat(renewed.clientSecret().orElse(null)).isEqualTo(held.clientSecret());
                assertThat(renewed.management().orElse(null)).isEqualTo(held.management());
                assertThat(one.resolve(request)).isEqualTo(renewed);
                assertThat(other.resolve(request)).isEqualTo(renewed);
            }
            assertThat(fleet.registrations()).isOne();
        }
    }
}

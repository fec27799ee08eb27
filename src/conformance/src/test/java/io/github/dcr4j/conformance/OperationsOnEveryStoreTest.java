package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.ClientState;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.Deregistration;
import io.github.dcr4j.resolver.KnownClient;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator does through one replica is what every replica sees. */
class OperationsOnEveryStoreTest {
    private static FakeAuthorizationServerBuilder rotating() {
        return FakeAuthorizationServer.builder()
                .secretLife(Fleet.SECRET_LIFE)
                .rotatingRegistrationAccessToken()
                .renewingSecretOnUpdate();
    }

    @ParameterizedTest
    @EnumSource
    void list_clientsOfTwoKeys_showsTheirStates(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver replica = fleet.newReplica();
            DcrCredentials old = replica.resolve(fleet.request("openid"));
            fleet.clock().advance(Fleet.SECRET_LIFE.minusMinutes(3));
            DcrCredentials young = replica.resolve(fleet.request("profile"));

            assertThat(replica.operations().list()).hasSize(2).anySatisfy(listed -> {
                assertThat(listed.clientId()).hasToString(old.clientId());
                assertThat(listed.state()).isEqualTo(ClientState.DUE);
                assertThat(listed.manageable()).isTrue();
                assertThat(listed.version()).isEqualTo(1);
            });
            fleet.clock().advance(Duration.ofMinutes(5));
            assertThat(replica.operations().list())
                    .anySatisfy(listed -> {
                        assertThat(listed.clientId()).hasToString(old.clientId());
                        assertThat(listed.state()).isEqualTo(ClientState.EXPIRED);
                    })
                    .anySatisfy(listed -> {
                        assertThat(listed.clientId()).hasToString(young.clientId());
                        assertThat(listed.state()).isEqualTo(ClientState.FRESH);
                        assertThat(listed.generation()).isEqualTo(young.generation());
                        assertThat(listed.toString())
                                .doesNotContain(
                                        young.clientSecret().orElseThrow().reveal());
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void readAndUpdate_tokenRotates_everyReplicaHasTheNewest(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind, rotating())) {
            DcrResolver one = fleet.newReplica();
            DcrResolver other = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            one.resolve(request);
            DcrRequest renamed =
                    fleet.requestBuilder().scopes("openid").clientName("after").build();

            String told = one.operations().read(request);
            DcrCredentials updated = other.operations().update(renamed);
            String toldAfter = one.operations().read(request);

            FakeClient held = fleet.server().client(updated.clientId()).orElseThrow();
            DcrManagement management = one.resolve(request).management().orElseThrow();
            assertThat(told).doesNotContain("after");
            assertThat(toldAfter).contains("\"client_name\":\"after\"");
            assertThat(management).isEqualTo(held.management());
            assertThat(one.resolve(request).clientSecret().orElse(null)).isEqualTo(held.clientSecret());
            assertThat(fleet.registrations()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void deregister_currentAndFormer_areGoneForEveryReplica(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind, rotating())) {
            DcrResolver one = fleet.newReplica();
            DcrResolver other = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials first = one.resolve(request);
            fleet.clock().advance(Fleet.SECRET_LIFE);
            DcrCredentials second = other.resolve(request);
            one.operations().read(request);

            Deregistration outcome = one.operations().deregister(request);
            Deregistration again = other.operations().deregister(request);

            assertThat(outcome.deleted())
                    .extracting(ForeignText::exact)
                    .containsExactlyInAnyOrder(first.clientId(), second.clientId());
            assertThat(outcome.leftBehind()).isEmpty();
            assertThat(again.deleted()).isEmpty();
            assertThat(again.leftBehind()).isEmpty();
            assertThat(fleet.server().clients()).isEmpty();
            assertThat(other.find(request, second.generation())).isEmpty();
            assertThat(other.resolve(request).clientId()).isNotEqualTo(second.clientId());
        }
    }

    @ParameterizedTest
    @EnumSource
    void purge_currentAndFormer_areForgottenByEveryReplica(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind, rotating())) {
            DcrResolver one = fleet.newReplica();
            DcrResolver other = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials first = one.resolve(request);
            fleet.clock().advance(Fleet.SECRET_LIFE);
            DcrCredentials second = other.resolve(request);
            one.resolve(request);

            List<DcrOrphan> left = one.operations().purge(request.key());

            assertThat(left)
                    .extracting(orphan -> orphan.clientId().exact())
                    .containsExactlyInAnyOrder(first.clientId(), second.clientId());
            assertThat(fleet.server().clients()).hasSize(2);
            assertThat(other.find(request, second.generation())).isEmpty();
            assertThat(other.resolve(request).clientId()).isNotIn(first.clientId(), second.clientId());
        }
    }

    /** Some stores forget a client when its secret has ended; what it takes to delete it they remember. */
    @ParameterizedTest
    @EnumSource
    void deregister_secretHasLongEnded_isDeletedAllTheSame(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind, rotating())) {
            DcrRequest request = fleet.request("openid");
            DcrCredentials ended = fleet.newReplica().resolve(request);
            fleet.clock().advance(Duration.ofDays(2));

            Deregistration outcome = fleet.newReplica().operations().deregister(request);

            assertThat(outcome.deleted()).extracting(ForeignText::exact).containsExactly(ended.clientId());
            assertThat(fleet.server().clients()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void adopt_afterDeregister_isUsedByEveryReplica(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind, rotating())) {
            DcrResolver one = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            FakeClient held = fleet.server()
                    .client(one.resolve(fleet.request("profile")).clientId())
                    .orElseThrow();
            one.resolve(request);
            one.operations().deregister(request);

            one.operations()
                    .adopt(
                            request,
                            new KnownClient(
                                    held.clientId(),
                                    held.clientSecret(),
                                    TokenEndpointAuthMethod.CLIENT_SECRET_BASIC,
                                    held.clientSecretExpiresAt(),
                                    null));

            assertThat(fleet.newReplica().resolve(request).clientId()).isEqualTo(held.clientId());
        }
    }
}

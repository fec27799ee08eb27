package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEvent.RegistrationReason;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether the server still knows a client is found out by what it says, and no token is made for it. */
class VerifyTest extends VerifyFixture {
    @ParameterizedTest
    @EnumSource
    void verify_managedClient_isAliveByAReadAlone(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind, FakeAuthorizationServer.builder().rotatingRegistrationAccessToken())) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials client = resolver.resolve(request);

            Verification first = resolver.verify(request);
            Verification second = fleet.newReplica().verify(request);

            assertThat(seen(first)).containsExactly("MANAGEMENT ALIVE");
            assertThat(second.outcome()).isEqualTo(Outcome.ALIVE);
            assertThat(second.clientId()).hasToString(client.clientId());
            assertThat(second.generation()).isEqualTo(client.generation());
            assertThat(count(fleet, FakeEndpoint.TOKEN)).isZero();
            assertThat(resolver.resolve(request).generation()).isEqualTo(client.generation());
        }
    }

    @ParameterizedTest
    @EnumSource
    void verify_deletedClient_isGoneAndReplacedOnce(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials dead = resolver.resolve(request);
            fleet.server().forgetAll();

            Verification found = resolver.verify(request);

            DcrCredentials next = fleet.newReplica().resolve(request);
            assertThat(seen(found)).containsExactly("MANAGEMENT GONE");
            assertThat(found.replacement()).isEqualTo(next.generation());
            assertThat(found.problem()).isNull();
            assertThat(next.clientId()).isNotEqualTo(dead.clientId());
            assertThat(fleet.registrations()).isEqualTo(2);
            assertThat(fleet.events().of(DcrEvent.Registered.class).get(1).reason())
                    .isEqualTo(RegistrationReason.REJECTED);
            assertThat(fleet.events().of(DcrEvent.Verified.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.outcome()).isEqualTo("GONE"));
            assertThat(found.toString())
                    .doesNotContain(dead.clientSecret().orElseThrow().reveal());
        }
    }

    @Test
    void verify_unmanagedClient_isProbablyAliveAndNoTokenIsMade() {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials client = resolver.resolve(request);

            Verification found = resolver.verify(request);

            assertThat(found.outcome()).isEqualTo(Outcome.PROBABLY_ALIVE);
            assertThat(seen(found))
                    .containsExactly("TOKEN_ENDPOINT PROBABLY_ALIVE", "AUTHORIZATION_ENDPOINT PROBABLY_ALIVE");
            Map<String, String> form =
                    fleet.server().at(FakeEndpoint.TOKEN).calls().get(0).form();
            assertThat(form.get("grant_type")).isEqualTo("authorization_code");
            assertThat(form.get("redirect_uri")).isEqualTo(client.redirectUris().get(0));
            Map<String, String> query =
                    fleet.server().at(FakeEndpoint.AUTHORIZATION).calls().get(0).parameters();
            assertThat(query).containsEntry("prompt", "none").containsEntry("client_id", client.clientId());
            assertThat(fleet.server()
                            .at(FakeEndpoint.AUTHORIZATION)
                            .calls()
                            .get(0)
                            .header("Cookie"))
                    .isEmpty();
            assertThat(fleet.registrations()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TokenEndpointAuthMethod.class,
            names = {"CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST", "NONE"})
    void verify_unmanagedClientThatIsGone_isFoundByTheTokenEndpoint(TokenEndpointAuthMethod method) {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.requestBuilder().authMethods(method).build();
            resolver.resolve(request);
            assertThat(resolver.verify(request).outcome()).isEqualTo(Outcome.PROBABLY_ALIVE);
            fleet.server().forgetAll();

            Verification found = resolver.verify(request);

            assertThat(seen(found)).containsExactly("TOKEN_ENDPOINT GONE");
            assertThat(found.text()).contains("401", "invalid_client");
            assertThat(found.replacement()).isNotNull();
            assertThat(fleet.registrations()).isEqualTo(2);
        }
    }

    @Test
    void verify_serverAway_isUnknownAndTheClientIsKept() {
        try (Fleet fleet = new Fleet(StoreKind.MAP)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials client = resolver.resolve(request);
            for (FakeEndpoint endpoint : FakeEndpoint.values()) {
                fleet.server().at(endpoint).answerAlways(FakeAnswer.status(503));
            }

            assertThat(resolver.verify(request).outcome()).isEqualTo(Outcome.UNKNOWN);

            assertThat(resolver.resolve(request)).isEqualTo(client);
        }
    }

    @Test
    void verify_nothingStored_registersNothing() {
        try (Fleet fleet = new Fleet(StoreKind.MAP)) {
            Verification found = fleet.newReplica().verify(fleet.request("openid"));

            assertThat(found.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(found.clientId()).isNull();
            assertThat(fleet.registrations()).isZero();
        }
    }

    @Test
    void verify_goneAndNotReplacedByItself_saysWhy() {
        try (Fleet fleet = new Fleet(StoreKind.MAP)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request =
                    fleet.requestBuilder().renewal(RenewalStrategy.MANUAL).build();
            resolver.resolve(request);
            fleet.server().forgetAll();

            Verification found = resolver.verify(request);

            assertThat(found.outcome()).isEqualTo(Outcome.GONE);
            assertThat(found.replacement()).isNull();
            assertThat(found.problem()).hasMessageContaining("MANUAL");
            assertThat(fleet.registrations()).isOne();
        }
    }

    @Test
    void verify_byManyAtOnce_asksOnceAndReplacesOnce() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            resolver.resolve(request);
            fleet.server().forgetAll();
            FakeGate gate = fleet.server().at(FakeEndpoint.TOKEN).hold();
            List<Future<Verification>> checks = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                checks.add(callers.submit(() -> resolver.verify(request)));
            }
            gate.awaitArrivals(1);
            gate.open();

            // one that comes late waits for the lease of the replacement, by the clock of the test
            await().atMost(Duration.ofMinutes(3)).until(() -> {
                fleet.clock().advance(Duration.ofMillis(100));
                return checks.stream().allMatch(Future::isDone);
            });

            for (Future<Verification> check : checks) {
                assertThat(check.get()).isNotNull();
            }
            assertThat(fleet.registrations()).isEqualTo(2);
        } finally {
            callers.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportRejected_forgedByABrowserAThousandTimes_checksOnceAnHourAndReplacesNothing(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind, unmanaged())) {
            List<DcrResolver> replicas = List.of(fleet.newReplica(), fleet.newReplica(), fleet.newReplica());
            DcrRequest request = fleet.request("openid");
            DcrCredentials client = replicas.get(0).resolve(request);
            ClientRejection forged = ClientRejection.inAuthorizationResponse(
                            client, true, "unauthorized_client", "unknown client")
                    .orElseThrow();

            for (int i = 0; i < 1_000; i++) {
                assertThat(replicas.get(i % 3).reportRejected(request, client, forged))
                        .isEqualTo(client);
            }

            assertThat(count(fleet, FakeEndpoint.TOKEN)).isOne();
            assertThat(fleet.registrations()).isOne();
            fleet.clock().advance(Duration.ofMinutes(59));
            replicas.get(1).reportRejected(request, client, forged);
            assertThat(count(fleet, FakeEndpoint.TOKEN)).isOne();
            fleet.clock().advance(Duration.ofMinutes(2));
            fleet.server().forgetAll();
            assertThat(replicas.get(2).reportRejected(request, client, forged).clientId())
                    .isNotEqualTo(client.clientId());
            assertThat(count(fleet, FakeEndpoint.TOKEN)).isEqualTo(2);
            assertThat(fleet.registrations()).isEqualTo(2);
        }
    }
}

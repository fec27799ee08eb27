package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.conformance.CheckedFleet;
import io.github.dcr4j.conformance.Login;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A login service whose client an oidc-provider has deleted finds out, though it never sees an answer to a token
 * request.
 */
@ExtendWith(NodeServers.class)
class OidcProviderCheckIT {
    private static final String REDIRECT = "http://127.0.0.1:49152/callback";
    private static final PlainCalls CALLS = new PlainCalls();

    private static NodeServer server;

    @BeforeAll
    static void start() throws Exception {
        server = NodeServer.start("oidc-provider.mjs");
    }

    @AfterAll
    static void stop() throws Exception {
        NodeServer.closeAll(server);
    }

    private static DcrRequestBuilder request() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .redirectUri(REDIRECT);
    }

    private static void delete(DcrCredentials registered) throws Exception {
        HttpResponse<String> deleted =
                CALLS.manage("DELETE", registered.management().orElseThrow(), null);
        assertThat(deleted.statusCode()).isEqualTo(204);
    }

    @Test
    void verifyEvery_clientDeletedAtTheServer_isReplacedOnceForThreeReplicasAndLoginsWork() throws Exception {
        try (CheckedFleet fleet = new CheckedFleet()) {
            DcrRequest request = request().verifyEvery(CheckedFleet.PERIOD).build();
            DcrCredentials dead = fleet.resolve(request);
            delete(dead);

            fleet.passAPeriod();

            DcrCredentials next = fleet.resolve(request);
            assertThat(next.clientId()).isNotEqualTo(dead.clientId());
            assertThat(fleet.published(DcrEvent.Registered.class)).hasSize(2);
            assertThat(new Login(next, REDIRECT, List.of("openid")).tokens().statusCode())
                    .isEqualTo(200);
        }
    }

    /** A service that can only be told by the token endpoint: its client cannot be read. */
    @ParameterizedTest
    @EnumSource(
            value = TokenEndpointAuthMethod.class,
            names = {"CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST", "CLIENT_SECRET_JWT", "NONE"})
    void verify_clientThatCannotBeRead_isProbablyAliveAndThenGone(TokenEndpointAuthMethod method) throws Exception {
        try (CheckedFleet fleet = new CheckedFleet();
                WatchedResolver registrar = new WatchedResolver()) {
            DcrRequest request = request().authMethods(method).build();
            DcrCredentials registered = registrar.resolve(request);
            fleet.adopt(request, registered);
            WatchedResolver replica = fleet.replicas().get(1);

            Verification alive = replica.verify(request);
            delete(registered);
            Verification gone = replica.verify(request);

            assertThat(alive.outcome()).as(alive.toString()).isEqualTo(Outcome.PROBABLY_ALIVE);
            assertThat(alive.evidence())
                    .as("the login page sends known clients back")
                    .allMatch(evidence -> evidence.says() == Outcome.PROBABLY_ALIVE)
                    .hasSize(2);
            assertThat(gone.outcome()).as(gone.toString()).isEqualTo(Outcome.GONE);
            assertThat(gone.replacement()).isNotNull();
            assertThat(fleet.published(DcrEvent.Registered.class)).hasSize(1);
        }
    }
}

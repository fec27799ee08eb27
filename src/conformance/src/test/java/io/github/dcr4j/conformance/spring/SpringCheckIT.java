package io.github.dcr4j.conformance.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.CheckedFleet;
import io.github.dcr4j.conformance.Login;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A login service whose client Spring Authorization Server has forgotten finds out, though it sees no token answer. */
class SpringCheckIT {
    private static final PlainCalls CALLS = new PlainCalls();

    private static SpringAuthorizationServer server;

    @BeforeAll
    static void start() throws Exception {
        server = SpringAuthorizationServer.builder()
                .oauth2Registration()
                .open()
                .acceptScopes()
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static DcrRequestBuilder request() {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .redirectUri("https://app.example.com/callback")
                .grantTypes("authorization_code", "client_credentials");
    }

    @Test
    void verifyEvery_clientForgottenByTheServer_isReplacedOnceForThreeReplicasAndWorks() throws Exception {
        try (CheckedFleet fleet = new CheckedFleet()) {
            DcrRequest request = request().verifyEvery(CheckedFleet.PERIOD).build();
            DcrCredentials dead = fleet.resolve(request);
            server.forget(dead.clientId());

            fleet.passAPeriod();

            DcrCredentials next = fleet.resolve(request);
            assertThat(next.clientId()).isNotEqualTo(dead.clientId());
            assertThat(fleet.published(DcrEvent.Registered.class)).hasSize(2);
            assertThat(CALLS.token(next).statusCode()).isEqualTo(200);
        }
    }

    /** The user meets the server's own page, and no token answer: the service learns of it by its check alone. */
    @Test
    void verifyEvery_clientForgottenByTheServer_usersLogInAgainWithItsReplacement() throws Exception {
        try (CheckedFleet fleet = new CheckedFleet()) {
            DcrRequest request = request()
                    .scopes("openid")
                    .variant("logins")
                    .verifyEvery(CheckedFleet.PERIOD)
                    .build();
            DcrCredentials dead = fleet.resolve(request);
            int before = login(dead).tokens().statusCode();
            server.forget(dead.clientId());
            assertThatThrownBy(login(dead)::code).hasMessageStartingWith("the login stops here");

            fleet.passAPeriod();

            DcrCredentials next = fleet.resolve(request);
            HttpResponse<String> tokens = login(next).tokens();
            assertThat(before).isEqualTo(200);
            assertThat(next.clientId()).isNotEqualTo(dead.clientId());
            assertThat(fleet.published(DcrEvent.Registered.class)).hasSize(2);
            assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
            assertThat(CALLS.json(tokens).has("id_token")).isTrue();
        }
    }

    private static Login login(DcrCredentials client) {
        return new Login(client, "https://app.example.com/callback", List.of("openid"));
    }

    @Test
    void verify_livingClient_isProbablyAliveAndKept() throws Exception {
        try (WatchedResolver resolver = new WatchedResolver()) {
            DcrRequest request = request().build();
            DcrCredentials client = resolver.resolve(request);

            Verification found = resolver.verify(request);

            assertThat(found.outcome()).as(found.toString()).isIn(Outcome.PROBABLY_ALIVE, Outcome.ALIVE);
            assertThat(resolver.resolve(request)).isEqualTo(client);
        }
    }
}

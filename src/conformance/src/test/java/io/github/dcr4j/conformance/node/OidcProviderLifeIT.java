package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.conformance.InitialAccessTokens;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of clients at an oidc-provider after their registration: they expire, are deleted, and are deleted. */
@ExtendWith(NodeServers.class)
class OidcProviderLifeIT {

    private static final Duration SECRET_LIFE = Duration.ofHours(1);
    /** More than the quarter of a minute for which the server takes a secret beyond its end. */
    private static final Duration SERVER_TOLERANCE = Duration.ofMinutes(1);

    private static final PlainCalls CALLS = new PlainCalls();

    /** Initial access tokens of the policy {@code expiring} only; registration access tokens that updates replace. */
    private static NodeServer server;

    private final WatchedResolver resolver = new WatchedResolver();

    @BeforeAll
    static void start() throws Exception {
        server = NodeServer.start(
                "oidc-provider.mjs", "--closed", "--rotate", "--secret-life=" + SECRET_LIFE.toSeconds());
    }

    @AfterAll
    static void stop() throws Exception {
        NodeServer.closeAll(server);
    }

    @AfterEach
    void close() {
        resolver.close();
    }

    @Test
    void resolve_secretExpired_registersAgainWithAnotherInitialAccessToken() throws Exception {
        InitialAccessTokens tokens = new InitialAccessTokens(() -> server.tell("token expiring"));
        DcrRequest request = request().initialAccessToken(tokens).build();
        DcrCredentials first = resolver.resolve(request);
        HttpResponse<String> before = CALLS.token(first);
        advance(SECRET_LIFE.plus(SERVER_TOLERANCE));

        DcrCredentials second = resolver.resolve(request);
        HttpResponse<String> late = CALLS.token(first);

        assertThat(before.statusCode()).isEqualTo(200);
        assertThat(first.clientSecretExpiresAt())
                .contains(first.clientIdIssuedAt().orElseThrow().plus(SECRET_LIFE));
        assertThat(late.statusCode()).isEqualTo(400);
        assertThat(CALLS.json(late).get("error").textValue()).isEqualTo("invalid_client");
        assertThat(second.clientId()).isNotEqualTo(first.clientId());
        assertThat(tokens.asked()).isEqualTo(2);
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(2);
        assertThat(CALLS.token(second).statusCode()).isEqualTo(200);
    }

    @Test
    void reportRejected_clientDeletedAtTheServer_replacesItOnce() throws Exception {
        DcrRequest request = request().build();
        DcrCredentials first = resolver.resolve(request);
        HttpResponse<String> deleted = CALLS.manage("DELETE", first.management().orElseThrow(), null);
        HttpResponse<String> rejected = CALLS.token(first);

        DcrCredentials second = resolver.reportRejected(request, first);
        DcrCredentials third = resolver.reportRejected(request, first);

        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(rejected.statusCode()).isEqualTo(401);
        assertThat(CALLS.json(rejected).get("error").textValue()).isEqualTo("invalid_client");
        assertThat(third).isEqualTo(second);
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(2);
        assertThat(CALLS.token(second).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_secretExpiredOnArrival_givesTheClientBack() throws Exception {
        try (NodeServer expired = NodeServer.start("oidc-provider.mjs", "--closed", "--secret-life=-60")) {
            DcrRequest request = request(expired).build();

            DcrException failure = catchThrowableOfType(DcrException.class, () -> resolver.resolve(request));

            assertThat(failure.step()).isEqualTo(Step.REGISTER);
            assertThat(failure)
                    .hasMessageStartingWith("the server at " + expired.issuer()
                            + "/reg registered a client that cannot be used: its" + " client_secret_expires_at, ")
                    .hasMessageContaining("has passed already: the secret expired on arrival");
            assertThat(failure.orphan()).isEmpty();
            String clientId = resolver.published(DcrEvent.ClientDeleted.class)
                    .get(0)
                    .clientId()
                    .exact();
            assertThat(resolver.sent()).endsWith("POST /reg", "DELETE /reg/" + clientId);
            assertThat(expired.tell("knows " + clientId)).isEqualTo("false");
        }
    }

    /** The server's clock counts: by this machine's the secret would have expired on arrival. */
    @Test
    void resolve_clockIsAheadByMoreThanASecretLives_usesTheClientAndReportsTheClock() throws Exception {
        resolver.clock().advance(SECRET_LIFE.plusMinutes(5));

        DcrCredentials client = resolver.resolve(request().build());

        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
        assertThat(resolver.published(DcrEvent.ClockDiffers.class)).isNotEmpty();
        assertThat(resolver.published(DcrEvent.ClientDeleted.class)).isEmpty();
    }

    @Test
    void resolve_anotherReplicaSavesFirst_usesItsClientAndGivesTheOwnBack() throws Exception {
        ManualClock clock = WatchedResolver.atMachineTime();
        try (MemoryDcrCredentialStore store =
                        MemoryDcrCredentialStore.builder().clock(clock).build();
                WatchedResolver replica = new WatchedResolver(store, clock)) {
            DcrRequest request = request().build();
            replica.beforeNextPost(() -> store.save(resolver.resolve(request), null, null));

            DcrCredentials client = replica.resolve(request);

            String winner = resolver.resolve(request).clientId();
            assertThat(client.clientId()).isEqualTo(winner);
            await().until(() -> !replica.published(DcrEvent.ClientDeleted.class).isEmpty());
            String loser = replica.published(DcrEvent.ClientDeleted.class)
                    .get(0)
                    .clientId()
                    .exact();
            assertThat(loser).isNotEqualTo(winner);
            assertThat(server.tell("knows " + loser)).isEqualTo("false");
            assertThat(server.tell("knows " + winner)).isEqualTo("true");
            assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
        }
    }

    /** The token that the registration gave is kept as it is; who updates the client elsewhere makes it worthless. */
    @Test
    void management_updateReplacesTheToken_oldOneIsRejectedAndNewOneDeletes() throws Exception {
        DcrCredentials client = resolver.resolve(request().build());
        DcrManagement kept = client.management().orElseThrow();
        String metadata = "{\"client_id\":\"" + client.clientId()
                + "\",\"redirect_uris\":[\"https://app.example.com/oauth/callback\"],\"client_name\":\"renamed\"}";

        HttpResponse<String> read = CALLS.manage("GET", kept, null);
        HttpResponse<String> readAgain = CALLS.manage("GET", kept, null);
        HttpResponse<String> updated = CALLS.manage("PUT", kept, metadata);
        HttpResponse<String> withTheOld = CALLS.manage("GET", kept, null);
        DcrManagement rotated = new DcrManagement(
                client.clientId(),
                kept.registrationClientUri(),
                Secret.of(CALLS.json(updated).get("registration_access_token").textValue()));
        HttpResponse<String> deleted = CALLS.manage("DELETE", rotated, null);

        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(CALLS.json(read).get("client_id").textValue()).isEqualTo(client.clientId());
        assertThat(readAgain.statusCode()).isEqualTo(200);
        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(rotated).isNotEqualTo(kept);
        assertThat(withTheOld.statusCode()).isEqualTo(401);
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(server.tell("knows " + client.clientId())).isEqualTo("false");
    }

    private void advance(Duration time) throws Exception {
        server.advance(time);
        resolver.clock().advance(time);
    }

    private static DcrRequestBuilder request() {
        return request(server);
    }

    private static DcrRequestBuilder request(NodeServer at) {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(at.issuer())
                .initialAccessToken(new InitialAccessTokens(() -> at.tell("token expiring")))
                .grantTypes("authorization_code", "refresh_token", "client_credentials");
    }
}

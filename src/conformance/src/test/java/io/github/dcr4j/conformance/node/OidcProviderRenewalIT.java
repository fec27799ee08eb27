package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.conformance.InitialAccessTokens;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients at an oidc-provider that are read and updated (RFC 7592); an update replaces the registration access token.
 */
@ExtendWith(NodeServers.class)
class OidcProviderRenewalIT {

    private static final Duration SECRET_LIFE = Duration.ofHours(1);
    /** More than the quarter of a minute for which the server takes a secret beyond its end. */
    private static final Duration BEYOND = SECRET_LIFE.plusMinutes(1);

    private static final PlainCalls CALLS = new PlainCalls();

    /** An update gives the secret another hour. */
    private static NodeServer renewing;

    /** An update leaves the secret's end as it was. */
    private static NodeServer stubborn;

    /** How far the tests before have advanced both servers. */
    private static Duration ahead = Duration.ZERO;

    private final ManualClock clock = WatchedResolver.atMachineTime();
    private final MemoryDcrCredentialStore store =
            MemoryDcrCredentialStore.builder().clock(clock).build();
    private final WatchedResolver resolver = new WatchedResolver(store, clock);

    @BeforeAll
    static void start() throws Exception {
        String life = "--secret-life=" + SECRET_LIFE.toSeconds();
        renewing = NodeServer.start("oidc-provider.mjs", "--closed", "--rotate", "--renew", life);
        stubborn = NodeServer.start("oidc-provider.mjs", "--closed", "--rotate", life);
    }

    @AfterAll
    static void stop() throws Exception {
        NodeServer.closeAll(renewing, stubborn);
    }

    @BeforeEach
    void goByTheServers() {
        clock.advance(ahead);
    }

    @AfterEach
    void close() {
        resolver.close();
        store.close();
    }

    @Test
    void resolve_secretExpiresAgainAndAgain_sameClientIsRenewedWithEachNewToken() throws Exception {
        DcrRequest request = request(renewing);
        DcrCredentials first = resolver.resolve(request);
        String client = "/reg/" + first.clientId();
        int sentBefore = resolver.sent().size();

        DcrCredentials second = resolveLater(request);
        DcrCredentials third = resolveLater(request);

        assertThat(third.clientId()).isEqualTo(first.clientId());
        assertThat(second.clientSecretExpiresAt().orElseThrow())
                .isAfterOrEqualTo(first.clientSecretExpiresAt().orElseThrow().plus(BEYOND));
        assertThat(resolver.published(DcrEvent.Renewed.class)).hasSize(2);
        assertThat(resolver.published(DcrEvent.Registered.class)).hasSize(1);
        assertThat(resolver.sent().stream().skip(sentBefore).filter(call -> call.endsWith(client)))
                .containsExactly("GET " + client, "PUT " + client, "GET " + client, "PUT " + client);
        assertThat(List.of(management(first), management(second), management(third)))
                .extracting(DcrManagement::registrationAccessToken)
                .doesNotHaveDuplicates();
        assertThat(CALLS.manage("GET", management(third), null).statusCode()).isEqualTo(200);
        assertThat(CALLS.manage("GET", management(second), null).statusCode()).isEqualTo(401);
        assertThat(CALLS.token(third).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_renewed_serverHoldsAllThatWasRegistered() throws Exception {
        DcrRequest request = request(renewing);
        DcrCredentials first = resolver.resolve(request);

        DcrCredentials renewed = resolveLater(request);

        assertThat(renewed.registeredMetadata()).isEqualTo(first.registeredMetadata());
        assertThat(renewed.redirectUris()).isEqualTo(first.redirectUris());
        assertThat(renewed.grantTypes()).isEqualTo(first.grantTypes());
        assertThat(resolver.published(DcrEvent.DeviationTolerated.class)).isEmpty();
    }

    @Test
    void resolve_updateLeavesTheEndOfTheSecret_registersAnotherAndKeepsTheNewToken() throws Exception {
        DcrRequest request = request(stubborn);
        DcrCredentials first = resolver.resolve(request);

        DcrCredentials second = resolveLater(request);

        assertThat(second.clientId()).isNotEqualTo(first.clientId());
        assertThat(resolver.published(DcrEvent.NotRenewed.class))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.clientId()).hasToString(first.clientId());
                    assertThat(event.why()).contains("did not move the end of its secret");
                });
        assertThat(resolver.sent()).contains("PUT /reg/" + first.clientId()).endsWith("POST /reg");
        assertThat(CALLS.token(second).statusCode()).isEqualTo(200);
        DcrCredentials former = Objects.requireNonNull(store.find(request.key(), first.generation()));
        assertThat(management(former)).isNotEqualTo(management(first));
        assertThat(CALLS.manage("DELETE", management(former), null).statusCode())
                .isEqualTo(204);
    }

    @Test
    void resolve_clientDeletedAtTheServer_registersAnother() throws Exception {
        DcrRequest request = request(renewing);
        DcrCredentials first = resolver.resolve(request);
        assertThat(CALLS.manage("DELETE", management(first), null).statusCode()).isEqualTo(204);

        DcrCredentials second = resolveLater(request);

        assertThat(second.clientId()).isNotEqualTo(first.clientId());
        assertThat(resolver.sent()).endsWith("GET /reg/" + first.clientId(), "POST /reg");
        assertThat(CALLS.token(second).statusCode()).isEqualTo(200);
    }

    private DcrCredentials resolveLater(DcrRequest request) throws Exception {
        renewing.advance(BEYOND);
        stubborn.advance(BEYOND);
        ahead = ahead.plus(BEYOND);
        clock.advance(BEYOND);
        return resolver.resolve(request);
    }

    private static DcrManagement management(DcrCredentials client) {
        return client.management().orElseThrow();
    }

    private static DcrRequest request(NodeServer server) {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .initialAccessToken(new InitialAccessTokens(() -> server.tell("token expiring")))
                .grantTypes("authorization_code", "refresh_token", "client_credentials")
                .renewal(RenewalStrategy.RENEW)
                .build();
    }
}

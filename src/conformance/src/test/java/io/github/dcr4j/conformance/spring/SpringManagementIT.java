package io.github.dcr4j.conformance.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.conformance.InitialAccessTokens;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolverBuilder;
import io.github.dcr4j.resolver.Deregistration;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A real server whose OpenID endpoint answers a read with the hash that it keeps of the secret, and that neither
 * updates nor deletes clients.
 */
class SpringManagementIT {
    private static final Duration SECRET_LIFE = Duration.ofHours(1);
    private static final PlainCalls CALLS = new PlainCalls();

    /** Root issuer, secrets that live for an hour; what no endpoint answers is 404. */
    private static SpringAuthorizationServer server;

    private final ManualClock clock = WatchedResolver.atMachineTime();
    private final MemoryDcrCredentialStore store =
            MemoryDcrCredentialStore.builder().clock(clock).build();
    private final WatchedResolver resolver =
            new WatchedResolver(store, clock, DcrResolverBuilder::confirmRejectionsByReading);

    @BeforeAll
    static void start() throws Exception {
        server = SpringAuthorizationServer.builder()
                .oidcRegistration()
                .apiOnly()
                .secretLife(SECRET_LIFE)
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void close() {
        resolver.close();
        store.close();
    }

    /** What the tests below are about. */
    @Test
    void manage_registered_isReadWithAHashAndNeitherUpdatedNorDeleted() throws Exception {
        DcrManagement management = resolver.resolve(request()).management().orElseThrow();

        HttpResponse<String> read = CALLS.manage("GET", management, null);

        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(CALLS.json(read).required("client_secret").textValue()).startsWith("{bcrypt}$2a$10$");
        assertThat(CALLS.manage("PUT", management, "{}").statusCode()).isEqualTo(404);
        assertThat(CALLS.manage("DELETE", management, null).statusCode()).isEqualTo(404);
    }

    @Test
    void read_secretAnsweredAsBcryptHash_keepsTheSecret() throws Exception {
        DcrCredentials first = resolver.resolve(request());

        String told = resolver.operations().read(request());

        assertThat(told).contains(first.clientId()).doesNotContain("bcrypt");
        assertThat(resolver.resolve(request())).isEqualTo(first);
        assertThat(CALLS.token(first).statusCode()).isEqualTo(200);
    }

    @Test
    void reportRejected_secretReadAsBcryptHash_isKeptOnceAndThenReplaced() throws Exception {
        DcrCredentials first = resolver.resolve(request());

        DcrCredentials kept = resolver.reportRejected(request(), first);
        DcrCredentials replaced = resolver.reportRejected(request(), kept);

        assertThat(kept).isEqualTo(first);
        assertThat(CALLS.token(kept).statusCode()).isEqualTo(200);
        assertThat(replaced.clientId()).isNotEqualTo(first.clientId());
        assertThat(CALLS.token(replaced).statusCode()).isEqualTo(200);
        assertThat(resolver.published(DcrEvent.RejectionNotConfirmed.class)).hasSize(1);
    }

    @Test
    void resolve_renewalAndSecretReadAsBcryptHash_registersAnotherClientAndKeepsTheFormerOne() throws Exception {
        DcrCredentials first = resolver.resolve(renewing());
        // the server's clock stays behind: what it registers now has half a minute left by this one
        clock.advance(SECRET_LIFE.minusSeconds(30));

        DcrCredentials second = resolver.resolve(renewing());

        assertThat(second.clientId()).isNotEqualTo(first.clientId());
        assertThat(second.clientSecret().orElseThrow().reveal()).doesNotStartWith("{");
        assertThat(resolver.published(DcrEvent.Renewed.class)).isEmpty();
        assertThat(resolver.published(DcrEvent.NotRenewed.class)).hasSize(1);
        assertThat(resolver.sent())
                .endsWith("GET /connect/register", "PUT /connect/register", "POST /connect/register");
        assertThat(resolver.find(renewing(), first.generation()).orElseThrow().clientSecret())
                .isEqualTo(first.clientSecret());
    }

    @Test
    void deregister_deletionAnswered404_reportsTheClientThatLivesOn() throws Exception {
        DcrCredentials first = resolver.resolve(request());

        Deregistration outcome = resolver.operations().deregister(request());

        assertThat(resolver.sent()).endsWith("DELETE /connect/register", "GET /connect/register");
        assertThat(outcome.deleted()).isEmpty();
        assertThat(outcome.leftBehind()).singleElement().satisfies(left -> {
            assertThat(left.client().clientId().exact()).isEqualTo(first.clientId());
            assertThat(left.why()).contains("404");
        });
        assertThat(CALLS.token(first).statusCode()).isEqualTo(200);
        assertThat(resolver.published(DcrEvent.Orphaned.class)).hasSize(1);
    }

    private static DcrRequest renewing() {
        return request(RenewalStrategy.RENEW);
    }

    private static DcrRequest request() {
        return request(RenewalStrategy.REPLACE);
    }

    private static DcrRequest request(RenewalStrategy renewal) {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .initialAccessToken(new InitialAccessTokens(server::initialAccessToken))
                .grantTypes("authorization_code", "refresh_token", "client_credentials")
                .scopePolicy(ScopePolicy.OMIT)
                .renewal(renewal)
                .build();
    }
}

package io.github.dcr4j.spring.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.ClientCredentialsOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;

/** A service without users asks a real server for tokens, by Spring's manager for background work. */
class ClientCredentialsIT {
    private static final String UPSTREAM = "reports";
    private static final String PRINCIPAL = "the-service";
    private static final Duration SECRET_LIFE = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock();
    private final SentRequests sent = new SentRequests();
    private static SpringAuthorizationServer server;

    private long registeredBefore;
    private Upstreams upstreams;
    private DcrClientRegistrationRepository registrations;
    private OAuth2AuthorizedClientService authorized;
    private AuthorizedClientServiceOAuth2AuthorizedClientManager manager;

    @BeforeAll
    static void startServer() throws IOException {
        server = SpringAuthorizationServer.builder()
                .oauth2Registration()
                .open()
                .acceptScopes()
                .secretLife(SECRET_LIFE)
                .start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void start() throws IOException {
        clock.setWallClock(Instant.now());
        registeredBefore = server.answered("POST /oauth2/register");
        UpstreamConfig upstream = UpstreamConfig.builder(UPSTREAM)
                .scopes("reports.read")
                .dcr(request -> request.upstreamIssuer(server.issuer())
                        .grantTypes("client_credentials")
                        .metadata(m -> m.leaveOutEmptyResponseTypes()))
                .build();
        upstreams = Upstreams.builder(new UpstreamsConfig("https://app.example.com", null, List.of(upstream)))
                .store(MemoryDcrCredentialStore.builder().clock(clock).build())
                .clock(clock)
                .open();
        registrations = new DcrClientRegistrationRepository(upstreams);
        authorized =
                new DcrAuthorizedClientService(registrations, new InMemoryOAuth2AuthorizedClientService(registrations));
        RestClientClientCredentialsTokenResponseClient sending = new RestClientClientCredentialsTokenResponseClient();
        sending.setRestClient(sent.restClient());
        ClientCredentialsOAuth2AuthorizedClientProvider provider =
                new ClientCredentialsOAuth2AuthorizedClientProvider();
        provider.setAccessTokenResponseClient(new DcrTokenResponseClients(registrations).clientCredentials(sending));
        manager = new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, authorized);
        manager.setAuthorizedClientProvider(provider);
    }

    @AfterEach
    void stop() {
        upstreams.close();
    }

    private long registered() throws IOException {
        return server.answered("POST /oauth2/register") - registeredBefore;
    }

    private OAuth2AuthorizedClient authorize() {
        return Objects.requireNonNull(manager.authorize(OAuth2AuthorizeRequest.withClientRegistrationId(UPSTREAM)
                .principal(PRINCIPAL)
                .build()));
    }

    private UpstreamClient upstream() {
        return upstreams.client(UPSTREAM);
    }

    @Test
    void authorize_manyTimes_registersOnceAndAsksForOneToken() throws Exception {
        OAuth2AuthorizedClient first = authorize();

        for (int i = 0; i < 10; i++) {
            assertThat(authorize().getAccessToken().getTokenValue())
                    .isEqualTo(first.getAccessToken().getTokenValue());
        }

        assertThat(first.getClientRegistration().getRegistrationId()).isEqualTo(UPSTREAM);
        assertThat(sent.all()).hasSize(1);
        assertThat(sent.all().get(0).form()).containsEntry("scope", "reports.read");
        assertThat(registered()).isEqualTo(1);
    }

    @Test
    void authorize_clientThatWasDeleted_isReplacedOnceAndTheTokenIsOfTheNewOne() throws Exception {
        OAuth2AuthorizedClient before = authorize();
        String gone = before.getClientRegistration().getClientId();
        server.forget(gone);
        authorized.removeAuthorizedClient(UPSTREAM, PRINCIPAL);

        OAuth2AuthorizedClient after = authorize();

        String now = upstream().credentials().clientId();
        assertThat(now).isNotEqualTo(gone);
        assertThat(after.getAccessToken().getTokenValue())
                .isNotEqualTo(before.getAccessToken().getTokenValue());
        assertThat(sent.all()).extracting(SentRequests.Sent::clientId).containsExactly(gone, gone, now);
        assertThat(sent.all()).extracting(SentRequests.Sent::status).containsExactly(200, 401, 200);
        assertThat(registered()).isEqualTo(2);
        // it is cached, under the new registration
        assertThat(authorize().getClientRegistration().getClientId()).isEqualTo(now);
        assertThat(sent.all()).hasSize(3);
    }

    @Test
    void authorize_manyAtOnceAfterTheClientWasDeleted_replaceItOnce() throws Exception {
        String gone = authorize().getClientRegistration().getClientId();
        server.forget(gone);
        authorized.removeAuthorizedClient(UPSTREAM, PRINCIPAL);
        int threads = 8;
        CountDownLatch together = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<OAuth2AuthorizedClient>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String principal = "of-thread-" + i;
            all.add(pool.submit(() -> {
                together.countDown();
                together.await();
                return Objects.requireNonNull(
                        manager.authorize(OAuth2AuthorizeRequest.withClientRegistrationId(UPSTREAM)
                                .principal(principal)
                                .build()));
            }));
        }

        for (Future<OAuth2AuthorizedClient> each : all) {
            assertThat(each.get().getAccessToken().getTokenValue()).isNotEmpty();
        }

        pool.shutdown();
        assertThat(registered()).isEqualTo(2);
    }

    @Test
    void find_untilTheSecretRunsOut_buildsNothingAnew() throws Exception {
        Object first = registrations.findByRegistrationId(UPSTREAM);
        DcrCredentials firstClient = upstream().credentials();

        Object again = registrations.findByRegistrationId(UPSTREAM);
        clock.advance(SECRET_LIFE.plusSeconds(1));
        OAuth2AuthorizedClient later = authorize();

        assertThat(again).isSameAs(first);
        assertThat(later.getClientRegistration().getClientId())
                .isEqualTo(upstream().credentials().clientId())
                .isNotEqualTo(firstClient.clientId());
        assertThat(sent.all()).extracting(SentRequests.Sent::status).containsExactly(200);
        assertThat(registered()).isEqualTo(2);
    }
}

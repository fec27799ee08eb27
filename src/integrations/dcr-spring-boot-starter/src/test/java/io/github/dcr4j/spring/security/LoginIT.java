package io.github.dcr4j.spring.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.spring.security.Browser.Page;
import io.github.dcr4j.spring.security.SentRequests.Sent;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.session.MapSessionRepository;

/** A user logs in to an application whose client the real server forgets at the worst moments. */
class LoginIT {
    private static SpringAuthorizationServer server;

    private static final Duration SECRET_LIFE = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock();
    private final Browser browser = new Browser();
    private LoginApplication application;
    private long registeredBefore;

    @BeforeAll
    static void startServer() throws Exception {
        server = SpringAuthorizationServer.builder()
                .oauth2Registration()
                .open()
                .acceptScopes()
                .secretLife(SECRET_LIFE)
                .start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        registeredBefore = server.answered("POST /oauth2/register");
        clock.setWallClock(Instant.now());
        application = new LoginApplication(this::upstreams);
    }

    @AfterEach
    void stop() throws Exception {
        application.close();
    }

    private Upstreams upstreams(String redirectUri) {
        return upstreams(
                redirectUri, MemoryDcrCredentialStore.builder().clock(clock).build());
    }

    private Upstreams upstreams(String redirectUri, DcrCredentialStore store) {
        UpstreamConfig upstream = UpstreamConfig.builder(LoginApplication.UPSTREAM)
                .scopes("openid")
                .redirectUri(redirectUri)
                .dcr(request ->
                        request.upstreamIssuer(server.issuer()).grantTypes("authorization_code", "refresh_token"))
                .build();
        return Upstreams.builder(new UpstreamsConfig("https://app.example.com", null, List.of(upstream)))
                .store(store)
                .clock(clock)
                .open();
    }

    private UpstreamClient upstream() {
        return application.upstreams().client(LoginApplication.UPSTREAM);
    }

    private String client() {
        return upstream().credentials().clientId();
    }

    private long registrations() throws Exception {
        return server.answered("POST /oauth2/register") - registeredBefore;
    }

    /** Replaces the client by time: its secret runs out here, while the server's clock lets it live on. */
    private void replace() {
        String former = client();
        clock.advance(SECRET_LIFE.plusSeconds(1));
        assertThat(client()).isNotEqualTo(former);
    }

    private boolean isCallback(URI uri) {
        return uri.getAuthority().equals(application.at("/").getAuthority())
                && uri.getPath().startsWith("/login/oauth2/code/");
    }

    private void assertNoErrorWasSeen() {
        assertThat(browser.seen()).allSatisfy(page -> {
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.uri().toString()).doesNotContain("error");
        });
    }

    @Test
    void start_sendsNothingAndShowsALogin() throws Exception {
        assertThat(registrations()).isZero();
        assertThat(browser.get(application.at("/me")).next())
                .hasToString(application.at("/oauth2/authorization/login").toString());
    }

    @Test
    void login_thatGoesWell_takesOneClientAndOneCode() throws Exception {
        Page page = browser.open(application.at("/me"));

        assertThat(page.body()).isEqualTo("user=somebody");
        assertThat(application.sent().all()).extracting(Sent::clientId).containsExactly(client());
        assertThat(application.sent().all().get(0).form()).containsKeys("code", "code_verifier");
        assertThat(browser.open(application.at("/token")).body()).isEqualTo("client=" + client());
        assertThat(application.sent().all()).hasSize(1);
        assertThat(registrations()).isEqualTo(1);
    }

    @Test
    void login_thatBeganOnAnotherReplica_endsOnThisOneWithItsClient() throws Exception {
        DcrCredentialStore store =
                MemoryDcrCredentialStore.builder().clock(clock).build();
        MapSessionRepository sessions = new MapSessionRepository(new ConcurrentHashMap<>());
        try (LoginApplication one = new LoginApplication(address -> upstreams(address, store), sessions);
                LoginApplication two = new LoginApplication(
                        address -> upstreams(
                                one.at("/login/oauth2/code/" + LoginApplication.UPSTREAM)
                                        .toString(),
                                store),
                        sessions)) {
            Page before =
                    browser.openUntil(one.at("/me"), next -> next.getPath().startsWith("/login/oauth2/code/"));
            String began = one.upstreams()
                    .client(LoginApplication.UPSTREAM)
                    .credentials()
                    .clientId();
            clock.advance(SECRET_LIFE.plusSeconds(1));
            String current = two.upstreams()
                    .client(LoginApplication.UPSTREAM)
                    .credentials()
                    .clientId();
            browser.moveCookies(one.at("/"), two.at("/"));
            URI answer = Objects.requireNonNull(before.next());

            Page page = browser.open(two.at(answer.getRawPath() + "?" + answer.getRawQuery()));

            assertThat(page.body()).isEqualTo("user=somebody");
            assertThat(two.sent().all()).extracting(Sent::clientId).containsExactly(began);
            assertThat(one.sent().all()).isEmpty();
            assertThat(current).isNotEqualTo(began);
            assertThat(registrations()).isEqualTo(2);
            assertNoErrorWasSeen();
        }
    }

    @Test
    void login_thatBeganWithAFormerClient_endsWithIt() throws Exception {
        Page before = browser.openUntil(application.at("/me"), this::isCallback);
        String former = client();
        replace();

        Page page = browser.open(Objects.requireNonNull(before.next()));

        assertThat(page.body()).isEqualTo("user=somebody");
        assertThat(application.sent().all()).extracting(Sent::clientId).containsExactly(former);
        assertThat(client()).isNotEqualTo(former);
        assertThat(registrations()).isEqualTo(2);
        assertNoErrorWasSeen();
    }

    @Test
    void login_whoseClientIsDeletedBeforeTheCodeIsUsed_beginsAnewByItself() throws Exception {
        Page before = browser.openUntil(application.at("/me"), this::isCallback);
        String gone = client();
        server.forget(gone);

        Page page = browser.open(Objects.requireNonNull(before.next()));

        assertThat(page.uri().getPath()).isEqualTo("/me");
        assertThat(page.body()).isEqualTo("user=somebody");
        List<Sent> codes = application.sent().of("authorization_code");
        assertThat(codes).extracting(Sent::clientId).containsExactly(gone, client());
        assertThat(codes).extracting(Sent::status).containsExactly(401, 200);
        assertThat(codes.get(0).form().get("code"))
                .isNotEqualTo(codes.get(1).form().get("code"));
        assertThat(registrations()).isEqualTo(2);
        assertNoErrorWasSeen();
    }

    @Test
    void login_whoseClientIsDeletedBeforeItBegins_showsTheServersErrorOnceAtMost() throws Exception {
        String gone = client();
        server.forget(gone);

        Page first = browser.open(application.at("/me"));
        Page second = browser.open(application.at("/me"));

        assertThat(first.status()).isEqualTo(400);
        assertThat(first.uri().getAuthority())
                .isEqualTo(URI.create(server.issuer()).getAuthority());
        assertThat(second.body()).isEqualTo("user=somebody");
        assertThat(application.sent().all()).extracting(Sent::clientId).containsExactly(client());
        assertThat(client()).isNotEqualTo(gone);
        assertThat(registrations()).isEqualTo(2);
    }

    @Test
    void refresh_whoseClientWasDeleted_replacesItAndLogsInAgain() throws Exception {
        browser.open(application.at("/me"));
        String gone = client();
        assertThat(browser.open(application.at("/expire")).body()).isEqualTo("expired");
        server.forget(gone);

        Page page = browser.open(application.at("/token"));

        assertThat(page.body()).isEqualTo("client=" + client()).isNotEqualTo("client=" + gone);
        assertThat(application.sent().of("refresh_token")).singleElement().satisfies(sent -> {
            assertThat(sent.clientId()).isEqualTo(gone);
            assertThat(sent.status()).isEqualTo(401);
        });
        assertThat(application.sent().of("authorization_code"))
                .extracting(Sent::clientId)
                .containsExactly(gone, client());
        assertThat(registrations()).isEqualTo(2);
        assertNoErrorWasSeen();
    }

    @Test
    void refresh_ofAFormerClient_isSentByThatOne() throws Exception {
        browser.open(application.at("/me"));
        String former = client();
        assertThat(browser.open(application.at("/expire")).body()).isEqualTo("expired");
        replace();

        Page page = browser.open(application.at("/token"));
        Page again = browser.open(application.at("/token"));

        assertThat(page.body()).isEqualTo("client=" + former);
        assertThat(again.body()).isEqualTo("client=" + former);
        assertThat(client()).isNotEqualTo(former);
        assertThat(application.sent().of("refresh_token")).singleElement().satisfies(sent -> {
            assertThat(sent.clientId()).isEqualTo(former);
            assertThat(sent.status()).isEqualTo(200);
        });
        assertNoErrorWasSeen();
    }
}

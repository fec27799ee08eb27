package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import io.github.dcr4j.token.TokenResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose endpoints move while clients are stored. */
class FollowedEndpointsTest {
    private static final String METADATA = "/.well-known/oauth-authorization-server";
    private static final Duration A_DAY = Duration.ofDays(1);

    private final MockWebServer server = new MockWebServer();
    private final TestClock clock = TestClock.standing();
    private final FakeStore store = new FakeStore();
    private final List<DcrEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger clients = new AtomicInteger();
    private final List<DcrResolver> opened = new ArrayList<>();
    private volatile String token = "/token";
    private volatile String authorization = "/auth";
    private volatile String more = "";
    private volatile int metadataStatus = 200;
    private volatile int oldTokenStatus = 404;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = String.valueOf(request.getUrl().encodedPath());
                calls.add(request.getMethod() + " " + path);
                if (path.equals(METADATA)) {
                    return json(metadataStatus, document());
                }
                if (path.equals("/register")) {
                    int number = clients.incrementAndGet();
                    return json(
                            201,
                            "{\"client_id\":\"client-" + number + "\",\"client_secret\":\"the-secret-of-client-"
                                    + number + "\",\"client_secret_expires_at\":0}");
                }
                return at(path).toString().equals(absolute(token))
                        ? json(200, "{\"access_token\":\"the-token-that-was-issued\",\"token_type\":\"Bearer\"}")
                        : json(oldTokenStatus, "{}");
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        opened.forEach(DcrResolver::close);
        server.close();
        store.close();
    }

    private static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getPort() + path);
    }

    private String absolute(String address) {
        return address.startsWith("/") ? at(address).toString() : address;
    }

    private String document() {
        return "{\"issuer\":\"" + at("") + "\",\"registration_endpoint\":\"" + at("/register")
                + "\",\"token_endpoint\":\"" + absolute(token) + "\",\"authorization_endpoint\":\""
                + absolute(authorization) + "\",\"response_types_supported\":[\"code\"]" + more + "}";
    }

    /** What its background work does, it does before the call that begins it returns. */
    private DcrResolver resolver() {
        return resolver(DcrResolver.builder(store).executor(Runnable::run));
    }

    private DcrResolver resolver(DcrResolverBuilder builder) {
        DcrResolver resolver = builder.clock(clock)
                .listener(events::add)
                .callTimeout(Duration.ofSeconds(10))
                .build();
        opened.add(resolver);
        return resolver;
    }

    private DcrRequestBuilder builder() {
        return DcrRequest.builder("https://gateway.example.com").upstreamIssuer(at("").toString());
    }

    private DcrRequest request() {
        return builder().build();
    }

    private long reads() {
        return calls.stream().filter(call -> call.equals("GET " + METADATA)).count();
    }

    private List<DcrEvent.EndpointMoved> moves() {
        return events.stream()
                .filter(DcrEvent.EndpointMoved.class::isInstance)
                .map(DcrEvent.EndpointMoved.class::cast)
                .toList();
    }

    private void move() {
        token = "/new/token";
        authorization = "/new/auth";
    }

    @Test
    void resolve_endpointsMoved_areFollowedWithinADayAndPublishedOnce() {
        DcrResolver resolver = resolver();
        DcrRequest request = request();
        DcrCredentials before = resolver.resolve(request);
        move();
        clock.advance(Duration.ofHours(22));
        assertThat(resolver.resolve(request)).isEqualTo(before);
        assertThat(reads()).isOne();
        clock.advance(Duration.ofHours(2));

        DcrCredentials first = resolver.resolve(request);
        DcrCredentials second = resolver.resolve(request);

        assertThat(first.tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(first.authorizationEndpoint()).hasValue(at("/new/auth"));
        assertThat(first.clientId()).isEqualTo(before.clientId());
        assertThat(first.generation()).isEqualTo(before.generation());
        assertThat(second).as("nothing is made for it").isSameAs(first);
        assertThat(resolver.resolve(request()))
                .as("another request with the key")
                .isEqualTo(first);
        assertThat(reads()).isEqualTo(2);
        assertThat(moves())
                .containsExactlyInAnyOrder(
                        new DcrEvent.EndpointMoved(
                                before.key(),
                                "token_endpoint",
                                at("/token").toString(),
                                first.tokenEndpoint().toString()),
                        new DcrEvent.EndpointMoved(
                                before.key(),
                                "authorization_endpoint",
                                at("/auth").toString(),
                                at("/new/auth").toString()));
        assertThat(clients).hasValue(1);
    }

    @Test
    void resolve_everyHourForTenDays_readsOnceADay() {
        DcrResolver resolver = resolver();
        resolver.resolve(request());
        for (int hour = 0; hour < 240; hour++) {
            clock.advance(Duration.ofHours(1));
            DcrCredentials unused = resolver.resolve(request());
        }

        assertThat(reads() - 1).isBetween(9L, 10L);
        assertThat(moves()).isEmpty();
    }

    @Test
    void resolve_twoClientsOfOneServer_shareTheRead() {
        DcrResolver resolver = resolver();
        resolver.resolve(request());
        resolver.resolve(builder().scopes("email").build());
        move();
        clock.advance(A_DAY);

        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(resolver.resolve(builder().scopes("email").build()).tokenEndpoint())
                .isEqualTo(at("/new/token"));
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void resolve_readIsDue_isDoneByAnotherThreadWhileCallersGetWhatIsKnown() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        resolver().resolve(request());
        DcrResolver resolver = resolver(DcrResolver.builder(store).executor(waiting::add));
        move();
        clock.advance(A_DAY);
        DcrRequest request = request();

        resolver.resolve(request);
        clock.advance(Duration.ofMinutes(10)); // replicas that have just started do not all read at once
        for (int i = 0; i < 32; i++) {
            assertThat(resolver.resolve(request).tokenEndpoint()).isEqualTo(at("/token"));
        }
        assertThat(reads()).isOne();
        assertThat(waiting).hasSize(1);
        waiting.remove().run();

        assertThat(resolver.resolve(request).tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void resolve_executorTakesNothing_givesWhatIsKnownAndTriesAMinuteLater() {
        List<Runnable> taken = new ArrayList<>();
        boolean[] full = {true};
        resolver().resolve(request());
        DcrResolver resolver = resolver(DcrResolver.builder(store).executor(work -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            taken.add(work);
        }));
        resolver.resolve(request());
        clock.advance(A_DAY.plus(Duration.ofMinutes(10)));

        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/token"));
        full[0] = false;
        resolver.resolve(request());
        assertThat(taken).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        resolver.resolve(request());
        assertThat(taken).hasSize(1);
        taken.forEach(Runnable::run);
        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/token"));
    }

    @Test
    void resolve_documentCannotBeHad_keepsTheLastKnown() {
        DcrResolver resolver = resolver();
        resolver.resolve(request());
        move();
        clock.advance(A_DAY);
        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/new/token"));
        token = "/newest/token";
        metadataStatus = 503;
        clock.advance(A_DAY);

        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(reads()).as("read once, in vain").isEqualTo(3);
        metadataStatus = 200;
        clock.advance(A_DAY);
        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/newest/token"));
        assertThat(moves())
                .filteredOn(move -> move.endpoint().equals("token_endpoint"))
                .extracting(DcrEvent.EndpointMoved::from)
                .containsExactly(at("/token").toString(), at("/new/token").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/token",
                "https://10.0.0.5/token",
                "http://as.example.com/token",
                "ftp://x/"
            })
    void resolve_documentNamesAnEndpointThatMustNotBeDialled_keepsTheLastKnown(String address) {
        DcrResolver resolver = resolver();
        resolver.resolve(request());
        token = address;
        clock.advance(A_DAY);

        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/token"));
        assertThat(reads()).isEqualTo(2);
        assertThat(moves()).isEmpty();
    }

    @Test
    void resolve_documentOfAnotherIssuer_changesNothing() {
        DcrResolver resolver = resolver();
        resolver.resolve(request());
        move();
        String issuer = at("").toString();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return json(200, document().replace("\"" + issuer + "\"", "\"https://other.example.com\""));
            }
        });
        clock.advance(A_DAY);

        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/token"));
        assertThat(moves()).isEmpty();
    }

    @Test
    void resolve_callersOwnEndpoints_win() {
        DcrResolver resolver = resolver();
        DcrRequest own = builder()
                .server(s -> s.tokenEndpoint("https://inside.example.com/token"))
                .build();
        resolver.resolve(own);
        move();
        clock.advance(A_DAY);

        DcrCredentials client = resolver.resolve(own);

        assertThat(client.tokenEndpoint()).hasToString("https://inside.example.com/token");
        assertThat(client.authorizationEndpoint()).hasValue(at("/new/auth"));
        assertThat(resolver.reportMoved(own, client).tokenEndpoint()).hasToString("https://inside.example.com/token");
        assertThat(moves()).extracting(DcrEvent.EndpointMoved::endpoint).containsExactly("authorization_endpoint");
    }

    @Test
    void resolve_bothEndpointsGiven_readsNothing() {
        DcrResolver resolver = resolver();
        DcrRequest own = builder()
                .server(s -> s.tokenEndpoint("https://inside.example.com/token")
                        .authorizationEndpoint("https://inside.example.com/auth"))
                .build();
        DcrCredentials client = resolver.resolve(own);
        clock.advance(A_DAY);

        resolver.resolve(own);
        resolver.reportMoved(own, client);

        assertThat(reads()).isOne();
    }

    @Test
    void resolve_clientThatWasRegisteredAfterTheRead_hasItsOwnEndpoints() {
        DcrResolver resolver = resolver();
        DcrRequest request = request();
        resolver.resolve(request);
        clock.advance(A_DAY);
        resolver.resolve(request);
        move();
        clock.advance(Duration.ofHours(1));
        store.remove(request.key());
        DcrCredentials replaced =
                resolver(DcrResolver.builder(store).executor(Runnable::run)).resolve(request());

        assertThat(replaced.tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(resolver.resolve(request)).isEqualTo(replaced);
    }

    @Test
    void reportMoved_followsAtOnceAndReadsOncePerMinute() {
        DcrResolver resolver = resolver();
        DcrRequest request = request();
        DcrCredentials before = resolver.resolve(request);
        move();

        DcrCredentials after = resolver.reportMoved(request, before);

        assertThat(after.tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(after.generation()).isEqualTo(before.generation());
        assertThat(resolver.resolve(request)).isEqualTo(after);
        token = "/newest/token";
        assertThat(resolver.reportMoved(request, after)).isEqualTo(after);
        assertThat(reads()).isEqualTo(2);
        clock.advance(Duration.ofMinutes(1));
        assertThat(resolver.reportMoved(request, after).tokenEndpoint()).isEqualTo(at("/newest/token"));
        assertThat(reads()).isEqualTo(3);
        assertThat(clients).hasValue(1);
    }

    @Test
    void reportMoved_nothingHasMoved_givesTheSame() {
        DcrResolver resolver = resolver();
        DcrCredentials client = resolver.resolve(request());

        assertThat(resolver.reportMoved(request(), client)).isEqualTo(client);
        assertThat(moves()).isEmpty();
    }

    @Test
    void reportMoved_by32AtOnce_readsOnce() throws Exception {
        DcrResolver resolver = resolver(DcrResolver.builder(store));
        DcrRequest request = request();
        DcrCredentials before = resolver.resolve(request);
        move();
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<Future<DcrCredentials>> all = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                all.add(threads.submit(() -> resolver.reportMoved(request, before)));
            }
            for (Future<DcrCredentials> each : all) {
                assertThat(each.get().tokenEndpoint()).isEqualTo(at("/new/token"));
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void reportMoved_jwksUriAdded_isInTheMetadataAtOnce() {
        DcrResolver resolver = resolver();
        DcrCredentials client = resolver.resolve(request());
        assertThat(resolver.serverMetadata(request()).jwksUri()).isEmpty();
        more = ",\"jwks_uri\":\"" + at("/keys") + "\"";

        resolver.reportMoved(request(), client);

        assertThat(resolver.serverMetadata(request()).jwksUri()).hasValue(at("/keys"));
    }

    @Test
    void reportMoved_ofAnotherKey_isRefused() {
        DcrResolver resolver = resolver();
        DcrCredentials client = resolver.resolve(request());
        DcrRequest other = builder().scopes("email").build();

        assertThatIllegalArgumentException().isThrownBy(() -> resolver.reportMoved(other, client));
    }

    @Test
    void closed_readsNothing() throws Exception {
        Queue<Runnable> waiting = new ArrayDeque<>();
        resolver().resolve(request());
        DcrResolver resolver = resolver(DcrResolver.builder(store).executor(waiting::add));
        DcrRequest request = request();
        DcrCredentials client = resolver.resolve(request);
        clock.advance(A_DAY.plus(Duration.ofMinutes(10)));
        resolver.resolve(request);
        assertThat(waiting).hasSize(1);
        Thread closing = new Thread(resolver::close);
        closing.start();
        assertThatThrownBy(() -> {
                    while (true) {
                        DcrCredentials unused = resolver.resolve(request);
                    }
                })
                .isInstanceOf(DcrClosedException.class);
        waiting.remove().run();
        closing.join();

        assertThatThrownBy(() -> resolver.reportMoved(request, client)).isInstanceOf(DcrClosedException.class);
        assertThat(reads()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 410})
    void call_tokenEndpointGone_isSentWhereItIsNowWithTheSameClient(int status) throws Exception {
        DcrResolver resolver = resolver();
        DcrRequest request = request();
        DcrCredentials client = resolver.resolve(request);
        TokenCalls tokens = TokenCalls.of(resolver, request);
        move();
        oldTokenStatus = status;
        TokenGrant grant = TokenGrant.clientCredentials();

        TokenOutcome outcome = tokens.call(grant);
        calls.clear();
        TokenOutcome next = tokens.call(grant);

        assertThat(outcome).isInstanceOf(TokenOutcome.Answered.class);
        assertThat(outcome.response().status()).isEqualTo(200);
        assertThat(outcome.client().clientId()).isEqualTo(client.clientId());
        assertThat(next.response().status()).isEqualTo(200);
        assertThat(calls).containsExactly("POST /new/token");
    }

    @Test
    void call_nothingListensAtTheTokenEndpoint_isSentWhereItIsNow() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        token = "http://127.0.0.1:" + free + "/token";
        DcrResolver resolver = resolver();
        DcrRequest request = request();
        resolver.resolve(request);
        move();

        TokenOutcome outcome = TokenCalls.of(resolver, request).call(TokenGrant.clientCredentials());

        assertThat(outcome.response().status()).isEqualTo(200);
    }

    @Test
    void call_goneAndNotMoved_isWhatWasMetAndTheDocumentIsReadOnceAMinute() throws Exception {
        DcrResolver resolver = resolver();
        DcrRequest request = request();
        resolver.resolve(request);
        TokenCalls tokens = TokenCalls.of(resolver, request);

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> tokens.call(TokenGrant.clientCredentials(), sent -> {
                        throw new ConnectException("refused");
                    }))
                    .isInstanceOf(ConnectException.class);
            TokenOutcome outcome =
                    tokens.call(TokenGrant.clientCredentials(), sent -> new TokenResponse(404, "not here"));
            assertThat(outcome.response().body()).isEqualTo("not here");
        }

        assertThat(reads()).isEqualTo(2);
    }
}

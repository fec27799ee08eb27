package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import io.github.dcr4j.token.TokenResponse;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint that is found gone is looked for at once: by a caller's report, and by {@link TokenCalls}. */
class MovedEndpointsTest extends MovingServerFixture {
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

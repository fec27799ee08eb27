package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.http.HttpFailure.Kind;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.Authenticator;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the HTTP client that a caller hands in is used, and what its interceptors do to a call. */
class GuardedHttpCallersClientTest extends GuardedHttpFixture {
    @Test
    void send_interceptorThatRepeats_isStopped() {
        AtomicInteger tries = new AtomicInteger();
        http = new GuardedHttp(
                new OkHttpClient.Builder()
                        .addInterceptor(chain -> {
                            tries.incrementAndGet();
                            chain.proceed(chain.request()).close();
                            tries.incrementAndGet();
                            return chain.proceed(chain.request());
                        })
                        .build(),
                "t");
        server.enqueue(answer(500).build());
        server.enqueue(answer(201).build());

        HttpFailure failure = failedPost(url("/r"), LONG);

        assertThat(tries).hasValue(2);
        assertThat(failure.begun()).isTrue();
        assertThat(failure).cause().hasMessageContaining("not repeated");
    }

    @Test
    void send_callersCookiesCacheAndAuthenticator_areNotUsed() throws Exception {
        AtomicInteger challenged = new AtomicInteger();
        Authenticator authenticator = (route, response) -> {
            challenged.incrementAndGet();
            return response.request()
                    .newBuilder()
                    .header("Authorization", "Basic eA==")
                    .build();
        };
        http = new GuardedHttp(
                new OkHttpClient.Builder().authenticator(authenticator).build(), "t");
        server.enqueue(answer(401)
                .addHeader("WWW-Authenticate", "Basic realm=x")
                .addHeader("Set-Cookie", "a=b")
                .build());
        server.enqueue(answer(200).build());

        int status = get("/a", 100).status();
        get("/a", 100);

        server.takeRequest();
        assertThat(status).isEqualTo(401);
        assertThat(challenged).hasValue(0);
        assertThat(server.takeRequest().getHeaders().get("Cookie")).isNull();
    }

    private HttpFailure failedThrough(Interceptor interceptor) {
        http = new GuardedHttp(
                new OkHttpClient.Builder().addInterceptor(interceptor).build(), "t");
        server.enqueue(answer(201).body("{\"client_secret\":\"TOPSECRET\"}").build());
        return failedPost(url("/r"), LONG);
    }

    @Test
    void send_interceptorReadsTheBody_theMessageSaysSo() {
        HttpFailure failure = failedThrough(chain -> {
            Response response = chain.proceed(chain.request());
            assertThat(response.body().string()).isNotEmpty();
            return response;
        });

        assertThat(failure.kind()).isEqualTo(Kind.BODY_TAKEN);
        assertThat(failure).hasMessageContaining("interceptor").hasMessageContaining("has read or closed its body");
        assertThat(failure.begun()).isTrue();
    }

    @Test
    void send_interceptorReadsTheBodyAndLeavesItOpen_theMessageSaysSo() {
        HttpFailure failure = failedThrough(chain -> {
            Response response = chain.proceed(chain.request());
            assertThat(response.body().source().readUtf8()).isNotEmpty();
            return response;
        });

        assertThat(failure.kind()).isEqualTo(Kind.BODY_TAKEN);
    }

    @Test
    void send_interceptorThrowsAfterTheAnswer_theMessageNamesWhatAndWhereAndQuotesNothing() {
        HttpFailure failure = failedThrough(chain -> {
            throw new IllegalArgumentException(
                    chain.proceed(chain.request()).body().string());
        });

        assertThat(failure.kind()).isEqualTo(Kind.INTERCEPTOR);
        assertThat(failure)
                .hasMessageContaining(
                        "java.lang.IllegalArgumentException at " + getClass().getName())
                .hasMessageNotContaining("TOPSECRET")
                .hasNoCause();
        assertThat(failure.begun()).isTrue();
    }

    @Test
    void send_interceptorThrowsBeforeTheRequest_isNotBegunAndNoMatterOfTheNetwork() {
        HttpFailure failure = failedThrough(chain -> {
            throw new IOException("policy");
        });

        assertThat(failure.kind()).isEqualTo(Kind.INTERCEPTOR);
        assertThat(failure)
                .hasMessageContaining("java.io.IOException at " + getClass().getName());
        assertThat(failure.begun()).isFalse();
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void send_interceptorThrows_canBeTriedAgain(boolean checked) {
        HttpFailure failure = failedThrough(chain -> {
            if (checked) {
                throw new IOException("no token for the proxy just now");
            }
            throw new IllegalStateException("the circuit is open");
        });

        assertThat(failure.kind()).isEqualTo(Kind.INTERCEPTOR);
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void close_callersClient_staysUsable() throws IOException {
        OkHttpClient base = new OkHttpClient();
        new GuardedHttp(base, "t").close();

        assertThat(base.dispatcher().executorService().isShutdown()).isFalse();
    }

    @Test
    void close_aCallStillRuns_itsConnectionIsNotKept() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                arrived.countDown();
                closed.await();
                return answer(200).build();
            }
        });
        CompletableFuture<HttpAnswer> running = CompletableFuture.supplyAsync(() -> {
            try {
                return get("/slow", 100);
            } catch (HttpFailure e) {
                throw new CompletionException(e);
            }
        });
        arrived.await();

        http.close();
        closed.countDown();

        assertThat(running).succeedsWithin(LONG);
        get("/after", 100);
        assertThat(server.takeRequest().getExchangeIndex()).isZero();
        assertThat(server.takeRequest().getExchangeIndex())
                .as("on a connection of its own")
                .isZero();
    }
}

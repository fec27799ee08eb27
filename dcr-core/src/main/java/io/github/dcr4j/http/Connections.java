package io.github.dcr4j.http;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which connections calls go out on. What may be repeated shares connections that are kept for a moment. What must not
 * be repeated has one of its own: a server closes an idle connection whenever it likes, and a request that was sent
 * into a closed one may or may not have arrived. It shares one only where that answered the same thread just now.
 * Thread-safe.
 */
final class Connections {
    private static final int MOST_IDLE = 5;
    // a search for metadata asks several addresses one after another; nothing lasts longer
    private static final int IDLE_SECONDS = 2;

    private final OkHttpClient base;
    private final ReceivedBytes received = new ReceivedBytes();
    private final Map<AddressPolicy, OkHttpClient> repeating = new ConcurrentHashMap<>();
    private final Map<AddressPolicy, OkHttpClient> sendingOnce = new ConcurrentHashMap<>();
    // by identity; a tag of the request would load the reflection of Kotlin, sixty classes
    private final Map<Request, Exchange> watches = new ConcurrentHashMap<>();
    private final Map<Thread, LastAnswer> lastAnswers = Collections.synchronizedMap(new WeakHashMap<>());

    Connections(OkHttpClient base) {
        this.base = base;
    }

    /**
     * One way to send a call.
     *
     * @param client the client to send it by
     * @param exchange the watch on this call
     * @param kept whether its connection is kept for a moment
     */
    record Way(OkHttpClient client, Exchange exchange, boolean kept) {}

    /** Returns the way of a request that may be repeated. */
    Way repeatable(HttpCall call) {
        return new Way(repeating(call.url().policy()), new Exchange(received, call.answerCap(), true, null), true);
    }

    /** Returns the way of a request that must not be repeated, on the connection that answered just now, if any. */
    @Nullable
    Way justAnswered(HttpCall call) {
        LastAnswer last = lastAnswers.get(Thread.currentThread());
        return last == null || !last.promises(call.url())
                ? null
                : new Way(sendingOnce(call), new Exchange(received, call.answerCap(), false, last), true);
    }

    /**
     * Returns the way of a request that must not be repeated, on a connection of its own, which is closed afterwards.
     */
    Way fresh(HttpCall call) {
        Exchange exchange = new Exchange(received, call.answerCap(), false, null);
        OkHttpClient.Builder client = sendingOnce(call)
                .newBuilder()
                // none is kept in it, and nothing else puts one into it
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS));
        return new Way(client.build(), exchange, false);
    }

    /** Has {@code exchange} watch the calls of {@code request}, until it is {@linkplain #ended ended}. */
    void begun(Request request, Exchange exchange) {
        watches.put(request, exchange);
    }

    /** Ends what was begun. */
    void ended(Request request) {
        watches.remove(request);
    }

    private Exchange watchOn(Call call) throws IOException {
        Exchange watch = watches.get(call.request());
        if (watch == null) {
            throw new IOException("a call is not sent again once it has ended");
        }
        return watch;
    }

    private OkHttpClient repeating(AddressPolicy policy) {
        OkHttpClient known = repeating.get(policy);
        return known == null ? repeating.computeIfAbsent(policy, this::guarded) : known;
    }

    /** On the same connections as {@link #repeating}. */
    private OkHttpClient sendingOnce(HttpCall call) {
        AddressPolicy policy = call.url().policy();
        OkHttpClient known = sendingOnce.get(policy);
        return known == null ? sendingOnce.computeIfAbsent(policy, this::withoutRetry) : known;
    }

    private OkHttpClient withoutRetry(AddressPolicy policy) {
        return repeating(policy).newBuilder().retryOnConnectionFailure(false).build();
    }

    /** The place for everything that holds for every connection. */
    private OkHttpClient guarded(AddressPolicy policy) {
        return AddressGuard.on(base, policy, received)
                // one for each policy, because the HTTP client reuses connections whatever rules they were dialled
                // under
                .connectionPool(new ConnectionPool(MOST_IDLE, IDLE_SECONDS, TimeUnit.SECONDS))
                .followRedirects(false)
                .followSslRedirects(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .authenticator(Authenticator.NONE)
                .cache(null)
                .retryOnConnectionFailure(true)
                // after every one of the caller's
                .addNetworkInterceptor(chain -> watchOn(chain.call()).intercept(chain))
                .build();
    }

    /** Notes that {@code answer} was read to its end on a connection that is kept. */
    void answered(HttpAnswer answer, Exchange exchange) {
        Connection used = exchange.connection();
        boolean kept = answer.complete() && !"close".equalsIgnoreCase(answer.header("Connection"));
        if (used != null && kept) {
            lastAnswers.put(Thread.currentThread(), new LastAnswer(answer.url(), used));
        }
    }

    /** Closes the connections that no call uses. */
    void closeIdle() {
        // those that send once share the pool
        repeating.values().forEach(client -> client.connectionPool().evictAll());
    }
}

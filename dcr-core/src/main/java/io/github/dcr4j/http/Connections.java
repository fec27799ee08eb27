package io.github.dcr4j.http;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * Which connections calls go out on. They share connections that are kept for a moment. What must not be repeated goes
 * out only on one that was dialled for it or was in use just now: a server closes an idle connection whenever it likes,
 * and a request that was sent into a closed one may or may not have arrived. Thread-safe.
 */
final class Connections {
    /** As many as there are calls at once, unless the caller's executor has more threads. */
    private static final int MOST_IDLE = 64;

    private final OkHttpClient base;
    private final ReceivedBytes received = new ReceivedBytes();
    private final KeptOpen keptOpen = new KeptOpen();
    private final Map<AddressPolicy, OkHttpClient> repeating = new ConcurrentHashMap<>();
    private final Map<AddressPolicy, OkHttpClient> sendingOnce = new ConcurrentHashMap<>();
    // by identity; a tag of the request would load the reflection of Kotlin, sixty classes
    private final Map<Request, Exchange> watches = new ConcurrentHashMap<>();
    private final boolean watched;

    Connections(OkHttpClient base) {
        this.base = base;
        watched = AddressGuard.countsOn(base);
    }

    /**
     * One way to send a call.
     *
     * @param client the client to send it by
     * @param exchange the watch on this call
     */
    record Way(OkHttpClient client, Exchange exchange) {}

    /** Returns the way of a request that may be repeated. */
    Way repeatable(HttpCall call) {
        return new Way(repeating(call.url().policy()), Exchange.repeatable(received, keptOpen, call.answerCap()));
    }

    /** Returns the way of a request that must not be repeated, which may be turned down before anything is sent. */
    Way once(HttpCall call) {
        return watched
                ? new Way(sendingOnce(call), Exchange.once(received, keptOpen, call.answerCap(), true))
                : fresh(call);
    }

    /**
     * Returns the way of a request that must not be repeated, on a connection of its own, which is closed afterwards.
     */
    Way fresh(HttpCall call) {
        OkHttpClient.Builder client = sendingOnce(call)
                .newBuilder()
                // none is kept in it, and nothing else puts one into it
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS));
        return new Way(client.build(), Exchange.once(received, keptOpen, call.answerCap(), false));
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
                .connectionPool(new ConnectionPool(MOST_IDLE, ReceivedBytes.RECENT.toMillis(), TimeUnit.MILLISECONDS))
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

    /** Closes the connections that no call uses. */
    void closeIdle() {
        // those that send once share the pool
        repeating.values().forEach(client -> client.connectionPool().evictAll());
    }
}

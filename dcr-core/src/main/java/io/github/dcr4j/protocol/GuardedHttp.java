package io.github.dcr4j.protocol;

import io.github.dcr4j.protocol.HttpAnswer.BodyState;
import io.github.dcr4j.protocol.HttpFailure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The only place that opens connections. Every call has one deadline over all its parts, every body a cap counted after
 * decoding; nothing is cached, no cookie kept, no challenge answered, nothing but a GET is redirected, and nothing with
 * a body is repeated.
 * Thread-safe.
 */
public final class GuardedHttp implements AutoCloseable {
    private static final int MOST_REDIRECTS = 3;
    private static final int ERROR_CAP = 8 * 1024;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final OkHttpClient base;
    private final Map<AddressPolicy, OkHttpClient> clients = new ConcurrentHashMap<>();
    private final boolean ownDispatcher;
    private final String userAgent;
    private volatile boolean closed;

    /**
     * Derives clients from {@code base}, whose TLS, name service, interceptors and listeners stay in use; its connections
     * are not shared. Its {@code proxy} stays in use as well, and then it is the proxy that looks names up and whose rules
     * say where calls may go; a {@code proxySelector} is not used, nor are system properties. Without a base, connections
     * are direct and certificates those that the JVM trusts.
     *
     * @param userAgent the {@code User-Agent} header, in visible ASCII and spaces
     */
    public GuardedHttp(@Nullable OkHttpClient base, String userAgent) {
        if (!Objects.requireNonNull(userAgent, "userAgent").matches("[\\x20-\\x7e]+")) {
            throw new IllegalArgumentException("userAgent must be visible ASCII: " + ServerText.clean(userAgent));
        }
        this.userAgent = userAgent;
        ownDispatcher = base == null;
        this.base = base == null ? new OkHttpClient() : base;
    }

    /**
     * The place for everything that holds for every connection. A pool for each policy, because the HTTP client reuses
     * connections whatever rules they were dialled under.
     */
    private OkHttpClient guarded(AddressPolicy policy) {
        return AddressGuard.on(base, policy)
                .connectionPool(new ConnectionPool())
                .followRedirects(false)
                .followSslRedirects(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .authenticator(Authenticator.NONE)
                .cache(null)
                .build();
    }

    /**
     * Gets a document, following at most three redirects that stay on its scheme, host and port. An answer that points
     * elsewhere is returned as it is.
     */
    HttpAnswer get(EndpointUrl url, int cap, Deadline deadline) throws HttpFailure {
        EndpointUrl at = url;
        for (int followed = 0; ; followed++) {
            HttpAnswer answer = send(new HttpCall("GET", at, null, null, cap, deadline.remaining()));
            EndpointUrl next = followed < MOST_REDIRECTS ? sameOriginTarget(answer) : null;
            if (next == null) {
                return answer;
            }
            at = next;
        }
    }

    private static @Nullable EndpointUrl sameOriginTarget(HttpAnswer answer) {
        String location = answer.header("Location");
        if (location == null || !REDIRECTS.contains(answer.status())) {
            return null;
        }
        EndpointUrl target = resolved("Location", answer.url(), location);
        return target != null && target.sameOrigin(answer.url()) ? target : null;
    }

    /** Returns {@code text} as seen from {@code base}, or {@code null} if that is no address for us. */
    static @Nullable EndpointUrl resolved(String name, EndpointUrl base, String text) {
        HttpUrl from = HttpUrl.parse(base.text());
        HttpUrl target = from == null ? null : from.resolve(text);
        if (target == null) {
            return null;
        }
        try {
            String withoutFragment = target.newBuilder().fragment(null).build().toString();
            return EndpointUrl.ofServer(name, withoutFragment, base);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Returns why an address would be refused as it is written, before any name is looked up; {@code null} if it would
     * not. Nothing is dialled.
     */
    public static @Nullable String refusal(EndpointUrl url) {
        try {
            AddressGuard.checkLiteral(url.policy(), sameAddress(url));
            return null;
        } catch (RefusedAddressException | HttpFailure e) {
            return e.getMessage();
        }
    }

    /** Sends one request and reads its answer. A body that broke off, or is too large, is an answer all the same. */
    HttpAnswer send(HttpCall call) throws HttpFailure {
        if (call.timeout().isZero()) {
            throw new HttpFailure(Kind.TIMEOUT, false, null);
        }
        SendWatch watch = new SendWatch();
        AddressPolicy policy = call.url().policy();
        Call dialled = clients.computeIfAbsent(policy, this::guarded).newCall(request(call, policy));
        dialled.timeout().timeout(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
        dialled.addEventListener(watch);
        try (Response response = dialled.execute()) {
            return read(call, response);
        } catch (IOException e) {
            throw failure(e, watch.begun);
        } finally {
            if (closed) {
                closeIdle();
            }
        }
    }

    private Request request(HttpCall call, AddressPolicy policy) throws HttpFailure {
        HttpUrl address = sameAddress(call.url());
        try {
            AddressGuard.checkLiteral(policy, address);
        } catch (RefusedAddressException e) {
            throw new HttpFailure(e);
        }
        Request.Builder request = new Request.Builder()
                .url(address)
                .method(call.method(), call.body())
                .header("Accept", "application/json")
                .header("User-Agent", userAgent);
        if (call.bearer() != null) {
            request.header("Authorization", "Bearer " + call.bearer().reveal());
        }
        return request.build();
    }

    /** Returns the address as the HTTP client reads it, once it is sure that it reads it as it was checked. */
    private static HttpUrl sameAddress(EndpointUrl url) throws HttpFailure {
        HttpUrl read = HttpUrl.parse(url.text());
        boolean same = read != null
                && read.isHttps() != url.plainHttp()
                && (read.host().contains(":") || read.host().equals(url.host()))
                && read.port() == url.port();
        if (!same) {
            throw new HttpFailure(Kind.BAD_ADDRESS, false, null);
        }
        return Objects.requireNonNull(read);
    }

    /** Reads no more than the cap and a byte; what came before a body broke off is kept. */
    private static HttpAnswer read(HttpCall call, Response response) throws EOFException {
        int cap = response.isSuccessful() ? call.answerCap() : ERROR_CAP;
        BufferedSource body = response.body().source();
        BodyState state = BodyState.COMPLETE;
        try {
            if (body.request(cap + 1L)) {
                state = BodyState.TOO_LARGE;
            }
        } catch (InterruptedIOException e) {
            state = BodyState.TOO_SLOW;
        } catch (IOException e) {
            state = BodyState.CUT_OFF;
        }
        Buffer read = body.getBuffer();
        return new HttpAnswer(call, response, read.readByteArray(Math.min(cap, read.size())), state);
    }

    private static HttpFailure failure(IOException e, boolean begun) {
        if (e instanceof RefusedAddressException refused && !begun) {
            return new HttpFailure(refused);
        }
        // what a server sent in place of HTTP is quoted by the exception, which is therefore not kept
        Throwable cause = e instanceof ProtocolException ? null : e;
        return new HttpFailure(kind(e, begun), begun, cause);
    }

    private static Kind kind(IOException e, boolean begun) {
        if (e instanceof InterruptedIOException) {
            return Thread.currentThread().isInterrupted() ? Kind.INTERRUPTED : Kind.TIMEOUT;
        }
        if (begun) {
            return Kind.BROKEN;
        }
        if (e instanceof UnknownHostException) {
            return Kind.NOT_RESOLVED;
        }
        return e instanceof SSLException ? Kind.TLS : Kind.NOT_CONNECTED;
    }

    /**
     * Closes idle connections, and those of calls that still run when these end. What was shared with the caller's client
     * is left alone.
     */
    @Override
    public void close() {
        closed = true;
        closeIdle();
        if (ownDispatcher) {
            base.dispatcher().executorService().shutdown();
        }
    }

    private void closeIdle() {
        clients.values().forEach(client -> client.connectionPool().evictAll());
    }

    /** Notices when the first byte of a request may leave this machine. */
    private static final class SendWatch extends EventListener {
        private volatile boolean begun;

        @Override
        public void requestHeadersStart(Call call) {
            begun = true;
        }
    }
}

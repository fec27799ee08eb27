package io.github.dcr4j.http;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.Secret;
import io.github.dcr4j.http.Connections.Way;
import io.github.dcr4j.http.HttpFailure.Kind;
import io.github.dcr4j.json.ServerText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The only place that opens connections. Every call has one deadline over all its parts, every body a cap that is
 * counted before and after decoding, every connection a bound on what it receives; nothing is cached, no cookie kept,
 * no challenge answered, and nothing but a look for metadata is redirected, repeated, or sent on a connection that was
 * idle for more than a moment. Thread-safe.
 */
public final class GuardedHttp implements AutoCloseable {
    private static final int MOST_REDIRECTS = 3;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final OkHttpClient base;
    private final Connections connections;
    private final boolean ownDispatcher;
    private final String userAgent;
    private volatile boolean closed;

    /**
     * Derives clients from {@code base}, whose TLS, name service, interceptors and listeners stay in use; its
     * connections are not shared. Its {@code proxy} stays in use as well, and then it is the proxy that looks names up
     * and whose rules say where calls may go; a {@code proxySelector} is not used, nor are system properties. Without a
     * base, connections are direct and certificates those that the JVM trusts.
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
        connections = new Connections(this.base);
    }

    /**
     * Gets a document, following at most three redirects that stay on its scheme, host and port. An answer that points
     * elsewhere is returned as it is.
     */
    public HttpAnswer get(EndpointUrl url, int cap, Deadline deadline) throws HttpFailure {
        EndpointUrl at = url;
        for (int followed = 0; ; followed++) {
            HttpCall call = new HttpCall("GET", at, null, null, cap, deadline.remaining());
            HttpAnswer answer = exchanged(call, connections.repeatable(call));
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
    public static @Nullable EndpointUrl resolved(String name, EndpointUrl base, String text) {
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
        } catch (RefusedAddressException e) {
            return e.why(url.egress().optionNames());
        } catch (HttpFailure e) {
            return e.getMessage();
        }
    }

    /**
     * Sends one request, once, and reads its answer. It goes out on a connection that is dialled for it, or on one that
     * was in use just now; over HTTP/2 once more if the server refuses it unprocessed. A body that broke off, or is too
     * large, is an answer all the same.
     */
    public HttpAnswer send(HttpCall call) throws HttpFailure {
        Way way = connections.once(call);
        Deadline deadline = Deadline.after(DcrClock.system(), call.timeout());
        try {
            return exchanged(call, way);
        } catch (HttpFailure e) {
            if (!way.exchange().turnedDown() && !way.exchange().unprocessed()) {
                throw e;
            }
            HttpCall rest = call.unsent(deadline.remaining());
            return exchanged(rest, connections.fresh(rest));
        }
    }

    private HttpAnswer exchanged(HttpCall call, Way way) throws HttpFailure {
        if (call.timeout().isZero()) {
            throw new HttpFailure(Kind.TIMEOUT, false, null);
        }
        Exchange exchange = way.exchange();
        Request request = request(call);
        Call dialled = way.client().newCall(request);
        dialled.timeout().timeout(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
        dialled.addEventListener(exchange);
        connections.begun(request, exchange);
        try (Response response = dialled.execute()) {
            return AnswerReader.read(call, response, exchange);
        } catch (HttpFailure e) {
            throw e;
        } catch (Exception e) {
            // any exception, for Kotlin has none that must be declared
            throw failure(e, exchange, call.url());
        } finally {
            exchange.done();
            connections.ended(request);
            if (closed) {
                connections.closeIdle();
            }
        }
    }

    private Request request(HttpCall call) throws HttpFailure {
        HttpUrl address = sameAddress(call.url());
        try {
            AddressGuard.checkLiteral(call.url().policy(), address);
        } catch (RefusedAddressException e) {
            throw new HttpFailure(e, call.url());
        }
        Request.Builder request = new Request.Builder()
                .url(address)
                .method(call.method(), call.body())
                .header("Accept", "application/json")
                // otherwise the HTTP client asks for gzip and unpacks it without bounds
                .header("Accept-Encoding", "identity")
                .header("User-Agent", userAgent);
        if (call.authorization() != null) {
            for (Map.Entry<String, Secret> header :
                    call.authorization().headers().entrySet()) {
                request.header(header.getKey(), header.getValue().reveal());
            }
        }
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            request.header(header.getKey(), header.getValue());
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

    private static HttpFailure failure(Exception e, Exchange exchange, EndpointUrl url) {
        if (e instanceof RefusedAddressException refused && !exchange.begun()) {
            return new HttpFailure(refused, url);
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        Kind kind = kind(e, exchange);
        if (kind == Kind.INTERCEPTOR) {
            return HttpFailure.above(e, exchange.begun());
        }
        // what a server sent in place of HTTP is quoted by the exception, which is therefore not kept
        Throwable cause = e instanceof ProtocolException ? null : e;
        return new HttpFailure(kind, exchange.begun() && !exchange.unprocessed(), cause);
    }

    private static Kind kind(Exception e, Exchange exchange) {
        if (e instanceof InterruptedIOException || e instanceof InterruptedException) {
            return Thread.currentThread().isInterrupted() ? Kind.INTERRUPTED : Kind.TIMEOUT;
        }
        if (exchange.receivedTooMuch()) {
            return Kind.TOO_MUCH;
        }
        if (!(e instanceof IOException) || exchange.failedAbove()) {
            return Kind.INTERCEPTOR;
        }
        if (exchange.begun()) {
            return Kind.BROKEN;
        }
        if (e instanceof UnknownHostException) {
            return Kind.NOT_RESOLVED;
        }
        return e instanceof SSLException ? Kind.TLS : Kind.NOT_CONNECTED;
    }

    /**
     * Closes idle connections, and those of calls that still run when these end. What was shared with the caller's
     * client is left alone.
     */
    @Override
    public void close() {
        closed = true;
        connections.closeIdle();
        if (ownDispatcher) {
            base.dispatcher().executorService().shutdown();
        }
    }

    /** Closes the connections that no call uses. */
    void closeIdle() {
        connections.closeIdle();
    }
}

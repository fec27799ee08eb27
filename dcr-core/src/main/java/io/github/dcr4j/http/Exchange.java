package io.github.dcr4j.http;

import io.github.dcr4j.DcrClock;
import java.io.IOException;
import java.net.Proxy;
import java.util.Objects;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Watches one call where it meets the connection, after every interceptor of the caller's: on which connection it goes
 * out and how often, how much is received for it, and how far it came. For one call, whose events come one after
 * another.
 */
final class Exchange extends EventListener {
    private static final String RETRY_AFTER = "Retry-After";
    private static final String HTTP_2 = "okhttp3.internal.http2.";
    private static final int REFUSED = 400;
    private static final int ASKS_FOR_PROXY = 407;
    // what the HTTP client reads of headers, and a good deal for TLS
    private static final long BESIDE_THE_BODY = 512 * 1024;

    private final ReceivedBytes received;
    private final KeptOpen keptOpen;
    private final long allowance;
    private final boolean repeatable;
    private final boolean inUse;
    private final long begin = DcrClock.system().nanos();
    private ReceivedBytes.@Nullable CountedSocket socket;
    private @Nullable String retryAfter;
    private boolean asksForProxy;
    private boolean turnedDown;
    private volatile boolean unprocessed;
    private boolean sent;
    private boolean answeredHere;
    private volatile boolean answered;
    private volatile boolean tried;
    private volatile boolean begun;
    private volatile long bodyBytes;

    /** A request that must not be repeated was about to be sent again. */
    static final class RepeatedException extends IOException {
        private static final long serialVersionUID = 1L;

        RepeatedException() {
            super("the request was sent before and is not repeated");
        }
    }

    private Exchange(ReceivedBytes received, KeptOpen keptOpen, int bodyCap, boolean repeatable, boolean inUse) {
        this.received = received;
        this.keptOpen = keptOpen;
        this.allowance = 2L * bodyCap + BESIDE_THE_BODY;
        this.repeatable = repeatable;
        this.inUse = inUse;
    }

    /**
     * Watches a call that may be sent again.
     *
     * @param bodyCap how many bytes of a body are read
     */
    static Exchange repeatable(ReceivedBytes received, KeptOpen keptOpen, int bodyCap) {
        return new Exchange(received, keptOpen, bodyCap, true, false);
    }

    /**
     * Watches a call that is sent once.
     *
     * @param bodyCap how many bytes of a body are read
     * @param inUse whether it goes out only on a connection that is dialled for it or was in use just now
     */
    static Exchange once(ReceivedBytes received, KeptOpen keptOpen, int bodyCap, boolean inUse) {
        return new Exchange(received, keptOpen, bodyCap, false, inUse);
    }

    /** Stands where the request meets the connection. */
    Response intercept(Interceptor.Chain chain) throws IOException {
        if (sent && !repeatable) {
            throw new RepeatedException();
        }
        Connection used = Objects.requireNonNull(chain.connection(), "network interceptors have a connection");
        ReceivedBytes.CountedSocket counted = received.of(used.socket());
        if (inUse && (counted == null || !fits(counted, used, chain.request().url()))) {
            turnedDown = true;
            throw new IOException("the connection was not in use just now");
        }
        sent = true;
        unprocessed = false;
        boolean again = counted != null && counted.hasServed();
        grant(counted);
        try {
            Response response = withoutDelay(withoutProxy(chain.proceed(chain.request()), used));
            answered = true;
            answeredHere = true;
            return response;
        } catch (IOException e) {
            unprocessed = saysUnprocessed(e);
            throw e;
        } finally {
            if (again) {
                keptOpen.servedAgain(used, answeredHere);
            }
        }
    }

    private boolean fits(ReceivedBytes.CountedSocket counted, Connection used, HttpUrl url) {
        // a thread always reads a connection of HTTP/2, and notices its end
        boolean open = multiplexed(used.protocol()) || !counted.hasServed() || counted.isQuiet(!keptOpen.by(used));
        return open && counted.wasInUse(begin) && isTo(url, used);
    }

    private static boolean multiplexed(Protocol protocol) {
        return protocol == Protocol.HTTP_2 || protocol == Protocol.H2_PRIOR_KNOWLEDGE;
    }

    /** Over HTTP/2 a connection serves all hosts of its certificate, and another's may answer 421 for good. */
    private static boolean isTo(HttpUrl url, Connection used) {
        HttpUrl origin = used.route().address().url();
        return origin.host().equals(url.host()) && origin.port() == url.port();
    }

    private void grant(ReceivedBytes.@Nullable CountedSocket next) {
        done();
        answeredHere = false;
        socket = next;
        if (next != null) {
            next.grant(allowance);
        }
    }

    /**
     * Keeps the delay from the HTTP client, which repeats a request without a body where it is zero, and throws a
     * {@link NumberFormatException} where it is too long a number.
     */
    private Response withoutDelay(Response response) {
        retryAfter = response.header(RETRY_AFTER);
        boolean acted = response.code() == 408 || response.code() == 503;
        return retryAfter == null || !acted
                ? response
                : response.newBuilder().removeHeader(RETRY_AFTER).build();
    }

    /**
     * Keeps the status 407 from the HTTP client, unless a proxy may have answered that to a request that may be repeated:
     * it throws a {@link java.net.ProtocolException}, or repeats a request without a body.
     */
    private Response withoutProxy(Response response, Connection used) {
        boolean proxy = used.route().proxy().type() == Proxy.Type.HTTP;
        asksForProxy = response.code() == ASKS_FOR_PROXY && !(proxy && repeatable);
        return asksForProxy ? response.newBuilder().code(REFUSED).build() : response;
    }

    /** Returns the status of {@code response} as it came. */
    int status(Response response) {
        return asksForProxy && response.code() == REFUSED ? ASKS_FOR_PROXY : response.code();
    }

    /** Returns the headers of {@code response} as they came. */
    Headers headers(Response response) {
        Headers headers = response.headers();
        return retryAfter == null || headers.get(RETRY_AFTER) != null
                ? headers
                : headers.newBuilder()
                        .addUnsafeNonAscii(RETRY_AFTER, retryAfter)
                        .build();
    }

    /** Ends the watch, once the answer has been read. */
    void done() {
        if (socket != null) {
            socket.done(answeredHere);
        }
    }

    /**
     * Returns whether a failure says that the server has done nothing, and never will: it refused the stream, or the
     * connection was about to end and the stream was not begun (RFC 9113, section 8.7).
     */
    private static boolean saysUnprocessed(IOException e) {
        // by name, because the HTTP client does not export them
        String type = e.getClass().getName();
        return type.equals(HTTP_2 + "ConnectionShutdownException")
                || (type.equals(HTTP_2 + "StreamResetException")
                        && String.valueOf(e.getMessage()).endsWith("REFUSED_STREAM"));
    }

    /** Returns whether nothing was sent, because the connection was not in use just now. */
    boolean turnedDown() {
        return turnedDown && !begun;
    }

    /** Returns whether the server has said that it did nothing. */
    boolean unprocessed() {
        return unprocessed;
    }

    /** Returns whether more was received than is read for an answer. */
    boolean receivedTooMuch() {
        return socket != null && socket.exceeded();
    }

    /** Returns whether any part of the request may have left this machine. */
    boolean begun() {
        return begun;
    }

    /** Returns whether a failure came from above the connection: before it was asked for, or after it had answered. */
    boolean failedAbove() {
        return answered || !tried;
    }

    /** Returns how many bytes of the body were taken from the connection, once it was read to its end. */
    long bodyBytes() {
        return bodyBytes;
    }

    @Override
    public void proxySelectStart(Call call, HttpUrl url) {
        tried = true;
    }

    @Override
    public void dnsStart(Call call, String domainName) {
        tried = true;
    }

    @Override
    public void connectionAcquired(Call call, Connection acquired) {
        tried = true;
    }

    @Override
    public void requestHeadersStart(Call call) {
        begun = true;
    }

    @Override
    public void responseBodyEnd(Call call, long byteCount) {
        bodyBytes = byteCount;
    }
}

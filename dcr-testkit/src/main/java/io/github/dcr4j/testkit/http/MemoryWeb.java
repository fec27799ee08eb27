package io.github.dcr4j.testkit.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A web that exists in an HTTP client alone, as its interceptor: no name is looked up, no socket opened. Its one host
 * answers; any other is unknown. Answers come whole: what would drip on a connection does not. Thread-safe.
 */
public final class MemoryWeb implements Web, Interceptor {
    private final HttpUrl origin;
    private volatile @Nullable Requests requests;

    /** Creates one at {@code origin}: scheme, host and port. */
    public MemoryWeb(HttpUrl origin) {
        this.origin = origin;
    }

    @Override
    public String origin() {
        String text = origin.toString();
        return text.substring(0, text.length() - 1);
    }

    @Override
    public void serve(Requests requests, Runnable closing) {
        this.requests = requests;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        HttpUrl url = request.url();
        if (!url.scheme().equals(origin.scheme()) || !url.host().equals(origin.host()) || url.port() != origin.port()) {
            throw new UnknownHostException(url.host() + ": only " + origin() + " is there, in memory");
        }
        try {
            return response(
                    request,
                    Objects.requireNonNull(requests, "nothing is served yet").answer(call(request)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the answer was held");
        }
    }

    private static Call call(Request request) throws IOException {
        Buffer body = new Buffer();
        if (request.body() != null) {
            request.body().writeTo(body);
        }
        Request.Builder sent = request.newBuilder();
        if (request.body() != null && request.body().contentType() != null) {
            sent.header("Content-Type", String.valueOf(request.body().contentType()));
        }
        String query = request.url().encodedQuery();
        return new Call(
                request.method(),
                request.url().encodedPath(),
                query == null ? "" : query,
                sent.build().headers().toMultimap(),
                body.readUtf8());
    }

    private static Response response(Request request, MockResponse answer) throws IOException {
        if (answer.getOnResponseStart() instanceof SocketEffect.CloseSocket) {
            throw new EOFException("the server closed the connection without an answer");
        }
        Buffer body = new Buffer();
        if (answer.getBody() != null) {
            answer.getBody().writeTo(body);
        }
        if (answer.getOnResponseBody() instanceof SocketEffect.CloseSocket) {
            throw new EOFException("the server closed the connection within its answer");
        }
        String type = answer.getHeaders().get("Content-Type");
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(answer.getCode())
                .message("")
                .headers(answer.getHeaders())
                .body(ResponseBody.create(body, type == null ? null : MediaType.parse(type), body.size()))
                .build();
    }

    @Override
    public void close() {
        requests = call -> {
            throw new IllegalStateException("the server is closed");
        };
    }
}

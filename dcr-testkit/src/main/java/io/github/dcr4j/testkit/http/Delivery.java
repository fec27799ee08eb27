package io.github.dcr4j.testkit.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.GzipSink;

/**
 * How an answer travels. Immutable.
 *
 * @param fate what becomes of the connection
 * @param bytes how many bytes of the body are sent at a time; 0 for all at once
 * @param every the time between them
 */
public record Delivery(Fate fate, int bytes, Duration every) {
    public static final Delivery WHOLE = new Delivery(Fate.KEPT, 0, Duration.ZERO);

    /** What becomes of the connection. */
    public enum Fate {
        KEPT,
        CLOSED_BEFORE_ANSWER,
        CLOSED_WITHIN_BODY
    }

    public Delivery {
        Objects.requireNonNull(fate, "fate");
        if (bytes < 0 || every.isNegative()) {
            throw new IllegalArgumentException(
                    "bytes and time must not be negative: " + bytes + " bytes every " + every);
        }
    }

    public Delivery with(Fate other) {
        return new Delivery(other, bytes, every);
    }

    public Delivery dripping(int newBytes, Duration newEvery) {
        return new Delivery(fate, newBytes, newEvery);
    }

    public MockResponse send(Reply reply) {
        MockResponse.Builder response = new MockResponse.Builder().code(reply.status());
        if (reply.status() == 204) {
            response.clearHeaders();
        } else {
            response.body(encoded(reply));
        }
        reply.headers().forEach(response::setHeader);
        if (bytes > 0) {
            response.throttleBody(bytes, every.toNanos(), TimeUnit.NANOSECONDS);
        }
        switch (fate) {
            case KEPT -> {}
            case CLOSED_BEFORE_ANSWER -> response.onResponseStart(new SocketEffect.CloseSocket());
            case CLOSED_WITHIN_BODY -> response.onResponseBody(new SocketEffect.CloseSocket());
        }
        return response.build();
    }

    /**
     * Returns the body's bytes: in Latin 1 or compressed where the headers say so, as a server that means it sends
     * them.
     */
    private static Buffer encoded(Reply reply) {
        String type = reply.headers().getOrDefault("Content-Type", "").toLowerCase(Locale.ROOT);
        Buffer body = new Buffer().writeString(reply.body(), type.endsWith("charset=iso-8859-1") ? ISO_8859_1 : UTF_8);
        if (!"gzip".equals(reply.headers().get("Content-Encoding"))) {
            return body;
        }
        Buffer packed = new Buffer();
        try (GzipSink sink = new GzipSink(packed)) {
            sink.write(body, body.size());
        } catch (IOException e) {
            throw new UncheckedIOException("nothing in memory fails", e);
        }
        return packed;
    }
}

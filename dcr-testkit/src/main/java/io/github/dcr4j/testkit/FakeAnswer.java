package io.github.dcr4j.testkit;

import io.github.dcr4j.testkit.http.Delivery;
import io.github.dcr4j.testkit.http.Delivery.Fate;
import io.github.dcr4j.testkit.http.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An answer that a {@link FakeAuthorizationServer} gives on demand. It either stands in place of the server's own, and
 * then the call changes nothing at the server, or it is {@linkplain #asUsual() the server's own}, and then the call is
 * processed; in both cases it can be changed and its way to the client disturbed. Immutable and thread-safe.
 */
public final class FakeAnswer {
    private final boolean processed;
    private final UnaryOperator<Reply> shape;
    private final Delivery delivery;
    private final @Nullable FakeGate gate;

    private FakeAnswer(boolean processed, UnaryOperator<Reply> shape, Delivery delivery, @Nullable FakeGate gate) {
        this.processed = processed;
        this.shape = shape;
        this.delivery = delivery;
        this.gate = gate;
    }

    /** Returns what the server would answer anyway. */
    public static FakeAnswer asUsual() {
        return new FakeAnswer(true, UnaryOperator.identity(), Delivery.WHOLE, null);
    }

    /** Returns an answer without body, in place of the server's own. */
    public static FakeAnswer status(int status) {
        return instead(Reply.empty(status));
    }

    /** Returns an answer with a JSON object, in place of the server's own. */
    public static FakeAnswer json(int status, Map<String, ? extends @Nullable Object> members) {
        return instead(Reply.json(status, members));
    }

    /** Returns status 400 with {@code error} and {@code error_description} (RFC 7591, section 3.2.2). */
    public static FakeAnswer refusal(String error, String description) {
        return instead(Reply.error(400, error, description));
    }

    private static FakeAnswer instead(Reply reply) {
        return new FakeAnswer(false, usual -> reply, Delivery.WHOLE, null);
    }

    /** Returns no answer: the connection is closed, and the call was received but not processed. */
    public static FakeAnswer droppedBeforeProcessing() {
        return status(500).dropped();
    }

    /** Returns no answer: the connection is closed, and the call was processed. */
    public static FakeAnswer droppedAfterProcessing() {
        return asUsual().dropped();
    }

    /** Returns this answer with another status. */
    public FakeAnswer withStatus(int status) {
        return shaped(reply -> reply.withStatus(status));
    }

    /** Returns this answer with a header, which replaces one of that name. */
    public FakeAnswer withHeader(String name, String value) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        return shaped(reply -> reply.withHeader(name, value));
    }

    /** Returns this answer with another body. */
    public FakeAnswer withBody(String contentType, String body) {
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(body, "body");
        return shaped(reply -> reply.withBody(contentType, body));
    }

    /** Returns this answer, not sent before {@code gate} is opened; where it is processed, it is processed before. */
    public FakeAnswer heldBy(FakeGate gate) {
        return new FakeAnswer(processed, shape, delivery, Objects.requireNonNull(gate, "gate"));
    }

    /** Returns this answer cut off: the connection is closed after about half of the body. */
    public FakeAnswer truncated() {
        return delivered(delivery.with(Fate.CLOSED_WITHIN_BODY));
    }

    /**
     * Returns this answer with a body that is sent in small pieces. This alone takes real time: what it is for, the
     * time-outs of sockets, go by the machine's clock.
     *
     * @param bytes how many bytes are sent at a time, at least 1
     * @param every the time between them
     */
    public FakeAnswer dripping(int bytes, Duration every) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1: " + bytes);
        }
        return delivered(delivery.dripping(bytes, every));
    }

    private FakeAnswer dropped() {
        return delivered(delivery.with(Fate.CLOSED_BEFORE_ANSWER));
    }

    private FakeAnswer shaped(UnaryOperator<Reply> more) {
        return new FakeAnswer(processed, reply -> more.apply(shape.apply(reply)), delivery, gate);
    }

    private FakeAnswer delivered(Delivery other) {
        return new FakeAnswer(processed, shape, other, gate);
    }

    boolean isProcessed() {
        return processed;
    }

    /** Returns what is sent where the server's own answer is {@code usual}. */
    Reply applyTo(Reply usual) {
        return shape.apply(usual);
    }

    Delivery delivery() {
        return delivery;
    }

    /** Returns what the answer waits at before it is sent, or {@code null}. */
    @Nullable
    FakeGate gate() {
        return gate;
    }
}

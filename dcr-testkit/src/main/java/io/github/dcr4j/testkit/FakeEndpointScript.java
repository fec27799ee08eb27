package io.github.dcr4j.testkit;

import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.Json;
import io.github.dcr4j.testkit.http.RefusalException;
import io.github.dcr4j.testkit.http.Reply;
import io.github.dcr4j.testkit.server.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;

/**
 * What one endpoint of a {@link FakeAuthorizationServer} received, and what it does instead of its work.
 *
 * <p>A call is recorded when it arrives and takes its answer then; it waits where calls are {@linkplain #hold() held},
 * is processed, and is answered. What is scripted later does not change it. Thread-safe; concurrent calls take the next
 * answers in the order of their arrival, each once.
 */
public final class FakeEndpointScript {
    private final FakeEndpoint endpoint;
    private final CallLog log;
    private final Queue<FakeAnswer> next = new ConcurrentLinkedQueue<>();
    private final Set<FakeGate> waitedAt = ConcurrentHashMap.newKeySet();
    private volatile FakeAnswer otherwise = FakeAnswer.asUsual();
    private volatile @Nullable Consumer<Map<String, @Nullable Object>> requestRewriting;
    private volatile @Nullable Consumer<Map<String, @Nullable Object>> answerRewriting;
    private volatile @Nullable FakeGate gate;
    private volatile @Nullable FakeGate answerGate;
    private volatile boolean closed;

    FakeEndpointScript(FakeEndpoint endpoint, CallLog log) {
        this.endpoint = endpoint;
        this.log = log;
    }

    /** Gives {@code answers} to the next calls, one each, after those that are already scripted. */
    public FakeEndpointScript answerNext(FakeAnswer... answers) {
        next.addAll(List.of(answers));
        return this;
    }

    /** Gives {@code answer} to every call for which no next one is scripted. */
    public FakeEndpointScript answerAlways(FakeAnswer answer) {
        otherwise = Objects.requireNonNull(answer, "answer");
        return this;
    }

    /** Refuses the next call with status 400 and an error code (RFC 7591, section 3.2.2). */
    public FakeEndpointScript refuseNext(String error) {
        return answerNext(FakeAnswer.refusal(error, "refused as scripted"));
    }

    /** Holds every call before it is processed, until the gate that is returned is opened. */
    public FakeGate hold() {
        FakeGate closedGate = FakeGate.closed();
        gate = closedGate;
        return closedGate;
    }

    /** Holds the answer of every call after it was processed, until the gate that is returned is opened. */
    public FakeGate holdAnswers() {
        FakeGate closedGate = FakeGate.closed();
        answerGate = closedGate;
        return closedGate;
    }

    /**
     * Lets {@code rewriting} change what is asked before it is processed, as a server does that replaces what clients
     * ask for (RFC 7591, section 3.2.1). The calls are recorded as they were sent.
     *
     * @param rewriting changes the members of the JSON object it is given
     * @throws IllegalStateException at an endpoint that takes no JSON
     */
    public FakeEndpointScript rewriteRequests(Consumer<Map<String, @Nullable Object>> rewriting) {
        if (endpoint != FakeEndpoint.REGISTRATION && endpoint != FakeEndpoint.MANAGEMENT) {
            throw new IllegalStateException("requests at " + endpoint + " hold no JSON; only those at "
                    + FakeEndpoint.REGISTRATION + " and " + FakeEndpoint.MANAGEMENT + " can be rewritten");
        }
        requestRewriting = Objects.requireNonNull(rewriting, "rewriting");
        return this;
    }

    /**
     * Lets {@code rewriting} change what the server's own successful answers say, metadata documents included. It
     * changes the words alone: what the server holds about a client stays as it is.
     *
     * @param rewriting changes the members of the JSON object it is given
     */
    public FakeEndpointScript rewriteAnswers(Consumer<Map<String, @Nullable Object>> rewriting) {
        answerRewriting = Objects.requireNonNull(rewriting, "rewriting");
        return this;
    }

    /** Forgets all that is scripted here and lets go what is held; what was received stays recorded. */
    public void reset() {
        next.clear();
        otherwise = FakeAnswer.asUsual();
        requestRewriting = null;
        answerRewriting = null;
        gate = null;
        answerGate = null;
        waitedAt.forEach(FakeGate::open);
    }

    /** Returns what was received here, in the order of arrival. */
    public List<RecordedCall> calls() {
        return log.at(endpoint);
    }

    /** Returns how many calls were received here. */
    public int count() {
        return calls().size();
    }

    MockResponse play(Call call, Endpoint work) throws InterruptedException {
        FakeAnswer scripted = next.poll();
        FakeAnswer answer = scripted == null ? otherwise : scripted;
        pass(gate);
        Reply reply = answer.applyTo(answer.isProcessed() ? usual(call, work) : Reply.empty(200));
        pass(answerGate);
        pass(answer.gate());
        return answer.delivery().send(reply);
    }

    private Reply usual(Call call, Endpoint work) {
        try {
            Reply reply = work.answer(call.withBody(rewritten(call.body(), requestRewriting)));
            return reply.status() / 100 == 2
                    ? new Reply(reply.status(), reply.headers(), rewritten(reply.body(), answerRewriting))
                    : reply;
        } catch (RefusalException refused) {
            return refused.reply();
        }
    }

    private static String rewritten(String body, @Nullable Consumer<Map<String, @Nullable Object>> rewriting) {
        Map<String, @Nullable Object> members = rewriting == null ? null : Json.members(body);
        if (rewriting == null || members == null) {
            return body;
        }
        rewriting.accept(members);
        return Json.text(members);
    }

    private void pass(@Nullable FakeGate at) throws InterruptedException {
        if (at == null) {
            return;
        }
        waitedAt.add(at);
        if (closed) {
            at.open();
        }
        try {
            at.pass();
        } finally {
            waitedAt.remove(at);
        }
    }

    /** Lets go what is held, now and later. */
    void close() {
        closed = true;
        waitedAt.forEach(FakeGate::open);
    }
}

package io.github.dcr4j.request;

import io.github.dcr4j.http.Egress;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpCall;
import io.github.dcr4j.http.HttpFailure;
import io.github.dcr4j.http.OneShotBody;
import io.github.dcr4j.server.ServerAnswer;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerHttpException;
import io.github.dcr4j.server.ServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The caller's own calls to one server, sent as the library's are. Thread-safe. */
public final class GuardedCalls implements ServerHttp {
    private static final int CAP = 1024 * 1024;

    private final GuardedHttp http;
    private final Runnable ensureOpen;
    private final Upstream upstream;
    private final Duration callTimeout;

    public GuardedCalls(GuardedHttp http, Runnable ensureOpen, Upstream upstream, Duration callTimeout) {
        this.http = http;
        this.ensureOpen = ensureOpen;
        this.upstream = upstream;
        this.callTimeout = callTimeout;
    }

    @Override
    public ServerAnswer send(ServerRequest request) throws ServerHttpException {
        ensureOpen.run();
        EndpointUrl url = endpoint(request);
        OneShotBody form = request.form().map(OneShotBody::form).orElse(null);
        HttpAnswer answer;
        try {
            answer = http.send(
                    new HttpCall(request.method(), url, null, form, CAP, callTimeout).withHeaders(request.headers()));
        } catch (HttpFailure e) {
            throw new ServerHttpException(
                    request.method() + " " + url.printable() + ": " + e.getMessage(),
                    e.begun(),
                    !e.notConnected(),
                    e.retryable(),
                    e);
        }
        if (answer.successful() && !answer.complete()) {
            throw new ServerHttpException(
                    request.method() + " " + url.printable() + ": the body of the answer "
                            + answer.bodyState().sentence(),
                    true,
                    true,
                    answer.bodyState() != HttpAnswer.BodyState.TOO_LARGE,
                    null);
        }
        return ServerAnswer.of(answer.status(), answer.headers(), answer.text().text());
    }

    private EndpointUrl endpoint(ServerRequest request) throws ServerHttpException {
        String text = request.uri().toString();
        EndpointUrl own = own(text);
        try {
            return own == null
                    ? allowed(
                            EndpointUrl.ofServer("uri", text, upstream.url()),
                            upstream.url().loopback())
                    : allowed(own, true);
        } catch (IllegalArgumentException e) {
            throw new ServerHttpException("nothing was sent: " + e.getMessage(), false, true, false, null);
        }
    }

    private @Nullable EndpointUrl own(String text) {
        return Stream.of(
                        Optional.ofNullable(upstream.authorizationEndpoint()),
                        Optional.ofNullable(upstream.tokenEndpoint()))
                .flatMap(Optional::stream)
                .filter(own -> own.text().equals(text))
                .findFirst()
                .orElse(null);
    }

    /** What the operator named, and what a server of this machine has on this machine, may be dialled there. */
    private EndpointUrl allowed(EndpointUrl url, boolean onThisMachineToo) {
        Egress egress = upstream.egress();
        if (!onThisMachineToo || !url.loopback()) {
            return url.reaching(egress);
        }
        return url.reaching(egress.naming(url.authority()));
    }
}

package io.github.dcr4j.mcp;

import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import io.github.dcr4j.resource.ResourceChallenge;
import io.modelcontextprotocol.client.transport.HttpRequestSnapshot;
import io.modelcontextprotocol.client.transport.customizer.McpAsyncHttpClientRequestCustomizer;
import io.modelcontextprotocol.client.transport.customizer.McpHttpClientTransportAuthorizationErrorHandler;
import io.modelcontextprotocol.common.McpTransportContext;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the SDK calls: before a request, and after one that was refused. Thread-safe; blocks no thread of the SDK. */
final class SdkHooks implements McpAsyncHttpClientRequestCustomizer {
    private static final String AUTHORIZATION = "Authorization";

    /** 401, a server that has moved, three steps: the bounds that count are those of logins. */
    private static final int MOST_RETRIES = 6;

    private final TokenKeeper keeper;
    private final ServerAddress server;

    SdkHooks(TokenKeeper keeper, ServerAddress server) {
        this.keeper = keeper;
        this.server = server;
    }

    @Override
    public Publisher<HttpRequest.Builder> customize(
            HttpRequest.Builder request, String method, URI uri, @Nullable String body, McpTransportContext context) {
        return Mono.defer(() -> server.covers(uri) ? waited(keeper.current()) : Mono.error(wrong(uri)))
                .map(token -> {
                    token.ifPresent(held -> request.setHeader(AUTHORIZATION, held.header()));
                    return request;
                });
    }

    McpHttpClientTransportAuthorizationErrorHandler errorHandler() {
        return new McpHttpClientTransportAuthorizationErrorHandler() {
            @Override
            public Publisher<Boolean> handle(
                    HttpRequestSnapshot request, HttpResponse.ResponseInfo answer, McpTransportContext context) {
                return Mono.defer(() -> answered(request, answer));
            }

            @Override
            public int maxRetries() {
                return MOST_RETRIES;
            }
        };
    }

    private Mono<Boolean> answered(HttpRequestSnapshot request, HttpResponse.ResponseInfo answer) {
        if (!server.covers(request.requestUri())) {
            return Mono.error(wrong(request.requestUri()));
        }
        String sent = request.headers().firstValue(AUTHORIZATION).orElse(null);
        ResourceChallenge challenge = ResourceChallenge.of(answer.headers().allValues("WWW-Authenticate"));
        if (challenge.insufficientScope()) {
            return waited(keeper.afterScope(sent, challenge)); // some servers say so with a 401
        }
        return answer.statusCode() == 401 ? waited(keeper.after401(sent, challenge)) : Mono.just(false);
    }

    /** What is done with the outcome is not done on the thread that the next login needs. */
    private static <T> Mono<T> waited(CompletableFuture<T> outcome) {
        Mono<T> mono = Mono.fromFuture(outcome, true);
        return outcome.isDone() ? mono : mono.publishOn(Schedulers.boundedElastic());
    }

    private McpAuthorizationException wrong(URI uri) {
        return new McpAuthorizationException(
                Reason.WRONG_SERVER,
                "this authorization is for " + server + ", and the transport leads to " + new ServerAddress(uri)
                        + ": no token is sent there");
    }
}

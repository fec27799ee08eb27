package io.github.dcr4j.conformance;

import io.github.dcr4j.token.TokenRequest;
import io.github.dcr4j.token.TokenResponse;
import io.github.dcr4j.token.TokenSender;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sends token requests with an HTTP client of the JDK's, and keeps what it sent. Safe for concurrent use. */
public final class JdkSender implements TokenSender {
    private final HttpClient http;
    private final List<TokenRequest> sent = new CopyOnWriteArrayList<>();

    /** Creates one without a certificate. */
    public JdkSender() {
        this(HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build());
    }

    /** Creates one that sends with {@code http}. */
    public JdkSender(HttpClient http) {
        this.http = http;
    }

    @Override
    public TokenResponse send(TokenRequest request) throws IOException, InterruptedException {
        sent.add(request);
        HttpRequest.Builder post =
                HttpRequest.newBuilder(request.uri()).POST(HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach(post::header);
        HttpResponse<String> answer = http.send(post.build(), HttpResponse.BodyHandlers.ofString());
        return new TokenResponse(answer.statusCode(), answer.body());
    }

    /** Returns what it sent, in order. */
    public List<TokenRequest> sent() {
        return List.copyOf(sent);
    }
}

package io.github.dcr4j.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The redirect of a desktop tool. */
class LoopbackRedirectTest {
    private static final URI LOGIN = URI.create("https://idp.example.com/authorize?state=state-of-this-login&x=1");

    private final CompletableFuture<URI> shown = new CompletableFuture<>();
    private final LoopbackRedirect redirect = LoopbackRedirect.listen(shown::complete);
    private final HttpClient browser =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

    @AfterEach
    void close() {
        redirect.close();
    }

    @Test
    void answer_ofTheLogin_isTakenOnceAndShowsAPage() throws Exception {
        CompletableFuture<URI> login = redirect.authorize(LOGIN).toCompletableFuture();

        HttpResponse<String> page = get("?code=code-1&state=state-of-this-login");

        assertThat(shown).isCompletedWithValue(LOGIN);
        assertThat(login)
                .succeedsWithin(Duration.ofMinutes(2))
                .isEqualTo(URI.create(redirect.redirectUri() + "?code=code-1&state=state-of-this-login"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("close this window").doesNotContain("code-1");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(get("?code=code-2&state=state-of-this-login").statusCode()).isEqualTo(400);
    }

    @Test
    void calls_thatAreNoAnswer_areTurnedAwayAndDoNotEndTheLogin() throws Exception {
        CompletableFuture<URI> login = redirect.authorize(LOGIN).toCompletableFuture();

        assertThat(get("?code=1&state=another").statusCode()).isEqualTo(400);
        assertThat(get("").statusCode()).isEqualTo(400);
        assertThat(get("/favicon.ico").statusCode()).isEqualTo(404);
        assertThat(send("POST", "?code=1&state=state-of-this-login").statusCode())
                .isEqualTo(405);

        assertThat(login).isNotDone();
    }

    @Test
    void answer_afterTheLoginWasGivenUp_isTurnedAway() throws Exception {
        redirect.authorize(LOGIN).toCompletableFuture().cancel(false);

        assertThat(get("?code=1&state=state-of-this-login").statusCode()).isEqualTo(400);
    }

    @Test
    void authorize_showFails_failsTheLogin() throws Exception {
        try (LoopbackRedirect broken = LoopbackRedirect.listen(address -> {
            throw new IllegalStateException("no screen here");
        })) {
            assertThat(broken.authorize(LOGIN).toCompletableFuture()).isCompletedExceptionally();
        }
    }

    @Test
    void close_loginUnderWay_isCancelled() {
        CompletableFuture<URI> login = redirect.authorize(LOGIN).toCompletableFuture();

        redirect.close();

        assertThat(login).isCancelled();
    }

    @Test
    void listen_portIsTaken_saysWhich() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> LoopbackRedirect.listen(port, shown::complete))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    private HttpResponse<String> get(String query) throws Exception {
        return send("GET", query);
    }

    private HttpResponse<String> send(String method, String query) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(URI.create(redirect.redirectUri() + query))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}

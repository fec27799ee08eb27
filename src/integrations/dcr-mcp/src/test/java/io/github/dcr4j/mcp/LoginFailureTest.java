package io.github.dcr4j.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.mcp.McpAuthorizationException.Reason;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.modelcontextprotocol.client.McpSyncClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Logins that bring no token: each says why, and no token request is made. */
class LoginFailureTest {
    private static final URI CALLBACK = URI.create("http://127.0.0.1:53682/callback");

    /** What is done to the answer of the login, why it is not used, and what the message says. */
    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("state=[^&]*", "state=of-another-login", Reason.RESPONSE_REJECTED, "another state"),
                Arguments.of("state=[^&]*&?", "", Reason.RESPONSE_REJECTED, "another state"),
                Arguments.of(
                        "iss=[^&]*",
                        "iss=https%3A%2F%2Fevil.example.com",
                        Reason.RESPONSE_REJECTED,
                        "iss is https://evil.example.com"),
                Arguments.of("&?iss=[^&]*", "", Reason.RESPONSE_REJECTED, "has no iss"),
                Arguments.of("/callback", "/elsewhere", Reason.RESPONSE_REJECTED, "did not come to the redirect URI"),
                Arguments.of("code=[^&]*", "kode=1", Reason.RESPONSE_REJECTED, "has no code"),
                Arguments.of("code=", "code=again&code=", Reason.RESPONSE_REJECTED, "a parameter twice"),
                Arguments.of(
                        "code=[^&]*",
                        "error=access_denied&error_description=The+user+said+no",
                        Reason.LOGIN_REFUSED,
                        "access_denied (The user said no)"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void login_answerIsNotRight_isNotUsed(String part, String other, Reason reason, String message) {
        try (Rig rig = new Rig()) {
            rig.kit
                    .server()
                    .at(FakeEndpoint.METADATA)
                    .rewriteAnswers(document -> document.put("authorization_response_iss_parameter_supported", true));
            rig.user.comesBackAt(back -> back.replaceAll(part, other));
            McpAuthorization authorization = rig.open(rig.builder());

            McpAuthorizationException failure = failure(authorization);

            assertThat(failure.reason()).isEqualTo(reason);
            assertThat(failure).hasMessageContaining(message);
            assertThat(rig.count(FakeEndpoint.TOKEN)).isZero();
        }
    }

    private static McpAuthorizationException failure(McpAuthorization authorization) {
        return catchThrowableOfType(McpAuthorizationException.class, authorization::authorize);
    }

    @Test
    void login_serverWithoutPkce_isNotBegun() {
        try (Rig rig = new Rig()) {
            rig.kit
                    .server()
                    .at(FakeEndpoint.METADATA)
                    .rewriteAnswers(document -> document.remove("code_challenge_methods_supported"));

            McpAuthorizationException failure = failure(rig.open(rig.builder()));

            assertThat(failure.reason()).isEqualTo(Reason.PKCE_MISSING);
            assertThat(failure).hasMessageContaining("code_challenge_methods_supported");
            assertThat(rig.user.logins()).isEmpty();
        }
    }

    @Test
    void login_redirectThrowsOrReturnsNothing_saysSo() {
        assertThat(failedLogin(address -> {
                    throw new IllegalStateException("no screen here");
                }))
                .hasMessageContaining("McpRedirect failed")
                .hasRootCauseMessage("no screen here");
        assertThat(failedLogin(address -> CompletableFuture.failedFuture(new IllegalStateException("no screen here"))))
                .hasMessageContaining("McpRedirect failed")
                .hasRootCauseMessage("no screen here");
        assertThat(failedLogin(address -> nothing())).hasMessageContaining("returned nothing");
        assertThat(failedLogin(address -> CompletableFuture.completedFuture(nothing())))
                .hasMessageContaining("returned nothing");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    private static McpAuthorizationException failedLogin(Function<URI, CompletionStage<URI>> login) {
        try (Rig rig = new Rig()) {
            McpAuthorizationException failure =
                    failure(rig.open(rig.headless().redirect(McpRedirect.of(CALLBACK, login))));
            assertThat(failure.reason()).isEqualTo(Reason.LOGIN_FAILED);
            return failure;
        }
    }

    @Test
    void login_userNeverComesBack_timesOutAndCancels() throws Exception {
        try (Rig rig = new Rig()) {
            CompletableFuture<URI> never = new CompletableFuture<>();
            CompletableFuture<Boolean> begun = new CompletableFuture<>();
            McpAuthorization authorization = rig.open(
                    rig.headless().loginTimeout(Duration.ofMinutes(3)).redirect(McpRedirect.of(CALLBACK, address -> {
                        begun.complete(true);
                        return never;
                    })));
            CompletableFuture<McpToken> caller = authorization.authorizeAsync();
            assertThat(begun.get(2, TimeUnit.MINUTES)).isTrue();
            rig.awaitWait(Duration.ofMinutes(3));

            rig.kit.clock().advance(Duration.ofMinutes(3));

            assertThat(caller)
                    .failsWithin(Duration.ofMinutes(2))
                    .withThrowableThat()
                    .withMessageContaining("has not come back")
                    .withMessageContaining("within 180 s");
            assertThat(never).isCancelled();
        }
    }

    @Test
    void call_afterFailedLogin_failsAtOnceUntilAskedForOrLater() throws Exception {
        try (Rig rig = new Rig()) {
            rig.user.comesBackAt(back -> back.replaceAll("code=[^&]*", "error=access_denied"));
            McpAuthorization authorization = rig.open(rig.builder());
            McpSyncClient client = rig.client(authorization);

            assertThatThrownBy(client::initialize).hasStackTraceContaining("access_denied");
            assertThatThrownBy(client::initialize).hasStackTraceContaining("one failed 0 s ago");
            assertThat(rig.user.logins()).hasSize(1);
            rig.kit.clock().advance(Duration.ofSeconds(31));
            assertThatThrownBy(client::initialize).hasStackTraceContaining("access_denied");
            assertThat(rig.user.logins()).hasSize(2);
            rig.user.comesBackAt(back -> back);
            authorization.authorize();

            client.initialize();
            assertThat(Rig.call(client, "look")).isEqualTo("did look");
        }
    }

    @Test
    void close_duringLogin_endsItForTheCaller() throws Exception {
        try (Rig rig = new Rig()) {
            CompletableFuture<Thread> worker = new CompletableFuture<>();
            McpAuthorization authorization = rig.headless()
                    .redirect(McpRedirect.of(CALLBACK, address -> {
                        worker.complete(Thread.currentThread());
                        return new CompletableFuture<>();
                    }))
                    .build();
            CompletableFuture<McpToken> caller = authorization.authorizeAsync();
            Thread thread = worker.get(2, TimeUnit.MINUTES);

            authorization.close();

            assertThat(caller)
                    .failsWithin(Duration.ofMinutes(2))
                    .withThrowableThat()
                    .withMessageContaining("closed");
            assertThat(failure(authorization).reason()).isEqualTo(Reason.CLOSED);
            thread.join(TimeUnit.MINUTES.toMillis(2));
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void token_answerIsNoBearerToken_isNotUsedAndNotPrinted() {
        for (Map<String, Object> change : List.<Map<String, Object>>of(
                Map.of("token_type", "MAC"),
                Map.of("token_type", "DPoP"),
                Map.of("access_token", "CANARY\r\nX-Injected: 1"),
                Map.of("access_token", ""))) {
            try (Rig rig = new Rig()) {
                rig.kit.server().at(FakeEndpoint.TOKEN).rewriteAnswers(answer -> answer.putAll(change));

                McpAuthorizationException failure = failure(rig.open(rig.builder()));

                assertThat(failure.reason()).isEqualTo(Reason.TOKEN_REFUSED);
                assertThat(failure).hasMessageContaining("is not used");
                assertThat(failure.toString()).doesNotContain("CANARY");
            }
        }
    }
}

package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import io.github.dcr4j.token.TokenRequest;
import io.github.dcr4j.token.TokenResponse;
import io.github.dcr4j.token.TokenSender;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of token requests when the server forgets the client, and when the function that sends is at fault. */
class TokenCallsTest {
    private static final TokenGrant GRANT = TokenGrant.clientCredentials();

    private final DcrTestKit kit = DcrTestKit.start();
    private final DcrRequest request = kit.requestBuilder()
            .grantTypes("client_credentials", "refresh_token")
            .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
            .build();
    private final TokenCalls calls = TokenCalls.of(kit.resolver(), request);
    private final JdkSender sender = new JdkSender();

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void call_nothingStored_registersAndGetsAToken() throws Exception {
        TokenOutcome outcome = calls.call(GRANT, sender);

        TokenRequest sent = sender.sent().get(0);
        assertThat(outcome.response().body()).contains("access_token");
        assertThat(sent.uri()).isEqualTo(kit.server().tokenEndpoint());
        assertThat(sent.body()).isEqualTo("grant_type=client_credentials");
        assertThat(sent.headers())
                .containsOnlyKeys("Content-Type", "Accept", "Authorization")
                .containsEntry("Content-Type", "application/x-www-form-urlencoded");
    }

    @Test
    void call_printed_showsNoSecret() throws Exception {
        Secret token = Secret.of("refresh-token-of-a-user");
        TokenOutcome outcome = calls.call(GRANT, sender);
        String secret = outcome.client().clientSecret().orElseThrow().reveal();

        String printed = sender.sent() + " " + outcome + " "
                + TokenGrant.refreshToken(outcome.client().generation(), token) + " " + outcome.response();

        assertThat(printed).doesNotContain(secret, token.reveal(), "access_token", "Basic ");
    }

    @Test
    void call_serverForgotTheClient_sendsOnceMoreWithAnother() throws Exception {
        DcrCredentials first = kit.resolver().resolve(request);
        kit.server().forget(first.clientId());

        TokenOutcome outcome = calls.call(GRANT, sender);

        assertThat(outcome).isInstanceOf(TokenOutcome.Answered.class);
        assertThat(outcome.response().status()).isEqualTo(200);
        assertThat(sender.sent())
                .extracting(sent -> sent.client().clientId())
                .containsExactly(first.clientId(), outcome.client().clientId());
    }

    @Test
    void call_refreshTokenOfAForgottenClient_isNeverSentWithAnother() throws Exception {
        DcrCredentials first = kit.resolver().resolve(request);
        kit.server().forget(first.clientId());
        TokenGrant grant = TokenGrant.refreshToken(first.generation(), Secret.of("refresh-1"));

        TokenOutcome outcome = calls.call(grant, sender);
        TokenOutcome later = calls.call(grant, sender);

        assertThat(List.of(outcome, later)).allSatisfy(each -> {
            assertThat(each).isInstanceOf(TokenOutcome.LogInAgain.class);
            assertThat(each.client().clientId()).isNotEqualTo(first.clientId());
        });
        assertThat(sender.sent()).extracting(sent -> sent.client().clientId()).containsExactly(first.clientId());
        assertThat(kit.server().clients()).hasSize(1);
        assertThat(catchThrowableOfType(DcrException.class, outcome::response).step())
                .isEqualTo(DcrException.Step.AUTHENTICATE);
    }

    @Test
    void call_codeThatIsNotTaken_keepsTheClientAndReturnsTheAnswer() throws Exception {
        DcrCredentials first = kit.resolver().resolve(request);
        TokenGrant grant = TokenGrant.refreshToken(first.generation(), Secret.of("no-such-token"));

        TokenOutcome outcome = calls.call(grant, sender);

        assertThat(outcome).isInstanceOf(TokenOutcome.Answered.class);
        assertThat(outcome.response().body()).contains("invalid_grant");
        assertThat(kit.resolver().resolve(request)).isEqualTo(first);
    }

    /** Half of them may repeat their call with another client, and half must not. */
    @Test
    void call_32CallersWithOneForgottenClient_replaceItOnceAndMixNoClients() throws Exception {
        DcrCredentials first = kit.resolver().resolve(request);
        kit.server().forget(first.clientId());
        Queue<TokenRequest> sent = new ConcurrentLinkedQueue<>();
        CountDownLatch allSent = new CountDownLatch(32);
        TokenSender together = each -> {
            sent.add(each);
            TokenResponse response = sender.send(each);
            if (each.client().clientId().equals(first.clientId())) {
                allSent.countDown();
                assertThat(allSent.await(5, TimeUnit.MINUTES)).isTrue();
            }
            return response;
        };

        List<TokenOutcome> any = new ArrayList<>();
        List<TokenOutcome> bound = new ArrayList<>();
        ExecutorService callers = Executors.newFixedThreadPool(32);
        try {
            List<Future<TokenOutcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                TokenGrant grant =
                        i % 2 == 0 ? GRANT : TokenGrant.refreshToken(first.generation(), Secret.of("refresh-" + i));
                outcomes.add(callers.submit(() -> calls.call(grant, together)));
            }
            for (int i = 0; i < 32; i++) {
                (i % 2 == 0 ? any : bound).add(outcomes.get(i).get(5, TimeUnit.MINUTES));
            }
        } finally {
            callers.shutdownNow();
        }

        String replacement = kit.resolver().resolve(request).clientId();
        assertThat(any).hasSize(16).allSatisfy(outcome -> {
            assertThat(outcome.response().status()).isEqualTo(200);
            assertThat(outcome.client().clientId()).isEqualTo(replacement);
        });
        assertThat(bound).hasSize(16).allSatisfy(outcome -> {
            assertThat(outcome).isInstanceOf(TokenOutcome.LogInAgain.class);
            assertThat(outcome.client().clientId()).isEqualTo(replacement);
        });
        assertThat(kit.events().of(DcrEvent.Registered.class)).hasSize(2);
        assertThat(sent).hasSize(48);
        assertThat(sent.stream().filter(each -> each.body().contains("refresh-")))
                .hasSize(16)
                .allSatisfy(each -> assertThat(each.client().clientId()).isEqualTo(first.clientId()));
    }

    @Test
    void call_replacementIsForgottenToo_returnsItsAnswerAndTriesNoThird() throws Exception {
        DcrCredentials first = kit.resolver().resolve(request);
        kit.server().forget(first.clientId());
        TokenSender forgetful = each -> {
            kit.server().forget(each.client().clientId());
            return sender.send(each);
        };

        TokenOutcome outcome = calls.call(GRANT, forgetful);

        assertThat(outcome.response().body()).contains("invalid_client");
        assertThat(sender.sent()).hasSize(2);
        assertThat(kit.events().of(DcrEvent.Registered.class)).hasSize(2);
    }

    @Test
    void call_functionThrows_isThrownAsItIsAndKeepsTheClient() {
        DcrCredentials first = kit.resolver().resolve(request);
        IOException broken = new IOException("connection reset");

        assertThatThrownBy(() -> calls.call(GRANT, each -> {
                    throw broken;
                }))
                .isSameAs(broken);
        assertThat(kit.resolver().resolve(request)).isEqualTo(first);
    }

    @Test
    @SuppressWarnings("NullAway") // what a program without null checks does
    void call_functionReturnsNull_saysSoAndKeepsTheClient() {
        DcrCredentials first = kit.resolver().resolve(request);

        assertThatThrownBy(() -> calls.call(GRANT, each -> null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("returned null: it must return the answer, or throw");
        assertThat(kit.resolver().resolve(request)).isEqualTo(first);
    }

    @Test
    void call_functionHangs_isInterruptedAndKeepsTheClient() {
        DcrCredentials first = kit.resolver().resolve(request);
        CountDownLatch never = new CountDownLatch(1);

        assertThatThrownBy(() -> calls.withSendTimeout(Duration.ofMillis(100)).call(GRANT, each -> {
                    never.await();
                    return new TokenResponse(200, "");
                }))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessageContaining("has not returned within 100 ms, and was interrupted");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(kit.resolver().resolve(request)).isEqualTo(first);
    }

    @Test
    void with_parameterOfTheClient_isRefused() {
        for (String name : List.of("client_id", "client_secret", "client_assertion", "grant_type")) {
            assertThatThrownBy(() -> GRANT.with(name, "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("parameter '" + name + "' cannot be set");
        }
        assertThatThrownBy(
                        () -> GRANT.with("resource", "https://api.example.com").with("resource", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void replace_onPurpose_registersAnotherAndKeepsTheFormerFindable() {
        DcrCredentials first = kit.resolver().resolve(request);

        DcrCredentials second = kit.resolver().replace(request);

        assertThat(second.clientId()).isNotEqualTo(first.clientId());
        assertThat(kit.resolver().resolve(request)).isEqualTo(second);
        assertThat(kit.resolver().find(request, first.generation())).contains(first);
    }
}

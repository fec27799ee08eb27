package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that is asked too often, or too busy: what is sent there, and what callers learn. */
class BusyServerTest {
    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    private DcrRequest key(int number) {
        return kit.requestBuilder().scopes("openid").variant("key-" + number).build();
    }

    private DcrException failureOf(DcrRequest request) {
        return failureOf(kit.resolver(), request);
    }

    private static DcrException failureOf(DcrResolver resolver, DcrRequest request) {
        return catchThrowableOfType(DcrException.class, () -> resolver.resolve(request));
    }

    private int registrations() {
        return kit.server().at(FakeEndpoint.REGISTRATION).count();
    }

    private void answersOnce(FakeAnswer answer) {
        kit.server().at(FakeEndpoint.REGISTRATION).answerNext(answer);
    }

    private static FakeAnswer busy(int status, String header, String value) {
        return FakeAnswer.status(status).withHeader(header, value);
    }

    @ParameterizedTest
    @CsvSource({
        "429, Retry-After, 20, 20",
        "503, Retry-After, 20, 20",
        "429, x-retry-after, 20, 20",
        "429, Retry-After, 86400, 3600"
    })
    void resolve_oneKeyIsThrottled_tenFurtherKeysAtThatServerSendNothing(
            int status, String header, String value, int seconds) {
        DcrCredentials before = kit.resolver().resolve(key(0));
        answersOnce(busy(status, header, value));
        failureOf(key(1));
        int sent = registrations();

        for (int number = 2; number < 12; number++) {
            DcrException held = failureOf(key(number));

            assertThat(held)
                    .isInstanceOfSatisfying(
                            DcrRefusedException.class,
                            refused -> assertThat(refused.status()).isEqualTo(status));
            assertThat(held.step()).isEqualTo(Step.CLAIM);
            assertThat(held.retryAfter()).hasValue(Duration.ofSeconds(seconds));
            assertThat(held).hasMessageContaining(kit.server().issuer()).hasMessageContaining("nothing was sent");
        }
        assertThat(registrations()).isEqualTo(sent);
        assertThat(kit.resolver().resolve(key(0))).as("a hit").isEqualTo(before);

        kit.clock().advance(Duration.ofSeconds(seconds));
        for (int number = 1; number < 12; number++) {
            assertThat(kit.resolver().resolve(key(number))).isNotNull();
        }
    }

    @Test
    void resolve_heldByItsServer_itsOwnKeyIsNotHeldBackElsewhere() {
        answersOnce(busy(429, "Retry-After", "20"));
        failureOf(key(1));
        failureOf(key(2));

        try (DcrResolver anotherReplica = kit.newResolver(settings -> settings)) {
            assertThat(failureOf(anotherReplica, key(1)).retryAfter()).hasValue(Duration.ofSeconds(20));
            assertThat(anotherReplica.resolve(key(2))).isNotNull();
        }
    }

    @Test
    void resolve_heldByItsServer_asksForNoInitialAccessToken() {
        AtomicInteger asked = new AtomicInteger();
        answersOnce(busy(429, "Retry-After", "20"));
        failureOf(key(1));

        failureOf(kit.requestBuilder()
                .variant("with a token")
                .initialAccessToken(() -> Secret.of("initial-token-" + asked.incrementAndGet()))
                .build());

        assertThat(asked).hasValue(0);
    }

    @Test
    void resolve_serverOnAnotherPort_isNotHeld() {
        answersOnce(busy(429, "Retry-After", "20"));
        failureOf(key(1));

        try (FakeAuthorizationServer other =
                FakeAuthorizationServer.builder().clock(kit.clock()).start()) {
            DcrRequest there = DcrRequest.builder("https://app.example.com")
                    .upstreamIssuer(other.issuer())
                    .redirectUri("https://app.example.com/cb")
                    .build();

            assertThat(kit.resolver().resolve(there)).isNotNull();
        }
    }

    @Test
    void resolve_503WithoutRetryAfter_holdsItsOwnKeyAlone() {
        answersOnce(FakeAnswer.status(503));
        failureOf(key(1));

        assertThat(kit.resolver().resolve(key(2))).isNotNull();
    }

    @Test
    void resolve_429WithoutRetryAfter_holdsFurtherKeysForAMoment() {
        answersOnce(FakeAnswer.status(429));
        Duration first = failureOf(key(1)).retryAfter().orElseThrow();

        DcrException held = failureOf(key(2));

        assertThat(held.retryAfter()).hasValue(first);
        assertThat(registrations()).isOne();
        kit.clock().advance(first);
        assertThat(kit.resolver().resolve(key(1))).isNotNull();
        assertThat(kit.resolver().resolve(key(2))).isNotNull();
    }

    static List<FakeAnswer> failuresThatMayPass() {
        List<FakeAnswer> all = new ArrayList<>(List.of(
                FakeAnswer.status(503),
                FakeAnswer.status(429),
                FakeAnswer.status(408),
                FakeAnswer.status(500),
                FakeAnswer.status(502)));
        all.add(FakeAnswer.droppedBeforeProcessing());
        all.add(busy(503, "Retry-After", "7"));
        return all;
    }

    @ParameterizedTest
    @MethodSource("failuresThatMayPass")
    void resolve_firstFailureThatMayPass_saysForHowLongTheKeyIsHeldBack(FakeAnswer answer) {
        answersOnce(answer);

        DcrException failure = failureOf(key(1));
        DcrException held = failureOf(key(1));

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure.retryAfter()).isPresent().isEqualTo(held.retryAfter());
    }

    @Test
    void resolve_first503WithoutRetryAfter_doesNotSayThatTheServerAsksForAPause() {
        answersOnce(FakeAnswer.status(503));

        DcrException failure = failureOf(key(1));

        assertThat(failure)
                .hasMessageContaining("the server does not say when to try again; no registration is tried for ")
                .hasMessageNotContaining("asks to try again later");
        assertThat(failure.retryAfter().orElseThrow()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"503", "500"})
    void resolve_metadataFails_saysForHowLongTheKeyIsHeldBack(int status) {
        kit.server().at(FakeEndpoint.METADATA).answerAlways(FakeAnswer.status(status));

        DcrException failure = failureOf(key(1));
        DcrException held = failureOf(key(1));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure.retryAfter()).isPresent().isEqualTo(held.retryAfter());
    }

    @Test
    void resolve_interceptorOfTheCallersThrowsOnce_mayPassAndSaysForHowLongTheKeyIsHeldBack() {
        AtomicInteger calls = new AtomicInteger();
        okhttp3.OkHttpClient client = new okhttp3.OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("the circuit is open");
                    }
                    return chain.proceed(chain.request());
                })
                .build();
        try (DcrResolver resolver = kit.newResolver(settings -> settings.httpClient(client))) {
            DcrException failure = failureOf(resolver, key(1));
            DcrException held = failureOf(resolver, key(1));

            assertThat(failure)
                    .hasMessageContaining("interceptor")
                    .hasMessageContaining(
                            "java.lang.IllegalStateException at " + getClass().getName())
                    .hasMessageNotContaining("circuit");
            assertThat(failure.retryable()).isTrue();
            assertThat(held.step()).isEqualTo(Step.CLAIM);
            assertThat(held.retryAfter()).isPresent().isEqualTo(failure.retryAfter());
            kit.clock().advance(held.retryAfter().orElseThrow());
            assertThat(resolver.resolve(key(1))).isNotNull();
        }
    }
}

package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.OutgoingRegistration;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What authorizes a registration cannot be used, or is not to be had: nothing is sent. */
class RegistrationAuthorizationFailuresTest extends RegistrationAuthorizationFixture {
    private static final Duration BOUND = Duration.ofMinutes(3);

    static Stream<Arguments> unsendable() {
        Map<String, Secret> many = new HashMap<>();
        IntStream.range(0, 17).forEach(i -> many.put("X-" + i, SECRET));
        Map<String, Secret> twice = Map.of("X-Key", SECRET, "x-key", SECRET);
        return Stream.of(
                Arguments.of(Map.of("Host", SECRET), "Host is set by this library or the connection alone"),
                Arguments.of(Map.of("content-type", SECRET), "content-type is set by this library"),
                Arguments.of(Map.of("Content-Length", SECRET), "Content-Length is set by this library"),
                Arguments.of(Map.of("Transfer-Encoding", SECRET), "Transfer-Encoding is set by this library"),
                Arguments.of(Map.of("Connection", SECRET), "Connection is set by this library"),
                Arguments.of(Map.of("Proxy-Authorization", SECRET), "Proxy-Authorization is set by this library"),
                Arguments.of(Map.of("Accept-Encoding", SECRET), "Accept-Encoding is set by this library"),
                Arguments.of(Map.of("X Key", SECRET), "'X Key' is no name of a header"),
                Arguments.of(Map.of("X\r\nKey", SECRET), "is no name of a header"),
                Arguments.of(Map.of("", SECRET), "is no name of a header"),
                Arguments.of(Map.of("X-Key", Secret.of("canary\r\nX-Other: 1")), "the value of X-Key must be visible"),
                Arguments.of(Map.of("X-Key", Secret.of("canary ")), "the value of X-Key must be visible"),
                Arguments.of(Map.of("Authorization", Secret.of("Bearer canary\n")), "no bearer token can have"),
                Arguments.of(twice, "twice, differently spelled"),
                Arguments.of(Map.of(), "has 0 headers; 1 to 16 are sent"),
                Arguments.of(many, "has 17 headers; 1 to 16 are sent"),
                Arguments.of(Map.of("X-Key", Secret.of("canary".repeat(4_000))), "at most 16384 are sent"),
                Arguments.of(missing(), "a name or a value is missing"));
    }

    @SuppressWarnings("NullAway") // what callers do all the same
    private static Map<String, Secret> missing() {
        Map<String, Secret> headers = new HashMap<>();
        headers.put("X-Key", null);
        return headers;
    }

    @ParameterizedTest
    @MethodSource("unsendable")
    void resolve_functionMakesHeadersThatAreNotSent_isToldWithoutTheirValues(
            Map<String, Secret> headers, String message) {
        DcrException failure = failureOf(request(RegistrationAuthorization.by(outgoing -> headers)));

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure)
                .hasMessageContainingAll(
                        "what the function gave to authorize the registration", message, "nothing was sent")
                .hasMessageNotContainingAny("canary", "\n", "\r");
        assertThat(registrations()).isEmpty();
    }

    static Stream<Arguments> failing() {
        return Stream.of(
                Arguments.of(
                        RegistrationAuthorization.by(outgoing -> {
                            throw new IllegalStateException("canary of the signer");
                        }),
                        "the function that authorizes the registration failed; nothing was sent",
                        true),
                Arguments.of(
                        RegistrationAuthorization.by(outgoing -> nothing()),
                        "the function that authorizes the registration gave none; nothing was sent",
                        false),
                Arguments.of(
                        RegistrationAuthorization.scheme("SSWS", RegistrationAuthorizationFailuresTest::nothing),
                        "the supplier of the SSWS credentials gave none; nothing was sent",
                        false),
                Arguments.of(
                        RegistrationAuthorization.basic("user", RegistrationAuthorizationFailuresTest::nothing),
                        "the supplier of the Basic password gave none; nothing was sent",
                        false),
                Arguments.of(
                        RegistrationAuthorization.bearer(RegistrationAuthorizationFailuresTest::nothing),
                        "the supplier of the initial access token gave none; nothing was sent",
                        false));
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what callers do all the same
    private static <T> T nothing() {
        return null;
    }

    @ParameterizedTest
    @MethodSource("failing")
    void resolve_givesNothing_isToldAndNothingIsSent(
            RegistrationAuthorization authorization, String message, boolean retryable) {
        DcrException failure = failureOf(request(authorization));

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure).hasMessageStartingWith(message);
        assertThat(failure.retryable()).isEqualTo(retryable);
        assertThat(registrations()).isEmpty();
    }

    @Test
    void resolve_functionHangs_isInterruptedAndFailsAfterAFewLeases() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Function<OutgoingRegistration, Map<String, Secret>> hanging = outgoing -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return Map.of("X-Key", SECRET);
        };

        CompletableFuture<DcrCredentials> waiting =
                kit.resolver().resolveAsync(request(RegistrationAuthorization.by(hanging)));
        assertThat(asked.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Awaitility.await().atMost(BOUND).until(() -> {
            kit.clock().advance(Duration.ofSeconds(1));
            return waiting.isDone();
        });

        assertThat(waiting).failsWithin(BOUND).withThrowableThat().withMessageContaining("slower than leaseDuration");
        assertThat(interrupted.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(registrations()).isEmpty();
    }

    @Test
    void resolve_metadataNamesAnotherHost_isNotSentThere() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .rewriteAnswers(
                        metadata -> metadata.put("registration_endpoint", "https://elsewhere.example.com/register"));

        DcrException failure = failureOf(request(RegistrationAuthorization.scheme("SSWS", () -> SECRET)));

        assertThat(failure)
                .hasMessageContainingAll("the SSWS credentials must not go there", "trustAuthority")
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @CsvSource({"''", "'a b'", "'a:'", "'\u00e4'", "'a\n'"})
    void scheme_thatIsNone_isRefusedWhenItIsSet(String scheme) {
        assertThatThrownBy(() -> RegistrationAuthorization.scheme(scheme, () -> SECRET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scheme");
    }
}

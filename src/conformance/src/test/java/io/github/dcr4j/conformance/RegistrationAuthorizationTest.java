package io.github.dcr4j.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.OutgoingRegistration;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A registration is authorized as the server wants it, and what authorizes it is never said. */
class RegistrationAuthorizationTest {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final Secret SECRET = Secret.of("canary-of-the-registration");

    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    private DcrRequest request(RegistrationAuthorization authorization) {
        return kit.requestBuilder().registrationAuthorization(authorization).build();
    }

    private DcrException failureOf(DcrRequest request) {
        return Objects.requireNonNull(
                catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request)));
    }

    private List<RecordedCall> registrations() {
        return kit.server().at(FakeEndpoint.REGISTRATION).calls();
    }

    private List<String> sent() {
        return registrations().stream()
                .map(call -> call.header("Authorization").orElse(""))
                .toList();
    }

    static Stream<Arguments> schemes() {
        String pair = Base64.getEncoder().encodeToString("g\u00e4te:canary-of-the-registration".getBytes(UTF_8));
        return Stream.of(
                Arguments.of(RegistrationAuthorization.bearer(() -> SECRET), "Bearer canary-of-the-registration"),
                Arguments.of(RegistrationAuthorization.scheme("SSWS", () -> SECRET), "SSWS canary-of-the-registration"),
                Arguments.of(
                        RegistrationAuthorization.scheme("bearer", () -> SECRET), "Bearer canary-of-the-registration"),
                Arguments.of(RegistrationAuthorization.basic("g\u00e4te", () -> SECRET), "Basic " + pair));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemes")
    void resolve_scheme_isSentAndIsNoPartOfTheKey(RegistrationAuthorization authorization, String header) {
        DcrRequest request = request(authorization);

        kit.resolver().resolve(request);

        assertThat(sent()).containsExactly(header);
        assertThat(request.key()).isEqualTo(kit.request().key());
        assertThat(authorization.toString()).doesNotContain("canary");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemes")
    void resolve_rejectedForEver_isAskedTwiceSentOnceAndNeverSaid(
            RegistrationAuthorization authorization, String header) {
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .answerAlways(FakeAnswer.json(
                        401,
                        Map.of("error", "invalid_token", "error_description", "no " + header + " " + SECRET.reveal())));

        DcrException failure = failureOf(request(authorization));

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure)
                .hasMessageContainingAll("401", "the server does not accept " + authorization.name())
                .hasMessageNotContainingAny("canary", header.substring(header.indexOf(' ') + 1));
        assertThat(sent()).containsExactly(header);
    }

    @Test
    void resolve_otherCredentialsAfterA401_areSentOnce() {
        AtomicInteger asked = new AtomicInteger();
        kit.server().at(FakeEndpoint.REGISTRATION).answerAlways(FakeAnswer.status(401));

        DcrException failure = failureOf(
                request(RegistrationAuthorization.scheme("SSWS", () -> Secret.of("key-" + asked.incrementAndGet()))));

        assertThat(failure).hasMessageContaining("the server does not accept the SSWS credentials: check");
        assertThat(sent()).containsExactly("SSWS key-1", "SSWS key-2");
        assertThat(asked).hasValue(2);
    }

    @Test
    void resolve_function_signsWhatIsSent() throws NoSuchAlgorithmException {
        DcrRequest request = request(RegistrationAuthorization.by(outgoing -> Map.of(
                "Content-Digest",
                Secret.of("sha-256=:" + Base64.getEncoder().encodeToString(outgoing.bodySha256()) + ":"),
                "Signature-Input",
                Secret.of("sig=(\"" + outgoing.method() + "\" \"" + outgoing.uri() + "\")"))));
        kit.server().at(FakeEndpoint.REGISTRATION).refuseNext("invalid_scope");
        DcrRequest dropping = kit.requestBuilder()
                .scopes("a")
                .dropRefusedScopes()
                .registrationAuthorization(RegistrationAuthorization.by(RegistrationAuthorizationTest::signed))
                .build();

        kit.resolver().resolve(dropping);
        kit.resolver().resolve(request);

        assertThat(registrations()).hasSize(3).allSatisfy(call -> {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(call.body().getBytes(UTF_8));
            assertThat(call.header("Content-Digest"))
                    .hasValue("sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":");
        });
        assertThat(registrations().get(2).header("Signature-Input"))
                .hasValue("sig=(\"POST\" \"" + kit.server().registrationEndpoint() + "\")");
    }

    private static Map<String, Secret> signed(OutgoingRegistration outgoing) {
        return Map.of(
                "Content-Digest",
                Secret.of("sha-256=:" + Base64.getEncoder().encodeToString(outgoing.bodySha256()) + ":"));
    }

    @Test
    void resolve_functionAfterA401_isAskedOnceMore() {
        AtomicInteger asked = new AtomicInteger();
        kit.server().at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.status(401));

        kit.resolver()
                .resolve(request(RegistrationAuthorization.by(
                        outgoing -> Map.of("X-Nonce", Secret.of("nonce-" + asked.incrementAndGet())))));

        assertThat(registrations())
                .extracting(call -> call.header("X-Nonce").orElse(""))
                .containsExactly("nonce-1", "nonce-2");
    }

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
                        RegistrationAuthorization.scheme("SSWS", RegistrationAuthorizationTest::nothing),
                        "the supplier of the SSWS credentials gave none; nothing was sent",
                        false),
                Arguments.of(
                        RegistrationAuthorization.basic("user", RegistrationAuthorizationTest::nothing),
                        "the supplier of the Basic password gave none; nothing was sent",
                        false),
                Arguments.of(
                        RegistrationAuthorization.bearer(RegistrationAuthorizationTest::nothing),
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

    @ParameterizedTest
    @CsvSource({"''", "'a:b'", "'a\n'"})
    void basic_userThatCannotBe_isRefusedWhenItIsSet(String user) {
        assertThatThrownBy(() -> RegistrationAuthorization.basic(user, () -> SECRET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("user");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"scheme\": \"SSWS\", \"credentials\": {\"value\": \"key-of-a-file\"}}|SSWS key-of-a-file",
                "{\"scheme\": \"Basic\", \"user\": \"gw\", \"credentials\": {\"value\": \"pw\"}}|Basic Z3c6cHc=",
                "{\"scheme\": \"Basic\", \"credentials\": {\"value\": \"Z3c6cHc=\"}}|Basic Z3c6cHc=",
                "{\"scheme\": \"Bearer\", \"credentials\": {\"value\": \"token-of-a-file\"}}|Bearer token-of-a-file"
            })
    void resolveAll_schemeInTheFile_isSent(String authorization, String header) {
        String config = """
                {"consumer": "https://gateway.example.com", "store": "memory:",
                 "upstreams": [{"name": "a", "dcr": {"upstreamIssuer": "%s", "registrationAuthorization": %s}}]}""".formatted(kit.server().issuer(), authorization);

        try (Upstreams upstreams = Upstreams.builder(UpstreamsJson.parse(config))
                .clock(kit.clock())
                .open()) {
            assertThat(upstreams.resolveAll()).hasOnlyElementsOfType(UpstreamResult.Ready.class);
        }
        assertThat(sent()).containsExactly(header);
    }

    @Test
    void outgoing_printed_showsNeitherQueryNorBody() {
        OutgoingRegistration outgoing = new OutgoingRegistration(
                "POST", URI.create("https://as.example.com/r?key=canary"), "canary".getBytes(UTF_8));

        assertThat(outgoing).hasToString("OutgoingRegistration[POST https://as.example.com/r, 6 bytes]");
        assertThat(outgoing.body()).isEqualTo("canary".getBytes(UTF_8));
    }
}

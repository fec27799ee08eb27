package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A registration that fails leaves stored credentials alone, is sent once, and leaves no client behind unseen. */
class RegistrationFailureTest {
    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(400, FakeAnswer.refusal("invalid_redirect_uri", "not allowed here"), "redirect"),
                Arguments.of(400, FakeAnswer.refusal("invalid_client_metadata", "no"), "invalid_client_metadata"),
                Arguments.of(401, FakeAnswer.status(401), "initial access token"),
                Arguments.of(403, FakeAnswer.status(403), "initial access token"),
                Arguments.of(404, FakeAnswer.status(404), "registration"),
                Arguments.of(405, FakeAnswer.status(405), "registration"),
                Arguments.of(501, FakeAnswer.status(501), "registration"),
                Arguments.of(429, FakeAnswer.status(429).withHeader("Retry-After", "7"), "429"),
                Arguments.of(503, FakeAnswer.status(503).withHeader("Retry-After", "0"), "503"),
                Arguments.of(
                        302,
                        FakeAnswer.status(302).withHeader("Location", "https://login.example.com/?next=secret"),
                        "https://login.example.com/"));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("refusals")
    void resolve_refused_tellsStatusAndWhatToDoAndSendsOnce(int status, FakeAnswer answer, String told) {
        kit.server().at(FakeEndpoint.REGISTRATION).answerAlways(answer);

        DcrException failure = failureOf(kit.request("openid"));

        assertThat(failure).isInstanceOfSatisfying(DcrRefusedException.class, refused -> {
            assertThat(refused.step()).isEqualTo(Step.REGISTER);
            assertThat(refused.status()).isEqualTo(status);
        });
        assertThat(failure).hasMessageContaining(told);
        assertThat(failure.getMessage()).doesNotContain("secret");
        assertThat(failure.orphan()).isEmpty();
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void resolve_throttled_isHeldBackForAsLongAsTheServerAsked() {
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .answerNext(FakeAnswer.status(429).withHeader("Retry-After", "7"));

        DcrException throttled = failureOf(kit.request("openid"));
        kit.clock().advance(Duration.ofSeconds(6));
        DcrException heldBack = failureOf(kit.request("openid"));
        kit.clock().advance(Duration.ofSeconds(1));

        assertThat(throttled.retryAfter()).hasValue(Duration.ofSeconds(7));
        assertThat(heldBack).isInstanceOfSatisfying(DcrRefusedException.class, refused -> {
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.retryAfter()).hasValue(Duration.ofSeconds(1));
        });
        assertThat(kit.events().of(DcrEvent.Failed.class)).hasSize(1);
        assertThat(kit.events().of(DcrEvent.BackedOff.class)).singleElement().satisfies(event -> {
            assertThat(event.key()).isEqualTo(kit.request("openid").key());
            assertThat(event.failure().retryAfter()).hasValue(Duration.ofSeconds(1));
        });
        assertThat(kit.resolver().resolve(kit.request("openid"))).isNotNull();
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }

    static Stream<Arguments> unknownOutcomes() {
        return Stream.of(
                Arguments.of("server error", FakeAnswer.status(500)),
                Arguments.of("dropped before", FakeAnswer.droppedBeforeProcessing()),
                Arguments.of("dropped after", FakeAnswer.droppedAfterProcessing()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unknownOutcomes")
    void resolve_outcomeUnknown_isNotRepeatedAndReportedAsSuspectedOrphan(String name, FakeAnswer answer) {
        kit.server().at(FakeEndpoint.REGISTRATION).answerNext(answer);

        DcrException failure = failureOf(kit.request("openid"));

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure.retryable()).isTrue();
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
        assertThat(kit.events().of(DcrEvent.OrphanSuspected.class)).hasSize(1);
        kit.clock().advance(Duration.ofSeconds(5));
        kit.resolver().resolve(kit.request("openid"));
        assertThat(kit.events().of(DcrEvent.OrphanSuspected.class)).hasSize(1);
    }

    static Stream<Arguments> unreadableAnswers() {
        return Stream.of(
                Arguments.of("empty", FakeAnswer.asUsual().withBody("application/json", "")),
                Arguments.of("truncated", FakeAnswer.asUsual().withBody("application/json", "{\"client_id\":\"abc\",")),
                Arguments.of("html", FakeAnswer.asUsual().withBody("text/html", "<html></html>")),
                Arguments.of(
                        "oversized",
                        FakeAnswer.asUsual()
                                .withBody("application/json", "{\"client_id\":\"" + "x".repeat(300_000) + "\"}")),
                Arguments.of("no client_id", FakeAnswer.json(201, Map.of("client_secret", "s"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadableAnswers")
    void resolve_answerUnreadable_saysWhatWasWrongAndReportsTheClientThatMayExist(String name, FakeAnswer answer) {
        kit.server().at(FakeEndpoint.REGISTRATION).answerAlways(answer);

        DcrException failure = failureOf(kit.request("openid"));

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
        assertThat(kit.events().all())
                .anyMatch(event -> event instanceof DcrEvent.OrphanSuspected || event instanceof DcrEvent.Orphaned);
    }

    static Stream<Arguments> unusableAnswers() {
        return Stream.of(
                unusable(
                        "token_endpoint_auth_method",
                        answer -> answer.put("token_endpoint_auth_method", "private_key_jwt")),
                unusable("client_secret", answer -> answer.remove("client_secret")),
                unusable("redirect_uris", answer -> answer.put("redirect_uris", List.of("https://other.example.com/"))),
                unusable("client_secret_expires_at", answer -> answer.put("client_secret_expires_at", 1_000)),
                unusable("grant_types", answer -> answer.put("grant_types", List.of("client_credentials"))));
    }

    private static Arguments unusable(String member, Consumer<Map<String, @Nullable Object>> rewriting) {
        return Arguments.of(member, rewriting);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableAnswers")
    void resolve_answerUnusable_namesThePartAndGivesTheClientBack(
            String member, Consumer<Map<String, @Nullable Object>> rewriting) {
        kit.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(rewriting);

        DcrException failure = failureOf(kit.request("openid"));

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure).hasMessageContaining(member);
        assertThat(failure.orphan()).isEmpty();
        assertThat(kit.server().clients()).isEmpty();
        assertThat(kit.events().of(DcrEvent.ClientDeleted.class)).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableAnswers")
    void resolve_answerUnusableAndNotDeletable_theExceptionNamesTheOrphan(
            String member, Consumer<Map<String, @Nullable Object>> rewriting) {
        kit.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(rewriting);
        kit.server().at(FakeEndpoint.MANAGEMENT).answerAlways(FakeAnswer.status(405));

        DcrException failure = failureOf(kit.request("openid"));

        String left = kit.server().clients().get(0).clientId();
        assertThat(failure.orphan()).hasValueSatisfying(orphan -> {
            assertThat(orphan.clientId()).hasToString(left);
            assertThat(orphan.registrationClientUri()).isNotNull();
        });
        assertThat(kit.events().of(DcrEvent.Orphaned.class)).hasSize(1);
    }

    @Test
    void resolve_failsWhileCredentialsAreStored_leavesThemUntouched() {
        DcrRequest request = kit.request("openid");
        DcrCredentials stored = kit.resolver().resolve(request);
        kit.clock().advance(Duration.ofHours(1));
        kit.server().at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.status(500));

        failureOf(request);

        assertThat(kit.store().find(request.key())).isEqualTo(stored);
    }

    @Test
    void resolve_anotherUsableMethodIsAnswered_itIsUsedAndTold() {
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .rewriteAnswers(answer -> answer.put("token_endpoint_auth_method", "client_secret_post"));

        DcrCredentials client = kit.resolver().resolve(kit.request("openid"));

        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_POST);
        assertThat(kit.events().of(DcrEvent.DeviationTolerated.class))
                .extracting(DcrEvent.DeviationTolerated::field)
                .contains("token_endpoint_auth_method");
    }

    @Test
    void resolve_noExpiryAnswered_countsAsNeverAndIsTold() {
        kit.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> answer.remove("client_secret_expires_at"));

        DcrCredentials client = kit.resolver().resolve(kit.request("openid"));

        assertThat(client.clientSecretExpiresAt()).isEmpty();
        assertThat(kit.events().of(DcrEvent.DeviationTolerated.class))
                .extracting(DcrEvent.DeviationTolerated::field)
                .containsExactly("client_secret_expires_at");
    }

    private DcrException failureOf(DcrRequest request) {
        return catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request));
    }
}

package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Metadata that cannot be used ends the attempt before anything is registered, and says where it was looked for. */
class MetadataFailureTest {
    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    static Stream<Arguments> unusableDocuments() {
        return Stream.of(
                Arguments.of("absent everywhere", FakeAnswer.status(404), "404"),
                Arguments.of("server error", FakeAnswer.status(500), "500"),
                Arguments.of(
                        "html", FakeAnswer.asUsual().withBody("text/html", "<html>welcome</html>"), "instead of JSON"),
                Arguments.of("an array", FakeAnswer.asUsual().withBody("application/json", "[]"), "object"),
                Arguments.of("no json", FakeAnswer.asUsual().withBody("application/json", "{\"issuer\":"), "JSON"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableDocuments")
    void resolve_documentUnusable_namesEveryAddressAndRegistersNothing(String name, FakeAnswer answer, String told) {
        kit.server().at(FakeEndpoint.METADATA).answerAlways(answer);

        DcrException failure = failureOf(kit.request("openid"));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining(told).hasMessageContaining("/.well-known/oauth-authorization-server");
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    static Stream<Arguments> unusableMembers() {
        return Stream.of(
                Arguments.of("issuer", "https://other.example.com", "issuer"),
                Arguments.of("token_endpoint", "http://public.example.com/token", "token_endpoint"),
                Arguments.of("registration_endpoint", "http://public.example.com/register", "registration_endpoint"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableMembers")
    void resolve_memberUnusable_namesItAndRegistersNothing(String member, String value, String told) {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(document -> document.put(member, value));

        DcrException failure = failureOf(kit.request("openid"));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining(told);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    @Test
    void resolve_tokenEndpointMissing_saysWhatToSet() {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(document -> document.remove("token_endpoint"));

        DcrException failure = failureOf(kit.request("openid"));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining("token_endpoint").hasMessageContaining("tokenEndpoint");
    }

    @Test
    void resolve_registrationEndpointMissing_triesTheUsualPathOnce() {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(document -> document.remove("registration_endpoint"));

        assertThat(kit.resolver().resolve(kit.request("openid"))).isNotNull();
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).calls())
                .extracting(call -> call.path())
                .containsExactly("/register");
    }

    @Test
    void resolve_registrationEndpointMissingAndNoFallback_saysSo() {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(document -> document.remove("registration_endpoint"));

        DcrException failure = failureOf(
                kit.requestBuilder().server(s -> s.registerPathFallback(false)).build());

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining("registration_endpoint");
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    @Test
    void resolve_noCommonAuthMethod_saysWhatBothCan() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .rewriteAnswers(document ->
                        document.put("token_endpoint_auth_methods_supported", java.util.List.of("private_key_jwt")));

        DcrException failure = failureOf(kit.request("openid"));

        assertThat(failure.step()).isEqualTo(Step.CHOOSE_AUTH_METHOD);
        assertThat(failure).hasMessageContaining("private_key_jwt").hasMessageContaining("client_secret_basic");
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    @Test
    void resolve_authMethodsMadeOfAnything_areCountedAndNotQuoted() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .rewriteAnswers(document -> document.put(
                        "token_endpoint_auth_methods_supported",
                        java.util.List.of(
                                "private_key_jwt", "evil\n ERROR root \u001b[2J${jndi:x}", "x".repeat(30_000))));

        DcrException failure = failureOf(kit.request("openid"));

        assertThat(failure).hasMessageContaining("[private_key_jwt] and 2 not known here");
        assertThat(failure.getMessage())
                .doesNotContainPattern("\\p{Cntrl}|jndi|xxx")
                .hasSizeLessThan(1_000);
    }

    @Test
    void resolve_publicClientWithoutS256_isRefusedBeforeAnythingIsSent() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .rewriteAnswers(document -> document.remove("code_challenge_methods_supported"));

        DcrException failure = failureOf(kit.requestBuilder().publicClient().build());

        assertThat(failure.step()).isEqualTo(Step.CHOOSE_AUTH_METHOD);
        assertThat(failure).hasMessageContaining("S256");
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    @Test
    void resolve_afterAFailure_isHeldBackForUpToASecondAndThenTriedAgain() {
        kit.server().at(FakeEndpoint.METADATA).answerNext(FakeAnswer.status(500), FakeAnswer.status(500));
        failureOf(kit.request("openid"));
        kit.server().forgetCalls();

        DcrException heldBack = failureOf(kit.request("openid"));

        assertThat(heldBack.step()).isEqualTo(Step.CLAIM);
        assertThat(heldBack.retryable()).isTrue();
        assertThat(heldBack.retryAfter().orElseThrow())
                .isBetween(java.time.Duration.ofMillis(500), java.time.Duration.ofSeconds(1));
        assertThat(heldBack).hasMessageContaining("500");
        assertThat(kit.server().calls()).isEmpty();
        kit.server().at(FakeEndpoint.METADATA).reset();
        kit.clock().advance(java.time.Duration.ofSeconds(1));
        assertThat(kit.resolver().resolve(kit.request("openid"))).isNotNull();
    }

    @Test
    void resolve_documentKnownForTenMinutes_isNotAskedForAgain() {
        kit.resolver().resolve(kit.request("one"));
        kit.resolver().resolve(kit.request("two"));
        int withinTenMinutes = kit.server().at(FakeEndpoint.METADATA).count();
        kit.clock().advance(java.time.Duration.ofMinutes(10));
        kit.resolver().resolve(kit.request("three"));

        assertThat(withinTenMinutes).isOne();
        assertThat(kit.server().at(FakeEndpoint.METADATA).count()).isEqualTo(2);
    }

    @Test
    void resolve_issuerMemberInvented_isNotFollowed() {
        kit.server().at(FakeEndpoint.METADATA).answerAlways(FakeAnswer.json(200, Map.of("issuer", "x")));

        assertThat(failureOf(kit.request("openid")).step()).isEqualTo(Step.DISCOVER);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    private DcrException failureOf(DcrRequest request) {
        return catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request));
    }
}

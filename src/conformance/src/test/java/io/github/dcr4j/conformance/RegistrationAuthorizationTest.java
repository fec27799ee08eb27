package io.github.dcr4j.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.OutgoingRegistration;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A registration is authorized as the server wants it, and what authorizes it is never said. */
class RegistrationAuthorizationTest extends RegistrationAuthorizationFixture {
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

package io.github.dcr4j.conformance.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a renewal is not possible another client is registered; where it only fails, nothing is thrown away that works.
 */
class RenewalFailureTest extends RenewalFailureFixture {
    static Stream<Arguments> answersToARead() {
        return Stream.of(
                Arguments.of("client gone", FakeAnswer.status(401)),
                Arguments.of("forbidden", FakeAnswer.status(403)),
                Arguments.of("not found", FakeAnswer.status(404)),
                Arguments.of("gone", FakeAnswer.status(410)),
                Arguments.of("refused", FakeAnswer.refusal("invalid_request", "no")),
                Arguments.of("redirect", FakeAnswer.status(307).withHeader("Location", "/elsewhere")),
                Arguments.of("busy", FakeAnswer.status(503).withHeader("Retry-After", "60")),
                Arguments.of("broken", FakeAnswer.status(500)),
                Arguments.of("dropped", FakeAnswer.droppedBeforeProcessing()),
                Arguments.of("page", FakeAnswer.status(200).withBody("text/html", "<html></html>")),
                Arguments.of("nothing", FakeAnswer.status(204)),
                Arguments.of("another client", FakeAnswer.json(200, Map.of("client_id", "another"))));
    }

    /** Nobody can wait for a failure to pass when there is no usable secret. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("answersToARead")
    void resolve_expiredAndReadFails_registersAnotherClient(String name, FakeAnswer answer) throws Exception {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.expire();
            at.management().answerAlways(answer);

            DcrCredentials replaced = at.resolve();

            assertReplaced(at, replaced);
            assertThat(at.sent()).endsWith("POST").doesNotContain("PUT", "DELETE");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersToARead")
    void resolve_expiredAndUpdateFails_registersAnotherClient(String name, FakeAnswer answer) throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            at.management().answerNext(FakeAnswer.asUsual()).answerAlways(answer);

            DcrCredentials replaced = at.resolve();

            assertReplaced(at, replaced);
            assertThat(at.sent()).containsExactly("GET", "PUT", "POST");
        }
    }

    @Test
    void resolve_serverDoesNotRenew_verifiesAndRegistersAnotherClient() throws Exception {
        try (RenewalFixture at = RenewalFixture.stubborn()) {
            at.expire();

            DcrCredentials replaced = at.resolve();

            assertThat(at.sent()).containsExactly("GET", "PUT", "POST");
            assertThat(replaced.clientId()).isNotEqualTo(at.first().clientId());
            assertThat(at.events().of(DcrEvent.NotRenewed.class))
                    .singleElement()
                    .extracting(DcrEvent.NotRenewed::why)
                    .asString()
                    .contains("did not move the end of its secret");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void resolve_clientCannotBeManaged_registersAnotherClient() throws Exception {
        try (RenewalFixture at =
                RenewalFixture.at(FakeAuthorizationServer.builder().withoutManagement())) {
            at.expire();

            DcrCredentials replaced = at.resolve();

            assertThat(at.sent()).containsExactly("POST");
            assertReplaced(at, replaced);
            assertThat(at.events().of(DcrEvent.NotRenewed.class))
                    .singleElement()
                    .extracting(DcrEvent.NotRenewed::why)
                    .asString()
                    .contains("cannot be managed", "RFC 7592");
        }
    }

    private static final String HASH = "{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG";

    private static void assertReplacedAndFormerKept(RenewalFixture at, DcrCredentials replaced) throws Exception {
        assertReplaced(at, replaced);
        assertThat(at.events().of(DcrEvent.Renewed.class)).isEmpty();
        assertThat(at.resolver()
                        .find(at.request(), at.first().generation())
                        .orElseThrow()
                        .clientSecret())
                .isEqualTo(at.first().clientSecret());
    }

    /** A secret that differs is no renewal while its end stays. */
    @ParameterizedTest
    @ValueSource(strings = {HASH, "another-secret-of-the-client"})
    void resolve_anotherSecretOrAHashReadAndTheEndStays_registersAnotherClient(String told) throws Exception {
        try (RenewalFixture at = RenewalFixture.stubborn()) {
            at.expire();
            at.management()
                    .rewriteAnswers(answer -> answer.put("client_secret", told))
                    .answerNext(FakeAnswer.asUsual(), FakeAnswer.status(404));

            DcrCredentials replaced = at.resolve();

            assertThat(at.sent()).containsExactly("GET", "PUT", "POST");
            assertReplacedAndFormerKept(at, replaced);
        }
    }

    /** An end that is left out has not moved. */
    @Test
    void resolve_anotherSecretReadWithoutAnEnd_isNoRenewal() throws Exception {
        try (RenewalFixture at = RenewalFixture.stubborn()) {
            at.becomeDue();
            at.management()
                    .rewriteAnswers(answer -> {
                        answer.put("client_secret", HASH);
                        answer.remove("client_secret_expires_at");
                    })
                    .answerNext(FakeAnswer.asUsual(), FakeAnswer.status(405));

            DcrCredentials meanwhile = at.resolve();
            at.kit().settle();

            assertThat(meanwhile).isEqualTo(at.first());
            assertThat(at.sent()).containsExactly("GET", "PUT", "POST");
            assertReplacedAndFormerKept(at, at.stored());
        }
    }

    /** The secret may be a new one, of which the server shows the hash alone. */
    @Test
    void resolve_updateMovesTheEndAndAnswersAHash_registersAnotherClient() throws Exception {
        try (RenewalFixture at = RenewalFixture.renewing()) {
            at.expire();
            at.management().rewriteAnswers(answer -> answer.put("client_secret", HASH));

            DcrCredentials replaced = at.resolve();

            assertThat(at.sent()).containsExactly("GET", "PUT", "POST");
            assertReplacedAndFormerKept(at, replaced);
            assertThat(at.events().of(DcrEvent.NotRenewed.class))
                    .singleElement()
                    .extracting(DcrEvent.NotRenewed::why)
                    .asString()
                    .contains("hash");
        }
    }

    /** What the server made of the client is not what was asked for; it exists and is in use, and is not deleted. */
    @Test
    void resolve_renewedClientCannotBeUsed_registersAnotherAndDeletesNothing() throws Exception {
        try (RenewalFixture at = RenewalFixture.rotating()) {
            at.expire();
            at.management().rewriteAnswers(answer -> answer.put("token_endpoint_auth_method", "client_secret_jwt"));

            DcrCredentials replaced = at.resolve();

            assertReplacedLikeThis(at, replaced);
            assertThat(at.sent()).containsExactly("GET", "PUT", "POST");
            DcrCredentials former =
                    at.resolver().find(at.request(), at.first().generation()).orElseThrow();
            assertThat(former.management().orElseThrow())
                    .isEqualTo(at.atServer(former.clientId()).management());
        }
    }

    private static void assertReplacedLikeThis(RenewalFixture at, DcrCredentials replaced) throws Exception {
        assertThat(replaced.clientId()).isNotEqualTo(at.first().clientId());
        at.assertStoredIsTrue();
    }
}

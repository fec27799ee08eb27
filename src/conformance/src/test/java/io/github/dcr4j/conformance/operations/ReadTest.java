package io.github.dcr4j.conformance.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrOperations.ReadMode;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An operator reads a client at the server, and no token that the server replaces by that is lost. */
class ReadTest {
    @Test
    void read_stored_returnsTheMetadataWithoutSecrets() throws Exception {
        try (OperatedClient at = OperatedClient.steady()) {
            String told = at.operations().read(at.request());

            assertThat(told)
                    .contains("\"client_name\":\"before\"", at.first().clientId())
                    .doesNotContain("client_secret\"", "registration_access_token");
            assertThat(at.sent()).containsExactly("GET");
            assertThat(at.stored()).isEqualTo(at.first());
        }
    }

    @Test
    void read_tokenRotates_isSavedEachTime() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.operations().read(at.request());
            at.operations().read(at.request());

            assertThat(at.sent()).containsExactly("GET", "GET");
            assertThat(at.stored().generation()).isEqualTo(at.first().generation());
            at.assertStoredIsTrue();
        }
    }

    @Test
    void readToAdopt_serverTellsAnotherEndOfTheSecret_isSavedAsANewGeneration() {
        try (OperatedClient at = OperatedClient.steady()) {
            Instant end = Instant.ofEpochSecond(at.kit().clock().now().getEpochSecond())
                    .plus(Duration.ofDays(1));
            at.management().rewriteAnswers(answer -> answer.put("client_secret_expires_at", end.getEpochSecond()));

            at.operations().read(at.request(), ReadMode.ADOPT);

            assertThat(at.stored().clientSecretExpiresAt()).contains(end);
            assertThat(at.stored().generation()).isNotEqualTo(at.first().generation());
            assertThat(at.kit().resolver().find(at.request(), at.first().generation()))
                    .isPresent();
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(FakeAnswer.status(401), "401", "knows no such client", false),
                Arguments.of(FakeAnswer.status(403), "403", "could not be read", false),
                Arguments.of(FakeAnswer.status(404), "404", "knows no such client", false),
                Arguments.of(FakeAnswer.status(405), "405", "does not offer that", false),
                Arguments.of(FakeAnswer.status(500), "500", "is not known", true),
                Arguments.of(FakeAnswer.status(503), "503", "could not be read", true),
                Arguments.of(FakeAnswer.json(200, Map.of("client_id", "other")), "200", "cannot be used", false));
    }

    @ParameterizedTest(name = "{1}: {2}")
    @MethodSource("failures")
    void read_serverFails_saysWhatAndChangesNothing(FakeAnswer answer, String status, String told, boolean again) {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().answerAlways(answer);

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().read(at.request()));

            assertThat(failure).hasMessageContaining(status).hasMessageContaining(told);
            assertThat(failure).hasMessageContaining(at.first().clientId());
            assertThat(failure.step()).isEqualTo(DcrException.Step.MANAGE);
            assertThat(failure.retryable()).isEqualTo(again);
            assertThat(at.stored()).isEqualTo(at.first());
        }
    }

    /** A failed operation holds no registration back, and its lease is not in the way. */
    @Test
    void read_fails_nextRegistrationIsNotHeldBack() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().answerAlways(FakeAnswer.status(500));
            assertThatThrownBy(() -> at.operations().read(at.request())).isInstanceOf(DcrException.class);
            at.kit().store().remove(at.request().key());

            at.kit().resolver().resolve(at.request());

            assertThat(at.sent()).containsExactly("GET", "POST");
            assertThat(at.kit().events().of(DcrEvent.OrphanSuspected.class)).isEmpty();
        }
    }

    @Test
    void read_serverOffersNoManagement_saysSo() {
        try (OperatedClient at =
                new OperatedClient(FakeAuthorizationServer.builder().withoutManagement())) {
            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().read(at.request()));

            assertThat(failure).hasMessageContaining("gave no management address and token");
            assertThat(at.sent()).isEmpty();
        }
    }

    @Test
    void read_nothingStored_saysSo() {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrRequest other = at.kit().request("other");

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().read(other));

            assertThat(failure).hasMessageContaining("no client is stored");
        }
    }

    @Test
    void read_storeTakesNoToken_isSavedWithANewGeneration() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.faults().failUntilRepaired(StoreOperation.AMEND);

            at.operations().read(at.request());

            assertThat(at.stored().generation()).isNotEqualTo(at.first().generation());
            at.assertStoredIsTrue();
        }
    }

    @Test
    void read_storeTakesNothing_isHeldAndSavedLater() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.faults().failUntilRepaired(StoreOperation.AMEND, StoreOperation.SAVE);

            at.operations().read(at.request());
            DcrException second = catchThrowableOfType(
                    DcrException.class, () -> withTime(at, () -> at.operations().read(at.request())));
            at.faults().repair();
            at.kit().clock().advance(Duration.ofSeconds(60));
            at.kit().settle();

            assertThat(second).hasMessageContaining("held in memory");
            assertThat(second.retryable()).isTrue();
            assertThat(at.sent()).containsExactly("GET");
            at.assertStoredIsTrue();
        }
    }

    /** Lets time pass until {@code work} is done: it waits for the lease of what is held. */
    private static void withTime(OperatedClient at, Runnable work) {
        TimePasses.until(at.kit().clock(), at.meanwhile(() -> {
            work.run();
            return true;
        }));
    }

    /** What is wanted is what the server has, also where that could not be used to register. */
    @Test
    void read_answerCannotBeUsedAndTheSecretStays_isReturned() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().rewriteAnswers(answer -> answer.put("token_endpoint_auth_method", "client_secret_jwt"));

            String told = at.operations().read(at.request());

            assertThat(told).contains("client_secret_jwt");
            assertThat(at.stored()).isEqualTo(at.first());
        }
    }

    /** The secret is used as the server wants it from now on. */
    @Test
    void readToAdopt_serverTellsAnotherAuthMethod_isSavedAsANewGeneration() throws Exception {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().rewriteAnswers(answer -> answer.put("token_endpoint_auth_method", "client_secret_post"));

            at.operations().read(at.request(), ReadMode.ADOPT);

            assertThat(at.stored().tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_POST);
            assertThat(at.stored().clientSecret()).isEqualTo(at.first().clientSecret());
            assertThat(at.stored().generation()).isNotEqualTo(at.first().generation());
        }
    }

    /** What the server answered cannot be used and has a new token: the token is saved all the same. */
    @Test
    void readToAdopt_answerCannotBeUsedAndTokenCannotBeSaved_isSavedWithANewGeneration() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.faults().failUntilRepaired(StoreOperation.AMEND);
            at.management().rewriteAnswers(answer -> {
                answer.put("token_endpoint_auth_method", "client_secret_jwt");
                answer.put("client_secret", "another-secret-of-the-client");
                answer.put("client_secret_expires_at", 0);
            });

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().read(at.request(), ReadMode.ADOPT));

            assertThat(failure).hasMessageContaining("cannot be used").hasMessageContaining("client_secret_jwt");
            at.assertStoredIsTrue();
        }
    }
}

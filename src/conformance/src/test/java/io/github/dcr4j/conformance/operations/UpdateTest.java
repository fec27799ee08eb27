package io.github.dcr4j.conformance.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator changes what users see of a client; the client stays, and nothing that the server replaces is lost. */
class UpdateTest {
    private static final String LOGO = "https://app.example.com/logo.png";

    @Test
    void update_otherName_isRegisteredAndStored() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            DcrCredentials updated = at.operations().update(at.named("after"));

            assertThat(at.sent()).containsExactly("GET", "PUT");
            assertThat(at.atServer().metadata()).containsEntry("client_name", "after");
            assertThat(at.atServer().listed("redirect_uris"))
                    .isEqualTo(at.first().redirectUris());
            assertThat(updated).isEqualTo(at.stored());
            assertThat(updated.registeredMetadata()).contains("\"client_name\":\"after\"");
            assertThat(updated.generation()).isNotEqualTo(at.first().generation());
            assertThat(at.kit().resolver().resolve(at.request())).isEqualTo(updated);
            assertThat(at.kit().events().of(DcrEvent.Renewed.class)).hasSize(1);
            assertThat(at.kit().events().of(DcrEvent.Registered.class)).isEmpty();
            at.assertStoredIsTrue();
        }
    }

    /** It was there before, and what was issued to it is in use, whatever the store knows of it. */
    @Test
    void update_cannotBeSavedOrHeldAndTheStoreHasLostTheClient_isNotDeleted() {
        try (OperatedClient at = OperatedClient.rotating()) {
            DcrResolver replica = at.kit().newResolver(settings -> settings.maxUnpublished(0));
            at.management().rewriteRequests(update -> {
                at.kit().store().lose(at.key());
                at.faults().failUntilRepaired(StoreOperation.SAVE);
            });

            DcrStoreException failure = catchThrowableOfType(
                    DcrStoreException.class, () -> replica.operations().update(at.named("after")));
            at.kit().settle();

            assertThat(failure).isNotNull();
            assertThat(at.sent()).containsExactly("GET", "PUT");
        }
    }

    private static DcrRequest withLogo(OperatedClient at) {
        return at.kit()
                .requestBuilder()
                .scopes("openid")
                .grantTypes("authorization_code", "client_credentials")
                .clientName("with a logo")
                .metadata(m -> m.logoUri(LOGO))
                .build();
    }

    /** What only the server knows is not deleted by an update. */
    @Test
    void update_serverHasMore_staysRegistered() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.operations().update(withLogo(at));

            at.operations().update(at.named("after"));

            assertThat(at.atServer().metadata())
                    .containsEntry("client_name", "after")
                    .containsEntry("logo_uri", LOGO);
        }
    }

    /** The secret has lived since it was given out, however often the client is updated. */
    @Test
    void update_secretStays_isDueWhenItWas() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.kit().clock().advance(Duration.ofMinutes(30));

            DcrCredentials updated = at.operations().update(at.named("after"));

            assertThat(updated.createdAt()).isEqualTo(at.first().createdAt());
            assertThat(updated.clientSecretExpiresAt()).isEqualTo(at.first().clientSecretExpiresAt());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 405, 410, 500})
    void update_serverFails_tokenOfTheReadIsSaved(int status) throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.management().answerNext(FakeAnswer.asUsual(), FakeAnswer.status(status));

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().update(at.named("after")));

            assertThat(failure)
                    .hasMessageContaining(at.first().clientId() + " could not be updated")
                    .hasMessageContaining(String.valueOf(status));
            assertThat(failure.step()).isEqualTo(DcrException.Step.MANAGE);
            assertThat(at.stored().generation()).isEqualTo(at.first().generation());
            at.assertStoredIsTrue();
        }
    }

    /** The server has just answered for the client. */
    @Test
    void update_answered404AfterTheRead_saysThatUpdatesAreNotOffered() throws Exception {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().answerNext(FakeAnswer.asUsual(), FakeAnswer.status(404));

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().update(at.named("after")));

            assertThat(failure)
                    .hasMessageContaining("404")
                    .hasMessageContaining("does not offer that")
                    .hasMessageNotContaining("no such client");
            assertThat(at.sent()).containsExactly("GET", "PUT");
            at.assertStoredIsTrue();
        }
    }

    /** What the read told of the secret is not lost with the update. */
    @Test
    void update_serverFailsAfterItToldAnotherEndOfTheSecret_thatIsSaved() {
        try (OperatedClient at = OperatedClient.rotating()) {
            Instant end = Instant.ofEpochSecond(at.kit().clock().now().getEpochSecond())
                    .plus(Duration.ofDays(1));
            at.management()
                    .rewriteAnswers(answer -> answer.put("client_secret_expires_at", end.getEpochSecond()))
                    .answerNext(FakeAnswer.asUsual(), FakeAnswer.status(500));

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().update(at.named("after")));

            assertThat(failure).hasMessageContaining("could not be updated");
            assertThat(at.stored().clientSecretExpiresAt()).contains(end);
            assertThat(at.storedManagement()).isEqualTo(at.atServer().management());
        }
    }

    @Test
    void update_refused_saysWhy() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.management()
                    .answerNext(FakeAnswer.asUsual(), FakeAnswer.refusal("invalid_client_metadata", "no such name"));

            DcrRefusedException failure = catchThrowableOfType(
                    DcrRefusedException.class, () -> at.operations().update(at.named("after")));

            assertThat(failure.error()).contains("invalid_client_metadata");
            assertThat(failure.status()).isEqualTo(400);
            at.assertStoredIsTrue();
        }
    }

    @Test
    void update_readIsNotOffered_isUpdatedWithWhatIsStored() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.management().answerNext(FakeAnswer.status(405));

            at.operations().update(at.named("after"));

            assertThat(at.atServer().metadata()).containsEntry("client_name", "after");
            at.assertStoredIsTrue();
        }
    }

    /** An update replaces all that is registered: what it leaves out is deleted (RFC 7592, section 2.2). */
    @Test
    void update_serverTellsNoMetadata_sendsAllThatIsStored() {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.operations().update(withLogo(at));
            at.management()
                    .rewriteAnswers(answer -> answer.keySet()
                            .retainAll(Set.of(
                                    "client_id",
                                    "client_secret",
                                    "client_secret_expires_at",
                                    "registration_client_uri",
                                    "registration_access_token")));

            at.operations().update(at.named("after"));

            assertThat(at.atServer().metadata())
                    .containsEntry("client_name", "after")
                    .containsEntry("logo_uri", LOGO);
            assertThat(at.atServer().listed("grant_types"))
                    .containsExactlyElementsOf(at.first().grantTypes());
            assertThat(at.atServer().listed("redirect_uris"))
                    .containsExactlyElementsOf(at.first().redirectUris());
        }
    }

    @Test
    void update_serverRotatesTheTokenInAnAnswerThatCannotBeUsed_theTokenIsSaved() {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.management().answerNext(FakeAnswer.asUsual().withStatus(202));

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().update(at.named("after")));

            assertThat(failure).hasMessageContaining("cannot be used");
            assertThat(at.sent()).containsExactly("GET");
            assertThat(at.storedManagement()).isEqualTo(at.atServer().management());
        }
    }

    @Test
    void update_saveFails_isHeldAndSavedLater() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.faults().failUntilRepaired(StoreOperation.SAVE);

            DcrCredentials held = at.operations().update(at.named("after"));
            DcrCredentials used =
                    at.kit().resolver().find(at.request(), held.generation()).orElseThrow();
            at.faults().repair();
            at.kit().clock().advance(Duration.ofSeconds(60));
            at.kit().settle();

            assertThat(used).isEqualTo(held);
            assertThat(at.stored().generation()).isEqualTo(held.generation());
            assertThat(at.sent()).containsExactly("GET", "PUT");
            at.assertStoredIsTrue();
        }
    }

    @Test
    void update_twoOperatorsOnTwoReplicas_takeTurns() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            FakeGate gate = at.management().hold();
            CompletableFuture<DcrCredentials> one =
                    at.meanwhile(() -> at.operations().update(at.named("one")));
            gate.awaitArrivals(1);
            CompletableFuture<DcrCredentials> other = at.meanwhile(() ->
                    at.kit().newResolver(settings -> settings).operations().update(at.named("other")));
            // the other one waits for the lease
            Awaitility.await().until(() -> at.faults().calls(StoreOperation.CLAIM) >= 3);
            gate.open();

            String first = one.get(3, TimeUnit.MINUTES).generation();
            DcrCredentials last = TimePasses.until(at.kit().clock(), other);

            assertThat(at.sent()).containsExactly("GET", "PUT", "GET", "PUT");
            assertThat(last.generation()).isNotEqualTo(first);
            assertThat(at.atServer().metadata()).containsEntry("client_name", "other");
            at.assertStoredIsTrue();
        }
    }

    /** The caller leaves; the update goes on, and its token is saved. */
    @Test
    void update_callerIsInterrupted_goesOn() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            FakeGate gate = at.management().holdAnswers();
            CompletableFuture<DcrException.Step> left = new CompletableFuture<>();
            Thread caller = new Thread(() -> left.complete(catchThrowableOfType(
                            DcrException.class, () -> at.operations().update(at.named("after")))
                    .step()));
            caller.start();
            gate.awaitArrivals(1);

            caller.interrupt();
            DcrException.Step step = left.get(3, TimeUnit.MINUTES);
            gate.open();
            at.kit().settle();

            assertThat(step).isEqualTo(DcrException.Step.WAIT);
            assertThat(at.atServer().metadata()).containsEntry("client_name", "after");
            at.assertStoredIsTrue();
        }
    }
}

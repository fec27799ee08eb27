package io.github.dcr4j.conformance.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.KnownClient;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A client that was registered elsewhere is used from now on, with its id. */
class AdoptTest {
    private static final TokenEndpointAuthMethod BASIC = TokenEndpointAuthMethod.CLIENT_SECRET_BASIC;

    /** Empties the store, and returns what the server still holds. */
    private static KnownClient elsewhere(OperatedClient at) {
        at.kit().store().lose(at.request().key());
        FakeClient held = at.atServer();
        return new KnownClient(
                held.clientId(), held.clientSecret(), BASIC, held.clientSecretExpiresAt(), held.management());
    }

    @Test
    void adopt_nothingStored_isUsedAndManaged() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            KnownClient known = elsewhere(at);

            DcrCredentials adopted = at.operations().adopt(at.request(), known);
            DcrCredentials used = at.kit().resolver().resolve(at.request());
            at.operations().update(at.named("after"));

            assertThat(used).isEqualTo(adopted);
            assertThat(adopted.clientId()).isEqualTo(at.first().clientId());
            assertThat(adopted.toString() + known)
                    .doesNotContain(adopted.clientSecret().orElseThrow().reveal());
            assertThat(at.sent()).containsExactly("GET", "PUT");
            assertThat(at.atServer().metadata()).containsEntry("client_name", "after");
            at.assertStoredIsTrue();
        }
    }

    /** Nobody told what is registered: an update that leaves it out would delete it (RFC 7592, section 2.2). */
    @Test
    void adopt_thenUpdatedWhereTheServerDoesNotRead_registersWhatTheRequestSays() {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.operations().adopt(at.request(), elsewhere(at));
            at.management().answerNext(FakeAnswer.status(405));

            at.operations().update(at.named("after"));

            assertThat(at.atServer().metadata()).containsEntry("client_name", "after");
            assertThat(at.atServer().listed("grant_types"))
                    .containsExactlyElementsOf(at.first().grantTypes());
            assertThat(at.atServer().listed("redirect_uris"))
                    .containsExactlyElementsOf(at.first().redirectUris());
        }
    }

    /** What was saved of an answer to a read locks everybody out. */
    @ParameterizedTest
    @FieldSource("io.github.dcr4j.conformance.operations.ReadSecretTest#STAND_INS")
    void adopt_secretIsAHashOrAMask_isRefused(String standIn) {
        try (OperatedClient at = OperatedClient.steady()) {
            KnownClient known = new KnownClient(at.first().clientId(), Secret.of(standIn), BASIC);
            at.kit().store().lose(at.request().key());

            IllegalArgumentException failure = catchThrowableOfType(
                    IllegalArgumentException.class, () -> at.operations().adopt(at.request(), known));

            assertThat(failure)
                    .hasMessageContaining(at.first().clientId())
                    .hasMessageContaining("answer to the registration")
                    .hasMessageNotContaining(standIn);
            assertThat(at.operations().list()).isEmpty();
        }
    }

    @Test
    void adopt_again_changesNothing() {
        try (OperatedClient at = OperatedClient.steady()) {
            KnownClient known = elsewhere(at);
            DcrCredentials adopted = at.operations().adopt(at.request(), known);

            assertThat(at.operations().adopt(at.request(), known)).isEqualTo(adopted);
        }
    }

    @Test
    void adopt_keyHasAUsableClient_fails() {
        try (OperatedClient at = OperatedClient.steady()) {
            KnownClient known = new KnownClient("another", Secret.of("another-long-secret"), BASIC);

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().adopt(at.request(), known));

            assertThat(failure).hasMessageContaining(at.first().clientId()).hasMessageContaining("deregister it first");
            assertThat(at.stored()).isEqualTo(at.first());
        }
    }

    @Test
    void adopt_storedHasExpired_takesItsPlace() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.kit().clock().advance(OperatedClient.SECRET_LIFE);
            KnownClient known = new KnownClient("another", Secret.of("another-long-secret"), BASIC);

            at.operations().adopt(at.request(), known);

            assertThat(at.kit().resolver().resolve(at.request()).clientId()).isEqualTo("another");
            assertThat(at.sent()).isEmpty();
        }
    }

    /** It is known by its id, and its secret was renewed elsewhere. */
    @Test
    void adopt_storedHasExpiredAndHasAnotherSecretElsewhere_isUsedWithThat() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.kit().clock().advance(OperatedClient.SECRET_LIFE);
            Secret next = Secret.of("its-next-long-secret");

            at.operations().adopt(at.request(), new KnownClient(at.first().clientId(), next, BASIC));

            assertThat(at.kit().resolver().resolve(at.request()).clientSecret()).contains(next);
            assertThat(at.sent()).isEmpty();
        }
    }

    @Test
    void adopt_publicClientAndServerDoesNotSayThatItChecksTheVerifier_fails() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.kit()
                    .server()
                    .at(FakeEndpoint.METADATA)
                    .rewriteAnswers(metadata -> metadata.remove("code_challenge_methods_supported"));
            DcrResolver fresh = at.kit().newResolver(settings -> settings);
            DcrRequest cli = at.kit()
                    .requestBuilder()
                    .redirectUri("http://127.0.0.1:49152/callback")
                    .publicClient()
                    .build();

            DcrException failure = catchThrowableOfType(
                    DcrException.class,
                    () -> fresh.operations()
                            .adopt(cli, new KnownClient("another", null, TokenEndpointAuthMethod.NONE)));

            assertThat(failure.step()).isEqualTo(Step.CHOOSE_AUTH_METHOD);
            assertThat(failure).hasMessageContaining("S256");
            assertThat(at.kit().store().find(cli.key())).isNull();
        }
    }

    @Test
    void adopt_secretHasExpired_fails() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.kit().store().lose(at.request().key());
            Instant passed = at.kit().clock().now().minus(Duration.ofDays(1));
            KnownClient known = new KnownClient("another", Secret.of("another-long-secret"), BASIC, passed, null);

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().adopt(at.request(), known));

            assertThat(failure.step()).isEqualTo(Step.CONFIGURE);
            assertThat(at.operations().list()).isEmpty();
        }
    }

    @Test
    void adopt_methodIsNotAllowed_fails() {
        try (OperatedClient at = OperatedClient.steady()) {
            DcrRequest post = at.kit()
                    .requestBuilder()
                    .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_POST)
                    .build();
            KnownClient known = new KnownClient("another", Secret.of("another-long-secret"), BASIC);

            assertThatThrownBy(() -> at.operations().adopt(post, known))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("client_secret_basic");
        }
    }

    @Test
    void adopt_saveFails_deletesNothing() {
        try (OperatedClient at = OperatedClient.steady()) {
            KnownClient known = elsewhere(at);
            at.faults().failUntilRepaired(StoreOperation.SAVE);

            DcrStoreException failure = catchThrowableOfType(
                    DcrStoreException.class, () -> at.operations().adopt(at.request(), known));
            at.faults().repair();

            assertThat(failure).isNotNull();
            assertThat(at.sent()).isEmpty();
            assertThat(at.operations().adopt(at.request(), known).clientId()).isEqualTo(known.clientId());
        }
    }

    @Test
    void adopt_twoOperatorsAtOnce_bothHaveOneGeneration() {
        try (OperatedClient at = OperatedClient.steady()) {
            KnownClient known = elsewhere(at);

            CompletableFuture<DcrCredentials> one =
                    at.meanwhile(() -> at.operations().adopt(at.request(), known));
            CompletableFuture<DcrCredentials> other = at.meanwhile(() ->
                    at.kit().newResolver(settings -> settings).operations().adopt(at.request(), known));

            assertThat(TimePasses.until(at.kit().clock(), one))
                    .isEqualTo(TimePasses.until(at.kit().clock(), other));
        }
    }
}

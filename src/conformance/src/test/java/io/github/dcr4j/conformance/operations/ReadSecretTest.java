package io.github.dcr4j.conformance.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.Secret;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.resolver.DcrOperations.ReadMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What a server answers in the place of the secret when a client is read does not lock anybody out. */
class ReadSecretTest {
    static final String HASH = "{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG";
    static final String ANOTHER = "another-secret-of-the-client";

    static final List<String> STAND_INS = List.of(
            HASH,
            "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g",
            "pbkdf2_sha256$600000$saltsalt$aGFzaGhhc2g",
            "******");

    private static List<String> deviations(OperatedClient at) {
        return at.kit().events().of(DcrEvent.DeviationTolerated.class).stream()
                .map(deviation -> deviation.code() + " " + deviation.shape())
                .toList();
    }

    @Test
    void read_secretAnsweredAsBcryptHash_keepsTheSecret() throws Exception {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().rewriteAnswers(answer -> answer.put("client_secret", HASH));

            String told = at.operations().read(at.request());

            assertThat(told).contains(at.first().clientId()).doesNotContain("bcrypt");
            assertThat(at.stored()).isEqualTo(at.first());
            assertThat(at.kit().resolver().resolve(at.request())).isEqualTo(at.first());
            assertThat(deviations(at)).containsExactly("stored-secret stored hash");
            at.assertStoredIsTrue();
        }
    }

    /** An end that moves with it does not make a secret of a hash. */
    @ParameterizedTest
    @FieldSource("STAND_INS")
    void readToAdopt_hashOrMaskWithALaterEnd_keepsSecretAndEnd(String standIn) throws Exception {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().rewriteAnswers(answer -> {
                answer.put("client_secret", standIn);
                answer.put("client_secret_expires_at", 0);
            });

            at.operations().read(at.request(), ReadMode.ADOPT);

            assertThat(at.stored()).isEqualTo(at.first());
            at.assertStoredIsTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void read_anotherSecretAndTheSameEnd_keepsTheSecretAndSaysSo(ReadMode mode) throws Exception {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().rewriteAnswers(answer -> answer.put("client_secret", ANOTHER));

            at.operations().read(at.request(), mode);

            assertThat(at.stored()).isEqualTo(at.first());
            assertThat(deviations(at)).containsExactly("secret-unproven another");
            at.assertStoredIsTrue();
        }
    }

    /** An end that is left out has not moved. */
    @Test
    void readToAdopt_anotherSecretWithoutAnEnd_keepsTheSecret() throws Exception {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().rewriteAnswers(answer -> {
                answer.put("client_secret", ANOTHER);
                answer.remove("client_secret_expires_at");
            });

            at.operations().read(at.request(), ReadMode.ADOPT);

            assertThat(at.stored()).isEqualTo(at.first());
            at.assertStoredIsTrue();
        }
    }

    private static void renewAtServer(OperatedClient at) {
        long end = at.kit().clock().now().plus(Duration.ofDays(1)).getEpochSecond();
        at.management().rewriteAnswers(answer -> {
            answer.put("client_secret", ANOTHER);
            answer.put("client_secret_expires_at", end);
        });
    }

    @Test
    void readToAdopt_anotherSecretWithALaterEnd_isSavedAndTheFormerStaysFindable() {
        try (OperatedClient at = OperatedClient.steady()) {
            renewAtServer(at);

            at.operations().read(at.request(), ReadMode.ADOPT);

            assertThat(at.stored().clientSecret()).contains(Secret.of(ANOTHER));
            assertThat(at.stored().clientId()).isEqualTo(at.first().clientId());
            assertThat(deviations(at)).isEmpty();
            assertThat(at.kit().resolver().find(at.request(), at.first().generation()))
                    .contains(at.first());
        }
    }

    @Test
    void read_anotherSecretWithALaterEnd_changesNothingUnlessAsked() {
        try (OperatedClient at = OperatedClient.steady()) {
            renewAtServer(at);

            at.operations().read(at.request());

            assertThat(at.stored()).isEqualTo(at.first());
        }
    }

    @Test
    void update_secretAnsweredAsBcryptHash_keepsAndSendsTheSecret() throws Exception {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().rewriteAnswers(answer -> answer.put("client_secret", HASH));

            DcrCredentials updated = at.operations().update(at.named("after"));

            assertThat(at.sent()).containsExactly("GET", "PUT");
            assertThat(updated.clientSecret()).isEqualTo(at.first().clientSecret());
            assertThat(at.atServer().metadata()).containsEntry("client_name", "after");
            at.assertStoredIsTrue();
        }
    }

    /** An update that was sent shows that another secret in its answer is a new one. */
    @Test
    void update_serverRenewsTheSecret_isSaved() throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            DcrCredentials updated = at.operations().update(at.named("after"));

            assertThat(updated.clientSecret()).isNotEqualTo(at.first().clientSecret());
            assertThat(new PlainCalls().token(updated).statusCode()).isEqualTo(200);
        }
    }

    /** What an update takes, servers answer in other types. */
    @Test
    void update_authMethodAnsweredAsAnArray_isSentAsAString() throws Exception {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().rewriteAnswers(answer -> {
                answer.put("token_endpoint_auth_method", List.of("client_secret_basic"));
                answer.put("scope", List.of("openid"));
                answer.put("contacts", "admin@app.example.com");
            });

            at.operations().update(at.named("after"));

            assertThat(at.management().calls().get(1).json())
                    .containsEntry("token_endpoint_auth_method", "client_secret_basic")
                    .containsEntry("scope", "openid")
                    .containsEntry("contacts", List.of("admin@app.example.com"));
            at.assertStoredIsTrue();
        }
    }
}

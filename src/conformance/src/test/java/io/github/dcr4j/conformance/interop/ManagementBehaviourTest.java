package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.resolver.DcrOperations;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeEndpointScript;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What servers do when a registered client is read and updated (RFC 7592), as seen in the field. */
class ManagementBehaviourTest {
    private static final String HASH = "{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG";

    private final OddServer server = new OddServer();
    private final FakeEndpointScript management = server.fake().at(FakeEndpoint.MANAGEMENT);
    private final DcrOperations operations = server.kit().resolver().operations();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void readAnswersAHashOfTheSecret_theStoredSecretStays() {
        DcrCredentials client = server.resolve();
        management.rewriteAnswers(answer -> answer.put("client_secret", HASH));

        operations.read(server.request().build());

        assertThat(server.resolve()).isEqualTo(client);
        assertThat(server.published()).containsExactly("stored-secret");
    }

    @Test
    void readAnswersAnotherSecretAlone_theStoredSecretStays() {
        DcrCredentials client = server.resolve();
        management.rewriteAnswers(answer -> answer.put("client_secret", "a-secret-of-another-time"));

        operations.read(server.request().build());

        assertThat(server.resolve()).isEqualTo(client);
        assertThat(server.published()).containsExactly("secret-unproven");
    }

    @Test
    void readAnswersMembersInOtherTypes_anUpdateSendsThemInTheirOwn() {
        server.resolve();
        management.rewriteAnswers(
                answer -> answer.put("token_endpoint_auth_method", List.of("client_secret_basic", "none")));

        operations.update(server.request().clientName("after").build());

        assertThat(management.calls().get(1).json())
                .containsEntry("token_endpoint_auth_method", "client_secret_basic")
                .containsEntry("client_name", "after");
    }

    @Test
    void updateAnswered404AfterARead_isNoUnknownClient() {
        server.resolve();
        management.answerNext(FakeAnswer.asUsual(), FakeAnswer.status(404));

        DcrException failure = catchThrowableOfType(
                DcrException.class, () -> operations.update(server.request().build()));

        assertThat(failure).hasMessageContaining("does not offer that").hasMessageNotContaining("knows no such client");
    }

    @Test
    void readAnswersTheAuthMethodAsAnArrayOfOne_anUpdateSendsAString() {
        server.resolve();
        management.rewriteAnswers(answer -> answer.put("token_endpoint_auth_method", List.of("client_secret_basic")));

        operations.update(server.request().clientName("after").build());

        assertThat(server.published()).contains("array-for-string");
        assertThat(management.calls().get(1).json()).containsEntry("token_endpoint_auth_method", "client_secret_basic");
    }

    @Test
    void readOrUpdateAnswered200WithAnError_isTheServersError() {
        server.resolve();
        FakeAnswer error = FakeAnswer.json(200, Map.of("error", "management_disabled"));
        management.answerNext(error, FakeAnswer.asUsual(), error);

        DcrException unread = catchThrowableOfType(
                DcrException.class, () -> operations.read(server.request().build()));
        DcrException notUpdated = catchThrowableOfType(
                DcrException.class, () -> operations.update(server.request().build()));

        assertThat(List.of(unread, notUpdated))
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                DcrRefusedException.class,
                                refused -> assertThat(refused.error()).hasValue("management_disabled"))
                        .hasMessageContaining("the server answered 200 management_disabled")
                        .hasMessageNotContaining("client_id"));
    }

    @Test
    void deletionAnswered200WithAnError_isNotTakenForDeleted() {
        DcrCredentials client = server.resolve();
        management.answerAlways(FakeAnswer.json(200, Map.of("error", "management_disabled")));

        operations.deregister(server.request().build());

        assertThat(server.kit().events().of(DcrEvent.Orphaned.class))
                .extracting(orphaned -> orphaned.orphan().clientId().exact())
                .containsExactly(client.clientId());
        assertThat(server.kit().events().of(DcrEvent.ClientDeleted.class)).isEmpty();
    }
}

package io.github.dcr4j.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer that cannot be used: what was registered is deleted, or named in the failure. */
class ClientRegistrarUnusableTest extends ClientRegistrarFixture {
    @Test
    void register_answerUnusable_isDeleted() throws InterruptedException {
        answers(201, client(""));
        answers(204, "");
        Attempt attempt = attempt(null);

        DcrException failure = failure(attempt);

        assertThat(failure).hasMessageContainingAll("client_secret is missing", address("/register"));
        assertThat(failure.orphan()).isEmpty();
        assertThat(server.takeRequest().getMethod()).isEqualTo("POST");
        assertThat(server.takeRequest().getMethod()).isEqualTo("DELETE");
        assertThat(attempt.takeEvents())
                .containsExactly(new DcrEvent.ClientDeleted(attempt.key(), ForeignText.of("client-1")));
        assertThat(effect()).isEqualTo(Effect.ACCOUNTED);
    }

    @Test
    void register_answerUnusableAndNotTakenBack_failureNamesTheOrphan() {
        answers(201, client(""));
        answers(405, "");
        answers(200, client(""));
        Attempt attempt = attempt(null);

        DcrException failure = failure(attempt);

        assertThat(failure.orphan()).hasValueSatisfying(orphan -> {
            assertThat(orphan.clientId()).hasToString("client-1");
            assertThat(orphan.registrationClientUri()).hasToString(address("/clients/1"));
        });
        assertThat(attempt.takeEvents()).hasOnlyElementsOfType(DcrEvent.Orphaned.class);
    }

    @Test
    void register_answerUnusableButTheStoreUsesThatClient_isLeftAlone() {
        store.usedClientIds.add("client-1");
        answers(201, client(""));
        Attempt attempt = attempt(null);

        assertThat(failure(attempt).orphan()).isEmpty();
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(attempt.takeEvents()).isEmpty();
    }

    static Stream<String> idsThatCannotBeUsed() {
        return Stream.of(
                "",
                "\"client_id\":\"" + "x".repeat(8 * 1024 + 1) + "\",",
                "\"client_id\":\"sch\u00f6n\",",
                "\"client_id\":\"\",",
                "\"client_id\":[\"a\"],");
    }

    @ParameterizedTest
    @MethodSource("idsThatCannotBeUsed")
    void register_clientIdCannotBeUsedAndManagementIsGiven_isDeletedByItsManagementUri(String member)
            throws InterruptedException {
        answers(201, unnamed(member));
        answers(204, "");
        Attempt attempt = attempt(null);

        assertThat(failure(attempt)).hasMessageContaining("client_id");

        assertThat(server.takeRequest().getMethod()).isEqualTo("POST");
        RecordedRequest delete = server.takeRequest();
        assertThat(delete.getMethod()).isEqualTo("DELETE");
        assertThat(delete.getTarget()).isEqualTo("/clients/1");
        assertThat(delete.getHeaders().get("Authorization")).isEqualTo("Bearer management-token");
        effect();
        assertThat(attempt.takeEvents()).hasOnlyElementsOfType(DcrEvent.ClientDeleted.class);
    }

    @Test
    void register_clientIdMissingAndNotDeleted_failureNamesTheManagementUri() {
        answers(201, unnamed(""));
        answers(403, "");
        Attempt attempt = attempt(null);

        assertThat(failure(attempt).orphan())
                .hasValueSatisfying(
                        orphan -> assertThat(orphan.registrationClientUri()).hasToString(address("/clients/1")));
        assertThat(attempt.takeEvents()).hasOnlyElementsOfType(DcrEvent.Orphaned.class);
    }

    @Test
    void register_clientIdOf8192Characters_isUsed() {
        String id = "x".repeat(8 * 1024);
        answers(201, unnamed("\"client_id\":\"" + id + "\"," + SECRET.substring(1) + ","));

        assertThat(registered(attempt(null)))
                .extracting(DcrCredentials::clientId)
                .isEqualTo(id);
    }

    private String unnamed(String members) {
        return "{" + members + "\"registration_client_uri\":\"" + address("/clients/1")
                + "\",\"registration_access_token\":\"management-token\"}";
    }
}

package io.github.dcr4j.conformance.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.resolver.Deregistration;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator removes a client, from the store and at the server; what is left behind there is told. */
class DeregisterTest {
    @Test
    void deregister_stored_isGoneEverywhere() {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.operations().read(at.request());

            Deregistration outcome = at.operations().deregister(at.request());

            assertThat(outcome.removed()).isTrue();
            assertThat(outcome.deleted())
                    .extracting(ForeignText::exact)
                    .containsExactly(at.first().clientId());
            assertThat(outcome.leftBehind()).isEmpty();
            assertThat(at.kit().server().clients()).isEmpty();
            assertThat(at.operations().list()).isEmpty();
            assertThat(at.kit().resolver().find(at.request(), at.first().generation()))
                    .isEmpty();
            assertThat(at.kit().events().of(DcrEvent.ClientDeleted.class)).hasSize(1);
        }
    }

    @Test
    void deregister_formerGeneration_isDeletedToo() {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.kit().clock().advance(OperatedClient.SECRET_LIFE);
            DcrCredentials second = at.kit().resolver().resolve(at.request());

            Deregistration outcome = at.operations().deregister(at.request());

            assertThat(outcome.deleted())
                    .extracting(ForeignText::exact)
                    .containsExactlyInAnyOrder(at.first().clientId(), second.clientId());
            assertThat(at.kit().server().clients()).isEmpty();
        }
    }

    @Test
    void deregister_again_findsNothingLeft() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.operations().deregister(at.request());

            Deregistration again = at.operations().deregister(at.request());

            assertThat(again.removed()).isFalse();
            assertThat(again.deleted()).isEmpty();
            assertThat(again.leftBehind()).isEmpty();
            assertThat(at.sent()).containsExactly("DELETE");
        }
    }

    @Test
    void deregister_thenResolve_registersAnew() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.operations().deregister(at.request());

            DcrCredentials next = at.kit().resolver().resolve(at.request());

            assertThat(next.clientId()).isNotEqualTo(at.first().clientId());
            assertThat(at.sent()).containsExactly("DELETE", "POST");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, false, knows no such client",
        "403, false, 403",
        "405, false, does not delete clients",
        "500, true, 500",
        "503, true, 503"
    })
    void deregister_serverDeletesNothing_isRemovedAndToldAsOrphan(int status, boolean again, String why) {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().answerNext(FakeAnswer.status(status));

            Deregistration outcome = at.operations().deregister(at.request());

            assertThat(outcome.removed()).isTrue();
            assertThat(outcome.deleted()).isEmpty();
            assertThat(outcome.leftBehind()).singleElement().satisfies(left -> {
                assertThat(left.client().clientId()).hasToString(at.first().clientId());
                assertThat(left.why()).contains(why);
                assertThat(left.again()).isEqualTo(again);
            });
            assertThat(at.kit().events().of(DcrEvent.Orphaned.class)).hasSize(1);
            assertThat(at.operations().list()).isEmpty();
            assertThat(at.operations().deregister(at.request()).deleted()).hasSize(again ? 1 : 0);
        }
    }

    @Test
    void deregister_goneAtTheServerAlready_countsAsDeleted() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().answerNext(FakeAnswer.status(410));

            assertThat(at.operations().deregister(at.request()).deleted())
                    .extracting(ForeignText::exact)
                    .containsExactly(at.first().clientId());
        }
    }

    /** What a server answers that has no deletion at the client's address. */
    @ParameterizedTest
    @ValueSource(ints = {404, 405, 501})
    void deregister_deletionAnsweredByNoHandlerAndClientIsThere_isToldAsOrphan(int status) {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().answerNext(FakeAnswer.status(status));

            Deregistration outcome = at.operations().deregister(at.request());

            assertThat(at.sent()).containsExactly("DELETE", "GET");
            assertThat(outcome.deleted()).isEmpty();
            assertThat(outcome.leftBehind()).singleElement().satisfies(left -> {
                assertThat(left.client().clientId()).hasToString(at.first().clientId());
                assertThat(left.why()).contains(String.valueOf(status), "the client exists");
                assertThat(left.again()).isFalse();
            });
            assertThat(at.kit().server().clients()).hasSize(1);
            assertThat(at.kit().events().of(DcrEvent.ClientDeleted.class)).isEmpty();
            assertThat(at.kit().events().of(DcrEvent.Orphaned.class)).hasSize(1);
        }
    }

    @Test
    void deregister_deletionAndReadAnswered404_isToldAsOrphan() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.management().answerAlways(FakeAnswer.status(404));

            Deregistration outcome = at.operations().deregister(at.request());

            assertThat(outcome.deleted()).isEmpty();
            assertThat(outcome.leftBehind())
                    .singleElement()
                    .satisfies(left -> assertThat(left.why()).contains("404", "could not be found out"));
            assertThat(at.kit().events().of(DcrEvent.Orphaned.class)).hasSize(1);
        }
    }

    @Test
    void deregister_serverOffersNoManagement_isRemovedAndToldAsOrphan() {
        try (OperatedClient at =
                new OperatedClient(FakeAuthorizationServer.builder().withoutManagement())) {
            Deregistration outcome = at.operations().deregister(at.request());

            assertThat(outcome.removed()).isTrue();
            assertThat(outcome.leftBehind()).singleElement().satisfies(left -> {
                assertThat(left.why()).contains("gave no management address");
                assertThat(left.again()).isFalse();
            });
            assertThat(at.kit().events().of(DcrEvent.Orphaned.class)).hasSize(1);
            assertThat(at.operations().list()).isEmpty();
        }
    }

    @Test
    void deregister_serverEchoesTheSecret_isNotTold() {
        try (OperatedClient at = OperatedClient.steady()) {
            String secret = at.first().clientSecret().orElseThrow().reveal();
            at.management().answerNext(FakeAnswer.refusal("invalid_request", "no: " + secret));

            Deregistration outcome = at.operations().deregister(at.request());

            assertThat(outcome.leftBehind())
                    .singleElement()
                    .satisfies(left ->
                            assertThat(left.why()).contains("invalid_request").doesNotContain(secret));
        }
    }
}

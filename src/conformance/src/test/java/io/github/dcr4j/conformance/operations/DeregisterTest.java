package io.github.dcr4j.conformance.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.resolver.Deregistration;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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

    @ParameterizedTest
    @EnumSource(
            value = StoreOperation.class,
            names = {"CLAIM", "FIND_GENERATION", "REMOVE"})
    void deregister_storeFailsBeforeTheRemoval_changesNothing(StoreOperation failing) throws Exception {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.faults().failUntilRepaired(failing);

            DcrStoreException failure = catchThrowableOfType(
                    DcrStoreException.class, () -> at.operations().deregister(at.request()));
            at.faults().repair();

            assertThat(failure).isNotNull();
            assertThat(at.sent()).isEmpty();
            at.assertStoredIsTrue();
            assertThat(at.operations().deregister(at.request()).deleted()).hasSize(1);
        }
    }

    @Test
    void deregister_storeFailsAfterTheRemoval_saysSoAndGoesOnNextTime() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.faults().failUntilRepaired(StoreOperation.MARK);

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().deregister(at.request()));
            at.faults().repair();
            boolean stored = !at.operations().list().isEmpty();
            Deregistration next = at.operations().deregister(at.request());

            assertThat(failure).hasMessageContaining("deregister again");
            assertThat(failure.orphan().orElseThrow().clientId())
                    .hasToString(at.first().clientId());
            assertThat(stored).isFalse();
            assertThat(next.removed()).isFalse();
            assertThat(next.deleted())
                    .extracting(ForeignText::exact)
                    .containsExactly(at.first().clientId());
            assertThat(at.sent()).containsExactly("DELETE");
        }
    }

    @Test
    void deregister_leaseEndsBetweenTwoDeletions_tellsOfTheOtherClientAndGoesOnNextTime() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.kit().clock().advance(OperatedClient.SECRET_LIFE);
            at.kit().resolver().resolve(at.request());
            FakeGate gate = at.management().holdAnswers();
            CompletableFuture<Deregistration> removing =
                    at.meanwhile(() -> at.operations().deregister(at.request()));
            gate.awaitArrivals(1);
            at.kit().clock().advance(Duration.ofMinutes(1));
            gate.open();

            Deregistration outcome = TimePasses.until(at.kit().clock(), removing);

            assertThat(outcome.deleted()).hasSize(1);
            assertThat(outcome.leftBehind()).singleElement().satisfies(left -> {
                assertThat(left.why()).contains("the lease ran out");
                assertThat(left.again()).isTrue();
            });
            assertThat(at.kit().events().of(DcrEvent.Orphaned.class))
                    .extracting(DcrEvent.Orphaned::orphan)
                    .containsExactly(outcome.leftBehind().get(0).client());
            assertThat(at.operations().deregister(at.request()).deleted())
                    .extracting(ForeignText::exact)
                    .containsExactly(
                            outcome.leftBehind().get(0).client().clientId().exact());
        }
    }

    /** An operator's work is no registration: it does not end what holds those back. */
    @Test
    void deregister_registrationsAreHeldBack_theyStaySo() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.kit().clock().advance(OperatedClient.SECRET_LIFE);
            at.kit()
                    .server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(FakeAnswer.status(503).withHeader("Retry-After", "600"));
            assertThat(catchThrowable(() -> at.kit().resolver().resolve(at.request())))
                    .isNotNull();

            at.operations().deregister(at.request());
            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.kit().resolver().resolve(at.request()));

            assertThat(failure.step()).isEqualTo(DcrException.Step.CLAIM);
            assertThat(failure.retryAfter()).isPresent();
            assertThat(at.sent()).containsExactly("POST", "DELETE");
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

    @Test
    void deregister_twoOperatorsAtOnce_isDeletedOnce() {
        try (OperatedClient at = OperatedClient.steady()) {
            FakeGate gate = at.management().hold();
            CompletableFuture<Deregistration> one =
                    at.meanwhile(() -> at.operations().deregister(at.request()));
            gate.awaitArrivals(1);
            CompletableFuture<Deregistration> other = at.meanwhile(() ->
                    at.kit().newResolver(settings -> settings).operations().deregister(at.request()));
            // two claims of the first, and one that is told to wait
            Awaitility.await().until(() -> at.faults().calls(StoreOperation.CLAIM) >= 4);
            gate.open();

            assertThat(one.join().deleted()).hasSize(1);
            assertThat(TimePasses.until(at.kit().clock(), other).deleted()).isEmpty();
            assertThat(at.sent()).containsExactly("DELETE");
            assertThat(at.kit().events().of(DcrEvent.Orphaned.class)).isEmpty();
        }
    }

    /** Whoever resolves meanwhile waits for the lease, and gets a client of its own, which stays. */
    @Test
    void deregister_otherReplicaResolvesMeanwhile_itsNewClientStays() {
        try (OperatedClient at = OperatedClient.steady()) {
            FakeGate gate = at.management().hold();
            CompletableFuture<Deregistration> one =
                    at.meanwhile(() -> at.operations().deregister(at.request()));
            gate.awaitArrivals(1);
            CompletableFuture<DcrCredentials> next =
                    at.kit().newResolver(settings -> settings).resolveAsync(at.request());
            gate.open();

            DcrCredentials registered = TimePasses.until(at.kit().clock(), next);

            assertThat(one.join().deleted())
                    .extracting(ForeignText::exact)
                    .containsExactly(at.first().clientId());
            assertThat(at.kit().server().clients())
                    .extracting(client -> client.clientId())
                    .containsExactly(registered.clientId());
        }
    }
}

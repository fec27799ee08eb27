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
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A deregistration that fails on its way, or meets others. */
class DeregisterFailureTest {
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

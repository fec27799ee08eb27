package io.github.dcr4j.conformance.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.OrphanCount;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.StoreOperation;
import io.github.dcr4j.testkit.StoreStall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** An operator has the store forget a key that no configuration names any more. */
class PurgeTest {
    @Test
    void purge_currentAndFormer_areForgottenAndToldAndNothingIsSent() {
        try (OperatedClient at = OperatedClient.rotating()) {
            at.kit().clock().advance(OperatedClient.SECRET_LIFE);
            DcrCredentials second = at.kit().resolver().resolve(at.request());
            at.kit().server().forgetCalls();

            List<DcrOrphan> left = at.operations().purge(at.request().key());

            assertThat(left)
                    .extracting(orphan -> orphan.clientId().exact())
                    .containsExactlyInAnyOrder(at.first().clientId(), second.clientId());
            assertThat(left)
                    .allSatisfy(
                            orphan -> assertThat(orphan.registrationClientUri()).isNotNull());
            assertThat(at.kit().events().of(DcrEvent.Orphaned.class))
                    .extracting(DcrEvent.Orphaned::orphan)
                    .containsExactlyInAnyOrderElementsOf(left);
            assertThat(at.operations().orphans()).isEqualTo(new OrphanCount(2, 0));
            assertThat(at.sent()).isEmpty();
            assertThat(at.operations().list()).isEmpty();
            assertThat(at.kit().resolver().find(at.request(), second.generation()))
                    .isEmpty();
        }
    }

    @Test
    void purge_clientThatCannotBeManaged_isToldWithoutAnAddress() {
        try (OperatedClient at =
                new OperatedClient(FakeAuthorizationServer.builder().withoutManagement())) {
            assertThat(at.operations().purge(at.request().key()))
                    .containsExactly(new DcrOrphan(at.first().clientId(), null));
        }
    }

    @Test
    void purge_nothingStored_tellsNothing() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.operations().deregister(at.request());
            at.kit().events().clear();

            assertThat(at.operations().purge(at.request().key())).isEmpty();
            assertThat(at.kit().events().of(DcrEvent.Orphaned.class)).isEmpty();
        }
    }

    @Test
    void purge_thenDeregister_deletesWhatIsLeft() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.operations().purge(at.request().key());

            assertThat(at.operations().deregister(at.request()).deleted())
                    .extracting(ForeignText::exact)
                    .containsExactly(at.first().clientId());
            assertThat(at.kit().server().clients()).isEmpty();
        }
    }

    @Test
    void purge_thenResolve_registersAnew() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.operations().purge(at.request().key());

            assertThat(at.kit().resolver().resolve(at.request()).clientId())
                    .isNotEqualTo(at.first().clientId());
        }
    }

    @Test
    void purge_somebodyWorksOnTheKey_failsAtOnceAndChangesNothing() {
        try (OperatedClient at = OperatedClient.rotating()) {
            FakeGate gate = at.management().hold();
            CompletableFuture<String> reading =
                    at.meanwhile(() -> at.operations().read(at.request()));
            gate.awaitArrivals(1);

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().purge(at.request().key()));
            gate.open();
            reading.join();

            assertThat(failure.step()).isEqualTo(Step.CLAIM);
            assertThat(failure.retryAfter()).isPresent();
            assertThat(at.stored().clientId()).isEqualTo(at.first().clientId());
        }
    }

    @Test
    void purge_removalFails_keepsWhatIsStored() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.faults().failUntilRepaired(StoreOperation.REMOVE);

            DcrStoreException failure = catchThrowableOfType(
                    DcrStoreException.class,
                    () -> at.operations().purge(at.request().key()));
            at.faults().repair();

            assertThat(failure.step()).isEqualTo(Step.STORE_WRITE);
            assertThat(at.kit().resolver().resolve(at.request())).isEqualTo(at.first());
            assertThat(at.operations().purge(at.request().key())).hasSize(1);
        }
    }

    @Test
    void purge_storeFailsAfterTheRemoval_tellsWhatIsLeftAndCanBeCalledAgain() throws Exception {
        try (OperatedClient at = OperatedClient.steady()) {
            StoreStall removing = at.faults().stall(StoreOperation.REMOVE);
            CompletableFuture<List<DcrOrphan>> purging =
                    at.meanwhile(() -> at.operations().purge(at.request().key()));
            removing.awaitArrival(Duration.ofMinutes(5));
            at.faults().failUntilRepaired(StoreOperation.CLAIM);
            removing.release();

            CompletionException failure = catchThrowableOfType(CompletionException.class, purging::join);
            at.faults().repair();

            assertThat(failure.getCause()).isInstanceOf(DcrException.class).hasMessageContaining("purge it again");
            assertThat(at.kit().events().of(DcrEvent.Orphaned.class))
                    .extracting(orphaned -> orphaned.orphan().clientId().exact())
                    .containsExactly(at.first().clientId());
            assertThat(at.operations().purge(at.request().key()))
                    .extracting(orphan -> orphan.clientId().exact())
                    .containsExactly(at.first().clientId());
        }
    }

    @Test
    void purge_clientIsHeldInMemory_isForgottenToo() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.kit().clock().advance(OperatedClient.SECRET_LIFE);
            at.faults().failUntilRepaired(StoreOperation.SAVE);
            DcrCredentials held = at.kit().resolver().resolve(at.request());
            at.kit().clock().advance(Duration.ofSeconds(21));

            List<DcrOrphan> left = at.operations().purge(at.request().key());
            at.faults().repair();

            assertThat(left).extracting(orphan -> orphan.clientId().exact()).contains(held.clientId());
            assertThat(at.kit().resolver().find(at.request(), held.generation()))
                    .isEmpty();
            assertThat(at.operations().list()).isEmpty();
        }
    }
}

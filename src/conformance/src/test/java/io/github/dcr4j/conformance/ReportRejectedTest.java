package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.StoreOperation;
import io.github.dcr4j.testkit.StoreStall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that the server has forgotten is replaced once, for everybody. */
class ReportRejectedTest {
    @ParameterizedTest
    @EnumSource
    void reportRejected_currentGeneration_isEndedAndReplaced(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials dead = resolver.resolve(request);
            fleet.server().forgetAll();

            DcrCredentials replacement = resolver.reportRejected(request, dead);

            assertThat(replacement.clientId()).isNotEqualTo(dead.clientId());
            assertThat(fleet.newReplica().resolve(request)).isEqualTo(replacement);
            assertThat(resolver.find(request, dead.generation())).isEmpty();
            assertThat(fleet.registrations()).isEqualTo(2);
            assertThat(fleet.events().of(DcrEvent.Invalidated.class))
                    .containsExactly(new DcrEvent.Invalidated(
                            request.key(),
                            ForeignText.of(dead.clientId()),
                            dead.generation(),
                            dead.createdAt(),
                            "reported by the caller"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportRejected_lateReportOfAReplacedOne_givesTheCurrentAndRegistersNothing(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials dead = resolver.resolve(request);
            DcrCredentials replacement = resolver.reportRejected(request, dead);

            DcrCredentials late = fleet.newReplica().reportRejected(request, dead);

            assertThat(late).isEqualTo(replacement);
            assertThat(fleet.registrations()).isEqualTo(2);
            assertThat(fleet.events().of(DcrEvent.Invalidated.class)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportRejected_byManyAtOnce_replacesOnce(StoreKind kind) throws Exception {
        ExecutorService callers = Executors.newCachedThreadPool();
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials dead = resolver.resolve(request);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<DcrCredentials>> reports = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                reports.add(callers.submit(() -> {
                    start.await();
                    return resolver.reportRejected(request, dead);
                }));
            }

            start.countDown();

            DcrCredentials replacement = reports.get(0).get();
            for (Future<DcrCredentials> report : reports) {
                assertThat(report.get()).isEqualTo(replacement);
            }
            assertThat(fleet.registrations()).isEqualTo(2);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void reportRejected_replacementFails_theDeadOneStaysEnded() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = kit.request("openid");
            DcrCredentials dead = kit.resolver().resolve(request);
            kit.server().at(FakeEndpoint.REGISTRATION).answerNext(FakeAnswer.status(500));

            assertThatThrownBy(() -> kit.resolver().reportRejected(request, dead))
                    .isInstanceOf(DcrException.class);

            assertThat(kit.store().find(request.key())).isNull();
            kit.clock().advance(Duration.ofSeconds(5)); // a client may exist there: that holds back longer
            assertThat(kit.resolver().resolve(request).clientId()).isNotEqualTo(dead.clientId());
        }
    }

    @Test
    void reportRejected_clientThatIsHeldUnsaved_isGivenUpAndReplaced() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = kit.request("openid");
            kit.store().faults().failUntilRepaired(StoreOperation.SAVE);
            DcrCredentials held = kit.resolver().resolve(request);
            kit.store().faults().repair();
            kit.store().lose(request.key());

            DcrCredentials replacement = kit.resolver().reportRejected(request, held);

            assertThat(replacement.clientId()).isNotEqualTo(held.clientId());
            assertThat(kit.store().find(request.key())).isEqualTo(replacement);
        }
    }

    /** The save has left when the client is reported, and arrives before the replacement is claimed. */
    @Test
    void reportRejected_heldClientWhoseSaveIsUnderWay_isReplacedAndWhatIsSavedIsBornEnded() throws Exception {
        Duration bound = Duration.ofSeconds(60);
        ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newCachedThreadPool();
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrResolver resolver = kit.newResolver(settings -> settings.executor(threads));
            DcrRequest request = kit.request("openid");
            kit.store().faults().failUntilRepaired(StoreOperation.SAVE);
            DcrCredentials held = resolver.resolve(request);
            kit.store().faults().repair();
            kit.store().lose(request.key());
            StoreStall saving = kit.store().faults().stall(StoreOperation.SAVE);
            kit.clock().advance(Duration.ofSeconds(1));
            saving.awaitArrival(bound);
            StoreStall claiming = kit.store().faults().stall(StoreOperation.CLAIM);

            CompletableFuture<DcrCredentials> report =
                    CompletableFuture.supplyAsync(() -> resolver.reportRejected(request, held));
            claiming.awaitArrival(bound);
            int saves = kit.store().faults().calls(StoreOperation.SAVE);
            saving.release();
            await().atMost(bound).until(() -> threads.getCompletedTaskCount() == 2); // the registration and the save
            claiming.release();
            DcrCredentials replacement = report.get(bound.toSeconds(), TimeUnit.SECONDS);

            assertThat(saves).isEqualTo(4);
            assertThat(replacement.clientId()).isNotEqualTo(held.clientId());
            assertThat(kit.store().find(request.key())).isEqualTo(replacement);
            assertThat(kit.store().find(request.key(), held.generation())).isNull();
            assertThat(resolver.resolve(request)).isEqualTo(replacement);
            assertThat(kit.events().of(DcrEvent.Published.class)).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void reportRejected_heldClientAndTheEndCannotBeStored_isNotUsedAndEndsWhenTheStoreIsBack() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = kit.request("openid");
            kit.store().faults().loseReply(StoreOperation.SAVE, 3);
            DcrCredentials held = kit.resolver().resolve(request);
            kit.store().faults().failUntilRepaired(StoreOperation.INVALIDATE);
            assertThatThrownBy(() -> kit.resolver().reportRejected(request, held))
                    .isInstanceOf(DcrStoreException.class);

            assertThat(kit.resolver().find(request, held.generation())).isEmpty();
            assertThatThrownBy(() -> kit.resolver().resolve(request)).isInstanceOf(DcrStoreException.class);
            kit.store().faults().repair();

            assertThat(kit.resolver().resolve(request).clientId()).isNotEqualTo(held.clientId());
            assertThat(kit.store().find(request.key(), held.generation())).isNull();
        }
    }

    @Test
    void reportRejected_heldClientAndNobodyAsksAgain_isEndedInTheBackground() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = kit.request("openid");
            kit.store().faults().loseReply(StoreOperation.SAVE, 3);
            DcrCredentials held = kit.resolver().resolve(request);
            kit.store().faults().failUntilRepaired(StoreOperation.INVALIDATE);
            assertThatThrownBy(() -> kit.resolver().reportRejected(request, held))
                    .isInstanceOf(DcrStoreException.class);
            kit.store().faults().repair();

            kit.clock().advance(Duration.ofSeconds(30));
            kit.settle();

            assertThat(kit.store().find(request.key())).isNull();
            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
        }
    }

    @Test
    void reportRejected_credentialsOfAnotherKey_isAnError() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrCredentials other = kit.resolver().resolve(kit.request("profile"));

            assertThatThrownBy(() -> kit.resolver().reportRejected(kit.request("openid"), other))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(kit.store().find(other.key())).isEqualTo(other);
        }
    }
}

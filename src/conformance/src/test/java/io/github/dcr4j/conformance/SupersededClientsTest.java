package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.testkit.RecordedCall;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that were replaced are deleted at the server once nobody can use them any more, if the request says so. */
class SupersededClientsTest {
    private static final Duration SECRET_LIFE = Duration.ofHours(1);
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final DcrTestKit kit = DcrTestKit.start();
    private final DcrRequest keeping = kit.request("openid");
    private final DcrRequest deleting =
            kit.requestBuilder().scopes("openid").deleteSupersededClients().build();

    @AfterEach
    void close() {
        kit.close();
    }

    /** Has a client registered at each hour from now on, and returns their ids. */
    private List<String> anHourEach(DcrRequest... requests) {
        return List.of(requests).stream()
                .map(request -> {
                    DcrCredentials given = kit.resolver().resolve(request);
                    kit.settle();
                    kit.clock().advance(SECRET_LIFE);
                    return given.clientId();
                })
                .toList();
    }

    private List<String> atServer() {
        return kit.server().clients().stream().map(FakeClient::clientId).toList();
    }

    private List<String> deletions() {
        return kit.server().at(FakeEndpoint.MANAGEMENT).calls().stream()
                .map(RecordedCall::method)
                .toList();
    }

    @Test
    void resolve_notAsked_keepsThem() {
        List<String> clients = anHourEach(keeping, keeping, keeping, keeping);

        assertThat(atServer()).isEqualTo(clients);
        assertThat(deletions()).isEmpty();
    }

    /** A login that began with it may still end with it. */
    @Test
    void resolve_replacedOneIsAFormerGenerationStill_isKept() {
        List<String> clients = anHourEach(deleting, deleting);

        assertThat(atServer()).isEqualTo(clients);
        assertThat(deletions()).isEmpty();
    }

    @Test
    void resolve_replacedOnesAreOutOfUse_deletesEachOnceAndTellsSo() {
        List<String> clients = anHourEach(keeping, keeping, keeping, deleting, deleting);

        assertThat(atServer()).isEqualTo(clients.subList(3, 5));
        assertThat(deletions()).containsExactly("DELETE", "DELETE", "DELETE");
        assertThat(kit.events().of(DcrEvent.ClientDeleted.class))
                .extracting(event -> event.clientId().exact())
                .containsExactlyInAnyOrderElementsOf(clients.subList(0, 3));
        assertThat(kit.events().of(DcrEvent.Orphaned.class)).isEmpty();
    }

    @Test
    void resolve_serverDeletesNone_isToldOfEachOnce() {
        kit.server().at(FakeEndpoint.MANAGEMENT).answerAlways(FakeAnswer.status(405));

        List<String> clients = anHourEach(deleting, deleting, deleting, deleting);

        assertThat(atServer()).isEqualTo(clients);
        assertThat(deletions()).containsExactly("DELETE", "GET", "DELETE", "GET");
        assertThat(kit.events().of(DcrEvent.Orphaned.class))
                .extracting(DcrEvent.Orphaned::orphan)
                .extracting(orphan -> orphan.clientId().exact())
                .containsExactlyElementsOf(clients.subList(0, 2));
    }

    /** The lease may be another's by then. */
    @Test
    void resolve_leaseEndsWhileOneIsDeleted_leavesTheOthersToWhoeverRegistersNext() {
        anHourEach(keeping, keeping, keeping);
        FakeGate gate = kit.server().at(FakeEndpoint.MANAGEMENT).holdAnswers();
        kit.resolver().resolve(deleting);
        gate.awaitArrivals(1);
        kit.clock().advance(LEASE.plusSeconds(1));
        gate.open();
        kit.settle();
        List<String> left = atServer();
        kit.clock().advance(SECRET_LIFE);

        anHourEach(deleting);

        assertThat(left).hasSize(3);
        assertThat(deletions()).hasSize(3);
        assertThat(atServer()).hasSize(2);
    }

    @Test
    void resolve_storeFailsBeforeADeletion_isDeletedByWhoeverRegistersNext() {
        anHourEach(deleting, deleting);
        FakeGate gate = kit.server().at(FakeEndpoint.REGISTRATION).holdAnswers();
        CompletableFuture<DcrCredentials> third = kit.resolver().resolveAsync(deleting);
        gate.awaitArrivals(1);
        // the registration's own mark has been made
        kit.store().faults().failUntilRepaired(StoreOperation.MARK);
        gate.open();
        kit.settle();
        kit.store().faults().repair();
        List<String> before = deletions();
        kit.clock().advance(SECRET_LIFE);

        anHourEach(deleting);

        assertThat(third).isCompleted();
        assertThat(before).isEmpty();
        assertThat(deletions()).hasSize(2);
        assertThat(atServer()).hasSize(2);
    }

    @Test
    void reportRejected_serverHasItStill_deletesItWithTheNextRegistration() {
        DcrCredentials rejected = kit.resolver().resolve(deleting);
        kit.resolver().reportRejected(deleting, rejected);
        kit.clock().advance(SECRET_LIFE);

        anHourEach(deleting);

        assertThat(kit.server().client(rejected.clientId())).isEmpty();
        assertThat(kit.events().of(DcrEvent.ClientDeleted.class))
                .containsExactly(new DcrEvent.ClientDeleted(deleting.key(), ForeignText.of(rejected.clientId())));
    }

    /** That is why it was rejected. */
    @Test
    void reportRejected_serverHasForgottenIt_tellsOfNoOrphan() {
        DcrCredentials rejected = kit.resolver().resolve(deleting);
        kit.server().forget(rejected.clientId());
        kit.resolver().reportRejected(deleting, rejected);
        kit.clock().advance(SECRET_LIFE);

        anHourEach(deleting);

        assertThat(deletions()).containsExactly("DELETE");
        assertThat(kit.events().of(DcrEvent.Orphaned.class)).isEmpty();
    }

    /** The server rejects its secret, and has it still: nothing deletes it any more. */
    @Test
    void reportRejected_serverHasItStillAndDeletesNone_tellsOfTheOrphan() {
        DcrCredentials rejected = kit.resolver().resolve(deleting);
        kit.resolver().reportRejected(deleting, rejected);
        kit.clock().advance(SECRET_LIFE);
        kit.server().at(FakeEndpoint.MANAGEMENT).answerNext(FakeAnswer.status(404));

        anHourEach(deleting);

        assertThat(deletions()).containsExactly("DELETE", "GET");
        assertThat(kit.events().of(DcrEvent.Orphaned.class))
                .extracting(DcrEvent.Orphaned::orphan)
                .extracting(orphan -> orphan.clientId().exact())
                .containsExactly(rejected.clientId());
    }

    /** Callers were given it: it is deleted like one that was replaced, not because it could not be saved. */
    @Test
    void resolve_heldClientLostToAnothers_isDeletedOnceItsTimeIsOver() {
        kit.store().faults().failUntilRepaired(StoreOperation.SAVE);
        DcrCredentials held = kit.resolver().resolve(deleting);
        kit.store().faults().repair();
        kit.store().lose(deleting.key());
        String theirs = kit.newResolver(settings -> settings).resolve(deleting).clientId();
        kit.clock().advance(Duration.ofSeconds(30));
        kit.settle();
        List<String> inUse = atServer();
        kit.clock().advance(SECRET_LIFE.plus(Duration.ofMinutes(15)));

        anHourEach(deleting);

        assertThat(inUse).containsExactly(held.clientId(), theirs);
        assertThat(atServer()).hasSize(1).doesNotContain(held.clientId());
        assertThat(kit.events().of(DcrEvent.ClientDeleted.class))
                .extracting(deleted -> deleted.clientId().exact())
                .containsExactlyInAnyOrder(held.clientId(), theirs);
    }

    /** It neither counts as a registration nor as a failure of one. */
    @Test
    void resolve_deletionFails_nextRegistrationIsNotHeldBack() {
        kit.server().at(FakeEndpoint.MANAGEMENT).answerAlways(FakeAnswer.status(500));
        anHourEach(deleting, deleting, deleting);

        DcrCredentials next = kit.resolver().resolve(deleting);

        assertThat(atServer()).hasSize(4).contains(next.clientId());
        assertThat(kit.events().of(DcrEvent.OrphanSuspected.class)).isEmpty();
    }
}

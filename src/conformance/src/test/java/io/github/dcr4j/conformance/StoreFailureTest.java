package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.StoreOperation;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store that fails is an error before anything is sent; afterwards nothing registered is lost. */
class StoreFailureTest {
    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void resolve_storeCannotBeRead_failsAndSendsNothing() {
        kit.store().faults().failUntilRepaired(StoreOperation.FIND);

        assertThatThrownBy(() -> kit.resolver().resolve(kit.request("openid")))
                .isInstanceOfSatisfying(DcrStoreException.class, e -> {
                    assertThat(e.step()).isEqualTo(Step.STORE_READ);
                    assertThat(e.retryable()).isTrue();
                });
        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void resolve_storeCannotBeReadForAMoment_isServedByTheClaim() {
        DcrRequest request = kit.request("openid");
        DcrCredentials client = kit.resolver().resolve(request);
        kit.store().faults().fail(StoreOperation.FIND, 1);

        assertThat(kit.resolver().resolve(request)).isEqualTo(client);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void resolve_unknownKeyAndTheStoreCannotBeReadForAMoment_registersOnce() {
        kit.store().faults().fail(StoreOperation.FIND, 1);
        DcrRequest request = kit.request("openid");

        DcrCredentials client = kit.resolver().resolve(request);

        assertThat(kit.store().find(request.key())).isEqualTo(client);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void resolve_storeCannotBeClaimedOn_failsAndSendsNothing() {
        kit.store().faults().failUntilRepaired(StoreOperation.CLAIM);

        assertThatThrownBy(() -> kit.resolver().resolve(kit.request("openid")))
                .isInstanceOfSatisfying(
                        DcrStoreException.class, e -> assertThat(e.step()).isEqualTo(Step.CLAIM));
        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void resolve_storeCannotBeMarked_failsAndRegistersNothing() {
        kit.store().faults().failUntilRepaired(StoreOperation.MARK);

        assertThatThrownBy(() -> kit.resolver().resolve(kit.request("openid"))).isInstanceOf(DcrStoreException.class);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    @Test
    void resolve_saveFailsOnceOrTwice_isSavedAllTheSame() {
        kit.store().faults().fail(StoreOperation.SAVE, 2);

        DcrCredentials client = kit.resolver().resolve(kit.request("openid"));

        assertThat(kit.store().find(client.key())).isEqualTo(client);
        assertThat(kit.events().of(DcrEvent.Unpublished.class)).isEmpty();
    }

    @Test
    void resolve_replyOfTheSaveIsLost_isSavedOnce() {
        kit.store().faults().loseReply(StoreOperation.SAVE, 1);

        DcrCredentials client = kit.resolver().resolve(kit.request("openid"));

        assertThat(kit.store().find(client.key())).isEqualTo(client);
        assertThat(client.version()).isEqualTo(1);
        assertThat(kit.server().orphans(java.util.List.of(client.clientId()))).isEmpty();
    }

    @Test
    void resolve_saveFails_givesTheClientAndSavesItWhenTheStoreIsBack() {
        kit.store().faults().failUntilRepaired(StoreOperation.SAVE);
        DcrRequest request = kit.request("openid");

        DcrCredentials held = kit.resolver().resolve(request);
        DcrCredentials again = kit.resolver().resolve(request);

        assertThat(again).isEqualTo(held);
        assertThat(kit.store().find(request.key())).isNull();
        assertThat(kit.events().of(DcrEvent.Unpublished.class)).hasSize(1);

        kit.store().faults().repair();
        kit.clock().advance(Duration.ofSeconds(30));
        kit.settle();

        assertThat(kit.store().find(request.key()))
                .isNotNull()
                .satisfies(saved -> assertThat(saved.generation()).isEqualTo(held.generation()));
        assertThat(kit.events().of(DcrEvent.Published.class)).hasSize(1);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void resolve_heldAndStoreUnreadable_isServedFromMemory() {
        kit.store().faults().failUntilRepaired(StoreOperation.SAVE);
        DcrCredentials held = kit.resolver().resolve(kit.request("openid"));
        kit.store().faults().failUntilRepaired();

        DcrCredentials again = kit.resolver().resolve(kit.request("openid"));

        assertThat(again).isEqualTo(held);
        assertThat(kit.events().of(DcrEvent.ServedWithoutStore.class)).hasSize(1);
        assertThat(kit.resolver().find(kit.request("openid"), held.generation()))
                .hasValue(held);
    }

    @Test
    void resolve_heldAndAnotherReplicaRegistersMeanwhile_adoptsTheirsAndKeepsItsOwnForItsLogins() {
        kit.store().faults().failUntilRepaired(StoreOperation.SAVE);
        DcrRequest request = kit.request("openid");
        DcrCredentials held = kit.resolver().resolve(request);
        kit.store().faults().repair();
        kit.store().lose(request.key());

        DcrResolver other = kit.newResolver(settings -> settings);
        DcrCredentials theirs = other.resolve(request);
        kit.clock().advance(Duration.ofSeconds(30));
        kit.settle();

        assertThat(theirs.clientId()).isNotEqualTo(held.clientId());
        assertThat(kit.resolver().resolve(request)).isEqualTo(theirs);
        assertThat(kit.server().client(held.clientId())).isPresent();
        assertThat(kit.resolver().find(request, held.generation())).hasValue(held);
        assertThat(other.find(request, held.generation())).hasValue(held);
        assertThat(kit.events().of(DcrEvent.ClientDeleted.class)).isEmpty();
        assertThat(kit.events().of(DcrEvent.Published.class)).hasSize(1);
    }

    @Test
    void close_clientStillHeldAndStoreAway_isReportedAndNotDeleted() {
        kit.store().faults().failUntilRepaired(StoreOperation.SAVE);
        DcrCredentials held = kit.resolver().resolve(kit.request("openid"));

        kit.resolver().close();
        kit.settle();

        assertThat(kit.server().client(held.clientId())).isPresent();
        assertThat(kit.events().of(DcrEvent.ClientDeleted.class)).isEmpty();
        assertThat(kit.events().of(DcrEvent.Orphaned.class))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.orphan().clientId().exact()).isEqualTo(held.clientId()));
    }

    @Test
    void close_clientStillHeldAndNoManagement_isReportedAsOrphan() {
        try (DcrTestKit bare =
                DcrTestKit.start(FakeAuthorizationServer.builder().withoutManagement())) {
            bare.store().faults().failUntilRepaired(StoreOperation.SAVE);
            DcrCredentials held = bare.resolver().resolve(bare.request("openid"));

            bare.resolver().close();
            bare.settle();

            assertThat(bare.events().of(DcrEvent.Orphaned.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.orphan().clientId()).hasToString(held.clientId()));
        }
    }

    @Test
    void resolve_releaseFails_doesNotHarmTheOutcome() {
        kit.store().faults().failUntilRepaired(StoreOperation.RELEASE);

        assertThat(kit.resolver().resolve(kit.request("openid"))).isNotNull();
    }
}

package io.github.dcr4j.conformance.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.resolver.DcrCredentialStoreBuilder;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.testkit.DcrFixtures;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Stores on a backend of the program's own, by what is exported. */
class DcrCredentialStoreBuilderTest {
    private static final DcrKey KEY = DcrFixtures.key("a");
    private static final byte[] GARBAGE = {'?'};

    private final ManualClock clock = new ManualClock();
    private final MemoryStateStore backend = new MemoryStateStore(clock);
    private final List<DcrEvent> events = new CopyOnWriteArrayList<>();

    private DcrCredentialStoreBuilder builder() {
        return DcrCredentialStoreBuilder.on(backend).clock(clock).listener(events::add);
    }

    @Test
    void resolve_twoResolversOnOneBackend_registerOnce() {
        try (FakeAuthorizationServer server =
                        FakeAuthorizationServer.builder().clock(clock).start();
                DcrResolver one =
                        DcrResolver.builder(builder().build()).clock(clock).build();
                DcrResolver other =
                        DcrResolver.builder(builder().build()).clock(clock).build()) {
            DcrRequest request = DcrRequest.builder("https://app.example.com")
                    .upstreamIssuer(server.issuer())
                    .build();

            DcrCredentials client = one.resolve(request);

            assertThat(other.resolve(request)).isEqualTo(client);
            assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
        }
    }

    @Test
    void find_recordIsGarbage_isSetAsideAndPublishedWithTheNameOfTheEntry() {
        DcrCredentialStore store = builder().name("clients table").build();
        save(store, Duration.ZERO);
        backend.putBack(KEY, new StoredEntry("record", GARBAGE, null));

        assertThat(store.find(KEY)).isNull();

        assertThat(events).hasSize(1).first().isInstanceOfSatisfying(DcrEvent.RowSetAside.class, event -> {
            assertThat(event.key()).isEqualTo(KEY);
            assertThat(event.row()).isEqualTo("record");
            assertThat(event.why()).contains("record");
        });
    }

    @Test
    void invalidate_recordIsLost_isPublishedAsLostAndNotAsSetAside() {
        DcrCredentialStore store = builder().build();
        save(store, Duration.ZERO);
        DcrCredentials known = Objects.requireNonNull(store.find(KEY));
        backend.lose(KEY, "record");

        store.invalidate(KEY, "another", "rejected", Duration.ZERO);

        assertThat(events).containsExactly(new DcrEvent.RecordLost(KEY, known.generation()));
    }

    @Test
    void heal_generationWasLost_isPublishedOnce() {
        DcrCredentialStore store = builder().build();
        save(store, Duration.ZERO);
        DcrCredentials known = Objects.requireNonNull(store.find(KEY));
        backend.lose(KEY, "record");
        backend.lose(KEY, "state");

        store.heal(known);
        store.heal(known);

        assertThat(events).containsExactly(new DcrEvent.Healed(KEY, known.generation()));
        assertThat(store.find(KEY)).isEqualTo(known);
    }

    @Test
    void find_listenerFails_answersAllTheSame() {
        DcrCredentialStore store = builder()
                .listener(event -> {
                    events.add(event);
                    throw new IllegalStateException("a listener that fails");
                })
                .build();
        save(store, Duration.ZERO);
        backend.putBack(KEY, new StoredEntry("record", GARBAGE, null));

        assertThat(store.find(KEY)).isNull();

        assertThat(events).hasSize(1);
    }

    @Test
    void find_secretHasEnded_isKeptForTheRetention() {
        Duration retention = Duration.ofHours(2);
        DcrCredentialStore store = builder().retention(retention).build();
        save(store, Duration.ofHours(1));

        clock.advance(Duration.ofHours(1).plus(retention).minusSeconds(1));
        assertThat(store.find(KEY)).isNotNull();
        clock.advance(Duration.ofSeconds(1));
        assertThat(store.find(KEY)).isNull();
    }

    /** @param secretLife zero for a secret that never ends */
    private void save(DcrCredentialStore store, Duration secretLife) {
        DcrCredentials client = DcrFixtures.credentials(KEY, "client")
                .createdAt(clock.now())
                .clientSecretExpiresAt(secretLife.isZero() ? null : clock.now().plus(secretLife))
                .build();
        assertThat(store.save(client, null, null)).isInstanceOf(SaveResult.Saved.class);
    }

    @Test
    void patience_zeroOrTooLong_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().patience(Duration.ZERO))
                .withMessageContaining("patience");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().patience(Duration.ofMinutes(11)))
                .withMessageContaining("PT10M");
    }

    @Test
    void retention_negativeOrTooLong_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().retention(Duration.ofSeconds(-1)))
                .withMessageContaining("retention");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().retention(Duration.ofDays(3_651)))
                .withMessageContaining("retention");
    }
}

package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.store.memory.NearCache;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import io.github.dcr4j.testkit.RecordedEvents;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More keys in use than the memory store has room for: what is dropped is reported, and its client deleted. */
class MemoryEvictionTest {
    private static final int ROOM = 100;
    private static final int KEYS = 120;
    private static final Duration GRACE = Duration.ofMinutes(15);

    private final DcrTestKit kit = DcrTestKit.start();
    private final RecordedEvents events = new RecordedEvents();
    private final MemoryDcrCredentialStore store = MemoryDcrCredentialStore.builder()
            .clock(kit.clock())
            .maximumSize(ROOM)
            .build();
    private final DcrResolver resolver = over(store);
    private final List<DcrRequest> requests = IntStream.range(0, KEYS)
            .mapToObj(i -> kit.requestBuilder()
                    .redirectUri("https://gateway.example.com/callback/" + i)
                    .build())
            .toList();

    @AfterEach
    void close() {
        resolver.close();
        kit.close();
    }

    private DcrResolver over(DcrCredentialStore keeping) {
        return DcrResolver.builder(keeping).clock(kit.clock()).listener(events).build();
    }

    private List<DcrKey> keys() {
        return requests.stream().map(DcrRequest::key).toList();
    }

    private List<String> atServer() {
        return kit.server().clients().stream().map(FakeClient::clientId).toList();
    }

    private List<String> stored() {
        try (Stream<DcrCredentials> current = store.stream()) {
            return current.map(DcrCredentials::clientId).toList();
        }
    }

    private <E extends DcrEvent> int count(Class<E> kind) {
        return events.of(kind).size();
    }

    @Test
    void resolve_120KeysWithRoomFor100_eachDroppedClientIsAnEventAndDeletedAfterAQuarterOfAnHour() {
        requests.forEach(resolver::resolve);
        requests.forEach(resolver::resolve);

        int dropped = count(DcrEvent.Registered.class) - ROOM;
        assertThat(dropped).isGreaterThanOrEqualTo(KEYS - ROOM);
        assertThat(events.of(DcrEvent.Evicted.class)).hasSize(dropped).allSatisfy(event -> {
            assertThat(keys()).contains(event.key());
            assertThat(stored()).doesNotContain(event.clientId().exact());
        });
        assertThat(atServer()).as("what began with one can end with it").hasSize(ROOM + dropped);

        kit.clock().advance(GRACE);
        await().atMost(Duration.ofMinutes(2)).until(() -> count(DcrEvent.ClientDeleted.class) == dropped);

        assertThat(atServer()).containsExactlyInAnyOrderElementsOf(stored());
        assertThat(events.of(DcrEvent.Orphaned.class)).isEmpty();
        assertThat(resolver.operations().orphans().left()).isZero();
    }

    @Test
    void resolve_droppedAndTheServerDeletesNone_eachCountsAsAnOrphan() {
        kit.server().at(FakeEndpoint.MANAGEMENT).answerAlways(FakeAnswer.status(405));
        requests.forEach(resolver::resolve);
        int dropped = KEYS - ROOM;

        kit.clock().advance(GRACE);
        await().atMost(Duration.ofMinutes(2)).until(() -> count(DcrEvent.Orphaned.class) == dropped);

        assertThat(events.of(DcrEvent.Evicted.class)).hasSize(dropped);
        assertThat(resolver.operations().orphans().left()).isEqualTo(dropped);
    }

    @Test
    void close_droppedClientsAreNotDeletedYet_countsThemAsOrphans() {
        requests.forEach(resolver::resolve);

        resolver.close();

        assertThat(events.of(DcrEvent.Orphaned.class))
                .hasSize(KEYS - ROOM)
                .allSatisfy(event -> assertThat(event.why()).contains("closed before"));
    }

    @Test
    void resolve_droppedBecauseItsSecretExpired_isNoEviction() {
        requests.subList(0, KEYS - ROOM).forEach(resolver::resolve);
        kit.clock().advance(Duration.ofHours(3));
        requests.subList(KEYS - ROOM, KEYS).forEach(resolver::resolve);

        assertThat(stored()).hasSize(ROOM);

        assertThat(events.of(DcrEvent.Evicted.class)).isEmpty();
    }

    /** The shared store has them still: they are read again, and nothing is registered or deleted. */
    @Test
    void resolve_120KeysInANearCacheWithRoomFor100_registersEachOnceAndDropsNone() {
        NearCache near = NearCache.builder(new MapDcrCredentialStore(kit.clock()))
                .clock(kit.clock())
                .maximumSize(ROOM)
                .build();
        try (near;
                DcrResolver behind = over(near)) {
            requests.forEach(behind::resolve);
            requests.forEach(behind::resolve);
        }

        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isEqualTo(KEYS);
        assertThat(atServer()).hasSize(KEYS);
        assertThat(events.of(DcrEvent.Evicted.class)).isEmpty();
    }
}

package io.github.dcr4j.keep;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEvent.RegistrationReason;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.Lifecycle;
import io.github.dcr4j.attempt.RefreshWindow;
import io.github.dcr4j.attempt.ScriptedCoordination;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A keeper on a store that can fail. A client without management data cannot be deleted: the event that reports it as an orphan shows that it was tried. */
abstract class RegistrationKeeperFixture {
    static final Occasion FIRST = new Occasion(RegistrationReason.FIRST, null);
    final TestClock clock = TestClock.standing();
    final FakeStore store = new FakeStore();
    final List<DcrEvent> events = new ArrayList<>();
    final UnpublishedRegistrations unpublished = new UnpublishedRegistrations(2);
    final BackgroundWork background = new BackgroundWork(Runnable::run, clock);
    final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    final ClientDeleter deleter =
            new ClientDeleter(store, unpublished, new ManagementClient(http), Duration.ofSeconds(10));
    final EventPublisher publisher = new EventPublisher(events::add, clock);
    final RegistrationKeeper keeper = new RegistrationKeeper(
            store,
            unpublished,
            deleter,
            new Lifecycle(Duration.ofSeconds(60), new RefreshWindow(0, 0), new ServerClocks(clock)),
            background,
            publisher,
            new ReplacedRegistrations(store, unpublished, deleter, background, publisher, new ServerClocks(clock)));
    final RequestSpec request = Samples.spec(Samples.request());
    final DcrKey key = request.key();
    final Attempt attempt = Samples.attempt(request, clock);
    final ScriptedCoordination coordination = new ScriptedCoordination();
    final HeldLease lease = Samples.lease(attempt, coordination, clock, "base-1");
    final DcrCredentials registered = client("mine");

    @AfterEach
    void stop() {
        http.close();
        store.close();
    }

    DcrCredentials keep(DcrCredentials given) {
        return keeper.keep(attempt, lease, given, FIRST);
    }

    void keepInAnotherAttempt(RequestSpec of, DcrCredentials given) {
        Attempt another = Samples.attempt(of, clock);
        keeper.keep(another, Samples.lease(another, coordination, clock, "base-1"), given, FIRST);
    }

    DcrCredentials client(String id) {
        return Samples.credentials(key)
                .clientId(id)
                .clientSecretExpiresAt(TestClock.START.plus(Duration.ofHours(1)))
                .build();
    }

    void storeAway() {
        store.saveFailure = FakeStore.away();
    }

    List<String> orphans() {
        return events.stream()
                .filter(DcrEvent.Orphaned.class::isInstance)
                .map(event -> ((DcrEvent.Orphaned) event).orphan().clientId().exact())
                .toList();
    }

    DcrCredentials expired(String id) {
        return client(id).toBuilder()
                .clientSecretExpiresAt(TestClock.START.minusSeconds(1))
                .build();
    }
}

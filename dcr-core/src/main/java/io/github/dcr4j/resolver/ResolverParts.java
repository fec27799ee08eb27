package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.attempt.ClaimWait;
import io.github.dcr4j.attempt.FailurePauses;
import io.github.dcr4j.attempt.Lifecycle;
import io.github.dcr4j.attempt.LocalPauses;
import io.github.dcr4j.attempt.RefreshWindow;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.attempt.ServerPauses;
import io.github.dcr4j.entry.ResourceDocuments;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.flight.CallersCode;
import io.github.dcr4j.flight.PerServerLimiter;
import io.github.dcr4j.flight.ResolverThreads;
import io.github.dcr4j.flight.SingleFlight;
import io.github.dcr4j.flight.Waiters;
import io.github.dcr4j.flow.Flights;
import io.github.dcr4j.flow.Hits;
import io.github.dcr4j.flow.Refreshes;
import io.github.dcr4j.flow.RegistrationFlow;
import io.github.dcr4j.flow.Statuses;
import io.github.dcr4j.follow.EndpointFollower;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.keep.ClientDeleter;
import io.github.dcr4j.keep.EvictedClients;
import io.github.dcr4j.keep.LeasedDeletion;
import io.github.dcr4j.keep.LeasedWork;
import io.github.dcr4j.keep.RegistrationKeeper;
import io.github.dcr4j.keep.RejectedRegistrations;
import io.github.dcr4j.keep.ReplacedRegistrations;
import io.github.dcr4j.keep.SupersededClients;
import io.github.dcr4j.keep.UnpublishedRegistrations;
import io.github.dcr4j.manage.ClientAdoption;
import io.github.dcr4j.manage.ClientManagement;
import io.github.dcr4j.manage.ClientPurge;
import io.github.dcr4j.manage.ClientRemoval;
import io.github.dcr4j.manage.ClientRenewer;
import io.github.dcr4j.manage.ManagementSessions;
import io.github.dcr4j.metadata.MetadataClient;
import io.github.dcr4j.register.CallersAnswers;
import io.github.dcr4j.register.ClientRegistrar;
import io.github.dcr4j.register.ClientWays;
import io.github.dcr4j.register.EndpointLookup;
import io.github.dcr4j.register.RegistrationSender;
import io.github.dcr4j.register.ServerMetadataLookup;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.registration.RegistrationClient;
import io.github.dcr4j.rejection.RejectionProbe;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.verify.ClientCheck;
import io.github.dcr4j.verify.Confirmation.Finding;
import io.github.dcr4j.verify.DocumentRefusals;
import io.github.dcr4j.verify.LimitedConfirmation;
import io.github.dcr4j.verify.PeriodicChecks;
import io.github.dcr4j.verify.RejectionHandling;
import io.github.dcr4j.verify.RejectionHandling.Confirming;
import io.github.dcr4j.verify.Verifications;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a resolver is made of, and the order in which it ends. Thread-safe. */
final class ResolverParts {
    final UnpublishedRegistrations unpublished;
    final RejectedRegistrations rejected;
    final Flights flights;
    final Waiters waiters;
    final Hits hits;
    final ResourceEntry entry;
    final Statuses statuses;
    final RejectionHandling rejections;
    final Verifications verifications;
    final PeriodicChecks checks;
    final Explainer explainer;
    final ServerMetadataLookup servers;
    final EndpointFollower follower;
    final DcrOperations operations;

    private final Duration callTimeout;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    final GuardedHttp http;
    private final @Nullable ExecutorService ownExecutor;
    private final CallersCode callersCode;
    private final PerServerLimiter limiter;
    private final SingleFlight running;
    private final BackgroundWork background;
    private final RegistrationKeeper keeper;
    private final EvictedClients evicted;

    ResolverParts(ResolverSettings settings) {
        callTimeout = settings.callTimeout;
        DcrClock clock = settings.clock;
        DcrCredentialStore store = settings.store;
        DcrCoordination coordination = store.coordination(clock);
        EventPublisher publisher = new EventPublisher(settings.listener, clock);
        ServerClocks clocks =
                new ServerClocks(clock, (key, ahead) -> publisher.publish(new DcrEvent.ClockDiffers(key, ahead)));
        RefreshWindow window = new RefreshWindow(
                settings.refreshWindow, ThreadLocalRandom.current().nextInt());
        Lifecycle lifecycle = new Lifecycle(settings.skew, window, clocks);

        // threads
        ownExecutor = settings.executor == null ? ResolverThreads.open() : null;
        Executor executor = settings.executor == null ? Objects.requireNonNull(ownExecutor) : settings.executor;
        callersCode = new CallersCode(executor, clock, closing);
        background = new BackgroundWork(executor, clock);
        waiters = new Waiters(settings.maxWaiters);
        limiter = new PerServerLimiter(
                executor, clock, settings.maxAttemptsPerServer, settings.maxAttempts, settings.maxWaiters);
        running = new SingleFlight(limiter);

        // calls to servers
        http = new GuardedHttp(settings.httpClient, settings.userAgent);
        ManagementClient management = new ManagementClient(http, clock);
        EndpointLookup lookup = new EndpointLookup(new MetadataClient(http, callTimeout), clock);
        ClientWays ways = new ClientWays(coordination);
        explainer = new Explainer(lookup, ways, clock);
        servers = new ServerMetadataLookup(lookup, background, publisher, clock, callTimeout);
        follower = new EndpointFollower(lookup, servers, background, publisher, clocks, clock, callTimeout, closing);

        // what is kept and deleted
        unpublished = new UnpublishedRegistrations(settings.maxUnpublished);
        ClientDeleter deleter = new ClientDeleter(store, unpublished, management, callTimeout);
        keeper = new RegistrationKeeper(
                store,
                unpublished,
                deleter,
                lifecycle,
                background,
                publisher,
                new ReplacedRegistrations(store, unpublished, deleter, background, publisher, clocks));
        rejected = new RejectedRegistrations(store, unpublished, background);
        evicted = new EvictedClients(store, deleter, background, publisher, clock);
        ClaimWait claims =
                new ClaimWait(coordination, lifecycle, publisher, clock, settings.leaseDuration, settings.ceiling);
        LeasedWork leased = new LeasedWork(claims, unpublished, publisher, clock, closing);
        LeasedDeletion deletion = new LeasedDeletion(deleter);

        // registration
        CallersAnswers answers = new CallersAnswers(callersCode, clock);
        ManagementSessions sessions = new ManagementSessions(lookup, management, store, clocks, callTimeout, answers);
        ServerPauses serverPauses = new ServerPauses(clock);
        RegistrationSender sender =
                new RegistrationSender(new RegistrationClient(http, clock), serverPauses, callTimeout, answers);
        FailurePauses pauses = new FailurePauses(new LocalPauses(clock), serverPauses);
        RegistrationFlow flow = new RegistrationFlow(
                claims,
                new ClientRenewer(sessions, lifecycle),
                new ClientRegistrar(lookup, ways, sender, deleter, clocks),
                keeper,
                new SupersededClients(leased, deletion, background, publisher),
                pauses,
                evicted,
                publisher,
                clock,
                closing);
        flights = new Flights(running, flow, unpublished, rejected, lifecycle);
        statuses = new Statuses(coordination, unpublished, rejected, lifecycle, pauses, settings.ceiling, clock);
        Refreshes refreshes = new Refreshes(flights::refresh, publisher, clock);
        hits = new Hits(store, unpublished, rejected, lifecycle, refreshes, follower, publisher, clock);

        // operators and rejections
        ClientManagement managing = new ClientManagement(sessions, store, keeper);
        OperatorThreads operators =
                new OperatorThreads(background, waiters, settings.leaseDuration.multipliedBy(3), this::ensureOpen);
        operations = new DcrOperations(
                store,
                coordination,
                lifecycle,
                leased,
                managing,
                new ClientRemoval(store, claims, deletion, deleter),
                new ClientAdoption(lookup, store, lifecycle, clocks),
                new ClientPurge(store, claims, keeper, publisher),
                unpublished,
                publisher,
                operators);
        ClientCheck check = new ClientCheck(managing, http, callTimeout);
        Confirming reading = byReading(leased, managing, background, operators.maxWait());
        Confirming configured = settings.confirmsByReading ? reading : byProbe(settings, callersCode);
        rejections = new RejectionHandling(
                store,
                keeper,
                rejected,
                new DocumentRefusals(coordination, rejected, publisher),
                publisher,
                configured,
                reading,
                ofBrowsers(leased, check, configured, reading),
                settings.minReplacementInterval,
                clock,
                waiters,
                closing);
        verifications = new Verifications(
                store,
                leased,
                check,
                rejections,
                request -> resolve(request, settings.maxWait),
                background,
                waiters,
                operators.maxWait());
        checks = new PeriodicChecks(store, verifications, background, publisher, clock);
        entry = new ResourceEntry(
                new ResourceDocuments(http, clock, background, callTimeout),
                waiters,
                settings.maxWait,
                hits,
                checks,
                clock);
    }

    /** A probe of the caller's runs where it may hang; the resolver's own does not. */
    private static Confirming ofBrowsers(
            LeasedWork leased, ClientCheck check, @Nullable Confirming configured, Confirming reading) {
        Confirming like = configured == null ? reading : configured;
        return new Confirming(
                new LimitedConfirmation(leased, check, configured == null ? null : configured.confirmation()),
                like.thread(),
                like.maxWait());
    }

    private DcrCredentials resolve(RequestSpec request, Duration maxWait) {
        DcrCredentials stored = hits.stored(request);
        DcrCredentials hit = hits.usable(request, stored);
        return hit == null ? waiters.await(flights.obtain(request, stored), maxWait) : hit;
    }

    private static @Nullable Confirming byProbe(ResolverSettings settings, CallersCode callersCode) {
        RejectionProbe probe = settings.rejectionProbe;
        return probe == null
                ? null
                : new Confirming(
                        (request, client, certainty) -> Finding.of(probe.probe(client)),
                        callersCode::start,
                        settings.maxWait);
    }

    private static Confirming byReading(
            LeasedWork leased, ClientManagement managing, BackgroundWork background, Duration maxWait) {
        return new Confirming(
                (request, client, certainty) -> leased.whenFree(
                        request, (attempt, held) -> Finding.of(managing.confirm(attempt, held, client), certainty)),
                background::run,
                maxWait);
    }

    /** Throws if the resolver is closed. */
    void ensureOpen() {
        if (closing.isDone()) {
            throw new DcrClosedException();
        }
    }

    /** Ends everything, once; see {@link DcrResolver#close}. */
    void close() {
        if (!closing.complete(null)) {
            return;
        }
        callersCode.close();
        limiter.close();
        background.awaitEnd(running.running(), callTimeout);
        keeper.letGo();
        background.awaitEnd(running.running(), callTimeout);
        evicted.close();
        background.close();
        running.running().forEach(flight -> flight.completeExceptionally(new DcrClosedException()));
        if (ownExecutor != null) {
            ownExecutor.shutdownNow();
        }
        http.close();
    }
}

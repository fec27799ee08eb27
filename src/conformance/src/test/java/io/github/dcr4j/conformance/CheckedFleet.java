package io.github.dcr4j.conformance;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.KnownClient;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Three replicas of a login service that checks its client, with a clock that only a test moves. What falls due is done
 * by the thread that moves it.
 */
public final class CheckedFleet implements AutoCloseable {
    /** How often the client is checked. */
    public static final Duration PERIOD = Duration.ofDays(1);

    private final ManualClock clock = WatchedResolver.atMachineTime();
    private final MemoryDcrCredentialStore store =
            MemoryDcrCredentialStore.builder().clock(clock).build();
    private final List<WatchedResolver> replicas = Stream.generate(
                    () -> new WatchedResolver(store, clock, settings -> settings.executor(Runnable::run)))
            .limit(3)
            .toList();

    /** Returns the replicas. */
    public List<WatchedResolver> replicas() {
        return replicas;
    }

    /** Has the client of {@code request} used by all replicas, and returns it. */
    public DcrCredentials resolve(DcrRequest request) {
        return replicas.stream()
                .map(replica -> replica.resolve(request))
                .distinct()
                .reduce((one, other) -> {
                    throw new AssertionError("two clients: " + one + ", " + other);
                })
                .orElseThrow();
    }

    /** Has a client used that cannot be read or deleted (RFC 7592), as far as the service knows. */
    public DcrCredentials adopt(DcrRequest request, DcrCredentials registered) {
        KnownClient known = KnownClient.of(registered);
        return replicas.get(0)
                .operations()
                .adopt(
                        request,
                        new KnownClient(
                                known.clientId(),
                                known.clientSecret(),
                                known.tokenEndpointAuthMethod(),
                                known.clientSecretExpiresAt(),
                                null));
    }

    /** Lets a period pass in which no user comes. */
    public void passAPeriod() {
        clock.advance(PERIOD);
    }

    /** Returns the events of one kind of all replicas. */
    public <E extends DcrEvent> List<E> published(Class<E> kind) {
        return replicas.stream()
                .flatMap(replica -> replica.published(kind).stream())
                .toList();
    }

    @Override
    public void close() {
        replicas.forEach(WatchedResolver::close);
        store.close();
    }
}

package io.github.dcr4j.upstream;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.resolver.DcrOperations;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.upstream.log.BootProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The clients that a service has at its upstreams, some registered by hand, some by the library, all asked for the same
 * way.
 *
 * <p>Defaults: nothing is sent when they are opened; {@link #resolveAll} resolves up to 128 at a time, and up to 4 at
 * one server. Thread-safe. One per program; close it when the program ends.
 *
 * <pre>{@code
 * Upstreams upstreams = Upstreams.open(UpstreamsJson.read(file)); // one per program; closed at its end
 * List<UpstreamResult> results = upstreams.resolveAll(); // side by side; one that fails does not stop the others
 * DcrCredentials client = upstreams.client("idp").credentials(); // a live handle: ask it each time
 * }</pre>
 */
public final class Upstreams implements AutoCloseable {
    private final DcrCredentialStore store;
    private final boolean ownStore;
    private final DcrResolver resolver;
    private final Duration maxWait;
    private final Map<String, UpstreamClient> clients = new LinkedHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    Upstreams(
            UpstreamsConfig config,
            DcrCredentialStore store,
            boolean ownStore,
            DcrResolver resolver,
            Duration maxWait) {
        this.maxWait = maxWait;
        this.store = store;
        this.ownStore = ownStore;
        this.resolver = resolver;
        ConcurrentMap<DcrKey, UpstreamConfig> owners = new ConcurrentHashMap<>();
        for (UpstreamConfig upstream : config.upstreams()) {
            clients.put(
                    upstream.name(),
                    upstream.isKept()
                            ? new RegisteredClient(upstream, config.consumer(), resolver, owners)
                            : new PreRegisteredUpstreamClient(
                                    upstream, upstream.client().orElseThrow(), config.consumer(), resolver));
        }
    }

    /**
     * Opens the upstreams of {@code config}, with the store that it names.
     *
     * @throws IllegalArgumentException if it names none, or one that cannot be used
     * @throws DcrStoreException if the store cannot be reached
     * @throws DcrException if a configured secret cannot be read
     */
    public static Upstreams open(UpstreamsConfig config) {
        return builder(config).open();
    }

    /** Opens the upstreams of {@code config}, with a store that the caller closes, after them. */
    public static Upstreams open(UpstreamsConfig config, DcrCredentialStore store) {
        return builder(config).store(store).open();
    }

    /** Starts with the upstreams of {@code config}. */
    public static UpstreamsBuilder builder(UpstreamsConfig config) {
        return new UpstreamsBuilder(config);
    }

    /**
     * Resolves all of them, side by side, and returns what became of each, in the order configured. One that fails does
     * not stop the others. All of them together take {@code maxWait}; what has no result by then fails, and so does at
     * once what waits for a server that has left another upstream without an answer. What failed may be asked for again
     * later. Credentials that are stored already send nothing.
     *
     * @throws DcrException if this thread is interrupted, which stays interrupted; what was begun goes on
     */
    public List<UpstreamResult> resolveAll() {
        return resolveAll(result -> {});
    }

    /**
     * Does what {@link #resolveAll()} does, and hands over each result as soon as it is known: a service can begin with
     * the upstreams that work while others are waited for. The log has a line of who is waited for every ten seconds,
     * and one at the end.
     *
     * @param each called by this thread, once for each upstream; what it throws ends the wait, and what was begun goes
     *     on
     */
    public List<UpstreamResult> resolveAll(Consumer<? super UpstreamResult> each) {
        Objects.requireNonNull(each, "each");
        Map<String, UpstreamResult> results = new HashMap<>();
        BootProgress progress = new BootProgress(clients.size(), DcrClock.system()::nanos);
        Consumer<UpstreamResult> known = result -> {
            progress.known(result.name(), result instanceof UpstreamResult.Ready);
            results.put(result.name(), result);
            each.accept(result);
        };
        List<RegisteredClient> registered = new ArrayList<>();
        for (UpstreamClient client : clients.values()) {
            if (client instanceof RegisteredClient byLibrary) {
                registered.add(byLibrary);
            } else {
                known.accept(byHand(client));
            }
        }
        try {
            BulkResolution.resolve(registered, maxWait, known, progress);
            progress.ended();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DcrException.at(DcrException.Step.WAIT, "interrupted while the upstreams were resolved")
                    .retryable(true)
                    .cause(e)
                    .exception();
        }
        return clients.keySet().stream()
                .map(name -> Objects.requireNonNull(results.get(name)))
                .toList();
    }

    private static UpstreamResult byHand(UpstreamClient client) {
        try {
            return new UpstreamResult.Ready(client, client.credentials());
        } catch (DcrException e) {
            return new UpstreamResult.Failed(client, e);
        }
    }

    /** Returns the live handles, in the order configured. */
    public Collection<UpstreamClient> clients() {
        return List.copyOf(clients.values());
    }

    /**
     * Returns the live handle of one upstream.
     *
     * @throws IllegalArgumentException if none has that name
     */
    public UpstreamClient client(String name) {
        UpstreamClient client = clients.get(name);
        if (client == null) {
            throw new IllegalArgumentException("no upstream has that name; there are " + clients.keySet());
        }
        return client;
    }

    /** Returns the store that all of them share. */
    public DcrCredentialStore store() {
        return store;
    }

    /**
     * Returns what an operator does with the clients in the store. {@link UpstreamClient#request} is what an upstream
     * asks for; a client that was registered by hand, of whose server nothing is discovered, is in the configuration,
     * and not in the store.
     */
    public DcrOperations operations() {
        return resolver.operations();
    }

    /** Ends the resolver, then the store if it was opened here. Calling it again does nothing. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            resolver.close();
        } finally {
            if (ownStore) {
                store.close();
            }
        }
    }
}

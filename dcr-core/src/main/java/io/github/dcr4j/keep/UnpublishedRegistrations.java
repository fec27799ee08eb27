package io.github.dcr4j.keep;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.attempt.ManagementToken;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrLease;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Clients that callers use and that could not be saved yet: held, so that none is lost. Of each key one is served;
 * those that another client replaced are kept for the logins that began with them. Bounded and thread-safe.
 */
public final class UnpublishedRegistrations {
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofMillis(800),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    private final ConcurrentHashMap<DcrKey, Held> held = new ConcurrentHashMap<>();

    /** What another client replaced, by generation. */
    private final ConcurrentHashMap<String, Held> replaced = new ConcurrentHashMap<>();

    /** What was rejected while it was held, until the store knows of that; at most one of each key. */
    private final ConcurrentHashMap<DcrKey, Rejected> rejected = new ConcurrentHashMap<>();

    private volatile int most;

    /**
     * A client that waits to be saved.
     *
     * @param credentials the client
     * @param base the generation it shall be saved upon
     * @param lease the lease it was registered under
     * @param request what it was registered for
     * @param renewed what manages it if it was there before: then it is never deleted
     */
    record Held(
            DcrCredentials credentials,
            @Nullable String base,
            @Nullable DcrLease lease,
            RequestSpec request,
            @Nullable ManagementToken renewed) {
        /** Returns the same client, to be saved upon {@code winner}. */
        Held on(DcrCredentials winner) {
            return new Held(credentials, winner.generation(), lease, request, renewed);
        }

        DcrKey key() {
            return credentials.key();
        }

        /** Returns where its requests may go. */
        Egress egress() {
            return request.upstream().egress();
        }
    }

    /**
     * A generation that the server rejected.
     *
     * @param why what was seen, for operators
     * @param atMostEvery no second one of the key within this time
     */
    record Rejected(DcrCredentials credentials, String why, Duration atMostEvery) {}

    public UnpublishedRegistrations(int most) {
        this.most = most;
    }

    /**
     * Holds a client, and keeps the one that is held for its key so far as a replaced one; {@code false}, and nothing
     * has changed, if there are too many already.
     */
    boolean hold(Held registration) {
        if (held.size() + replaced.size() >= most) {
            return false;
        }
        held.compute(registration.key(), (key, earlier) -> {
            if (earlier != null) {
                replaced.put(earlier.credentials().generation(), earlier);
            }
            return registration;
        });
        // Closed in between: the call that let go of all of them may have missed this one.
        return most > 0 || !release(registration);
    }

    /** Serves a client no longer, and keeps it for what began with it; {@code false} if it is not served any more. */
    boolean replace(Held registration) {
        Held[] moved = new Held[1];
        held.computeIfPresent(registration.key(), (key, present) -> {
            if (!present.equals(registration)) {
                return present;
            }
            replaced.put(registration.credentials().generation(), registration);
            moved[0] = registration;
            return null;
        });
        return moved[0] != null;
    }

    /** Returns how many clients wait to be saved. */
    public int size() {
        return held.size() + replaced.size();
    }

    /** Holds nothing more. */
    void close() {
        most = 0;
    }

    /** Returns the client that is served for {@code key}; {@code null} for none. */
    @Nullable
    public DcrCredentials find(DcrKey key) {
        Held registration = held.isEmpty() ? null : held.get(key);
        return registration == null ? null : registration.credentials();
    }

    /** Returns the generation of that name, served or replaced; {@code null} if it is not here. */
    @Nullable
    public DcrCredentials find(DcrKey key, String generation) {
        for (Held registration : of(key)) {
            if (registration.credentials().generation().equals(generation)) {
                return registration.credentials();
            }
        }
        return null;
    }

    /** Returns whether a client that is here has that id. */
    boolean refersTo(DcrKey key, String clientId) {
        return of(key).stream()
                .anyMatch(registration -> registration.credentials().clientId().equals(clientId));
    }

    /** Returns whether a client that is here is managed at {@code registrationClientUri}. */
    boolean isManagedAt(DcrKey key, URI registrationClientUri) {
        return of(key).stream()
                .anyMatch(registration -> registration
                        .credentials()
                        .management()
                        .filter(known -> known.registrationClientUri().equals(registrationClientUri))
                        .isPresent());
    }

    boolean holds(Held registration) {
        return registration.equals(held.get(registration.key()));
    }

    boolean keepsReplaced(Held registration) {
        return registration.equals(replaced.get(registration.credentials().generation()));
    }

    /** Lets go of a client; {@code false} if another call did before. */
    boolean release(Held registration) {
        boolean served = held.remove(registration.key(), registration);
        return replaced.remove(registration.credentials().generation(), registration) || served;
    }

    /** Returns the clients of {@code key}. */
    Collection<Held> of(DcrKey key) {
        return held.isEmpty() && replaced.isEmpty()
                ? List.of()
                : all().stream()
                        .filter(registration -> registration.key().equals(key))
                        .toList();
    }

    /** Returns all clients: first those that are served. */
    Collection<Held> all() {
        List<Held> all = new ArrayList<>(held.values());
        all.addAll(replaced.values());
        return all;
    }

    /**
     * Lets go of a client that the server rejected, and remembers its end until the store knows of it; {@code false} if
     * it is not here.
     */
    boolean reject(Rejected rejection) {
        DcrCredentials ended = rejection.credentials();
        for (Held registration : of(ended.key())) {
            if (registration.credentials().generation().equals(ended.generation())) {
                rejected.put(ended.key(), rejection);
                return release(registration);
            }
        }
        return false;
    }

    /** Returns what was rejected and the store does not know of yet; {@code null} for nothing. */
    @Nullable
    Rejected rejected(DcrKey key) {
        return rejected.isEmpty() ? null : rejected.get(key);
    }

    boolean isRejected(DcrKey key, String generation) {
        Rejected rejection = rejected(key);
        return rejection != null && rejection.credentials().generation().equals(generation);
    }

    /** Notes that the store knows of the end. */
    void rejectionSaved(Rejected rejection) {
        rejected.remove(rejection.credentials().key(), rejection);
    }

    /** Returns how long to wait before the save is tried for the {@code n}th time, counted from 0. */
    static Duration pauseBefore(int n) {
        return PAUSES.get(Math.min(n, PAUSES.size() - 1));
    }
}

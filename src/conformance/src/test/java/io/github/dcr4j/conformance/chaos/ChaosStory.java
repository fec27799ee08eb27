package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.chaos.ChaosLine.Kind;
import io.github.dcr4j.conformance.replicas.IssuedClient;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.conformance.replicas.ReplicaEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evidence that a test makes up: at first one client of key {@code a}, in use since 900 s, seen at 1,000 s. Not
 * thread-safe.
 */
final class ChaosStory {
    static final Instant AT = Instant.ofEpochSecond(1_000);
    static final Duration LEASE = Duration.ofSeconds(4);
    static final ChaosClient A1 = client("a", "client-1", "replica 0", 900_000);
    static final ChaosClient A2 = client("a", "client-2", "replica 1", 999_000);

    final List<ChaosClient> issued = new ArrayList<>(List.of(A1));
    final List<ChaosRegistration> registrations = new ArrayList<>(List.of(registration(A1)));
    final List<ChaosJournal.Entry> journal = new ArrayList<>();
    final List<Strike> strikes = new ArrayList<>();
    final List<ChaosClient> renewed = new ArrayList<>();
    boolean deleting;
    Set<String> existing = Set.of("client-1", "client-2");
    Set<String> forgotten = Set.of();
    Set<String> deletions = Set.of();
    Set<String> inUse = Set.of("client-1");
    Set<String> findable = Set.of("g1");
    Duration secretLife = Duration.ZERO;
    String written = "a log line";

    static ChaosClient client(String key, String id, String registrar, long atMillis) {
        return new ChaosClient(new IssuedClient(key, id, "secret-of-" + id, 0), registrar, "/register/" + id, atMillis);
    }

    /** A client with another secret. */
    static ChaosClient renewed(ChaosClient client, String secret, long atMillis) {
        return new ChaosClient(
                new IssuedClient(client.key(), client.id(), secret, 0),
                client.registrar(),
                client.managementPath(),
                atMillis);
    }

    static ChaosRegistration registration(ChaosClient client) {
        return new ChaosRegistration(client.key(), client.id(), client.registrar(), client.atMillis());
    }

    ChaosEvidence evidence() {
        return new ChaosEvidence(
                AT,
                LEASE,
                secretLife,
                issued,
                renewed,
                deleting,
                existing,
                forgotten,
                deletions,
                registrations,
                strikes,
                Map.of("a", inUse),
                findable,
                journal,
                written);
    }

    void register(String registrar, long atMillis) {
        registrations.add(new ChaosRegistration("a", "client-" + (registrations.size() + 1), registrar, atMillis));
    }

    void write(String replica, ChaosLine line) {
        journal.add(new ChaosJournal.Entry(replica, line));
    }

    /** A call that got a client, at the time of the first registration. */
    void write(Kind kind, String key, ChaosClient client, String generation) {
        write("replica 0", new ChaosLine(kind, answer(key, client, generation), null, null, 900_000, 900_000));
    }

    void resolve(String replica, String generation, long atMillis) {
        write(replica, new ChaosLine(Kind.RESOLVED, answer("a", A1, generation), null, null, atMillis - 1, atMillis));
    }

    /** A report that got another generation. */
    void report(String replica, String rejected, String given, long atMillis) {
        write(replica, new ChaosLine(Kind.REPORTED, answer("a", A1, given), null, rejected, atMillis - 1, atMillis));
    }

    /** A report that failed. */
    void report(String replica, String rejected, DcrFailure failure, long atMillis) {
        ReplicaAnswer answer =
                new ReplicaAnswer("a", null, null, null, failure.type, "CLAIM", failure.message, true, 1);
        write(replica, new ChaosLine(Kind.REPORTED, answer, null, rejected, atMillis - 1, atMillis));
    }

    enum DcrFailure {
        STORE_AWAY("DcrStoreException", "the store is away"),
        TOO_SOON("DcrException", "it is not replaced for another 300 ms (minReplacementInterval)");

        private final String type;
        private final String message;

        DcrFailure(String type, String message) {
            this.type = type;
            this.message = message;
        }
    }

    private static ReplicaAnswer answer(String key, ChaosClient client, String generation) {
        return new ReplicaAnswer(
                key, generation, client.id(), client.issued().secretDigest(), null, null, null, false, 1);
    }

    void fail(String error, long tookMillis) {
        ReplicaAnswer answer = new ReplicaAnswer("a", null, null, null, error, "CLAIM", "why", true, tookMillis);
        write("replica 0", new ChaosLine(Kind.RESOLVED, answer, null, null, 900_000, 900_000));
    }

    void tell(Class<? extends DcrEvent> kind, String name, String detail) {
        tell("replica 0", kind, name, detail, 900_000);
    }

    void tell(String replica, Class<? extends DcrEvent> kind, String name, String detail, long atMillis) {
        ReplicaEvent event = new ReplicaEvent(kind.getSimpleName(), "a", Map.of(name, detail));
        write(replica, new ChaosLine(Kind.EVENT, null, event, null, atMillis, atMillis));
    }

    void tell(String replica, Class<? extends DcrEvent> kind, long atMillis) {
        tell(replica, kind, "why", "because", atMillis);
    }

    void strike(Fault fault, long atMillis) {
        strike(fault, "replica 0", atMillis, null);
    }

    /** A fault that lasts until then; one without an end lasts. */
    void strike(Fault fault, String replica, long atMillis, @Nullable Long until) {
        strikes.add(new Strike(fault, true, "", replica, atMillis, atMillis, fault.losesState()));
        if (until != null) {
            strikes.add(new Strike(fault, false, "", replica, until, until, fault.losesState()));
        }
    }

    /** A second client, which took the place of the first, of which the store knows nothing any more. */
    void replace() {
        issued.add(A2);
        registrations.add(registration(A2));
        inUse = Set.of("client-2");
        strike(Fault.ALL_FORGOTTEN, 950_000);
    }
}

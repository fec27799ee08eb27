package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.conformance.chaos.ChaosLine.Kind;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.conformance.replicas.ReplicaEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds what replicas did against what the library promises, whatever went wrong meanwhile:
 *
 * <ul>
 *   <li>what a caller is handed was issued for its key, with that secret or by an update, and one generation is one
 *       client;
 *   <li>the server knows every client that is used, unless its secret has expired or the server forgot it;
 *   <li>no client that was handed out is deleted at the server, unless the request asks for that and the client has
 *       ended;
 *   <li>no client that the store refers to is gone from the server, unless its secret has expired or the server forgot
 *       it;
 *   <li>a key sees one registration, and each further one has a reason of its own, see {@link ChaosReasonAudit};
 *   <li>no two registrations of a key are under way at once, see {@link ChaosLeaseAudit};
 *   <li>what was reported as rejected is not used any more, see {@link ChaosEndAudit};
 *   <li>every client that exists at the server is in the store, or was reported by its id, or counts towards the
 *       registrations that were reported as begun and never answered; or a fault took what was known of it;
 *   <li>a generation that was handed out is found by its name, until a fault takes it;
 *   <li>every call ends in time, and those that fail say why;
 *   <li>no secret stands in a log, an event or a message.
 * </ul>
 */
final class ChaosAudit {
    /** A caller waits for three leases at most; the rest is for what stands still, and for a machine that is busy. */
    private static final int LONGEST_CALL_IN_LEASES = 20;

    private final ChaosEvidence evidence;
    private final Map<String, ChaosClient> issued;
    private final List<ReplicaAnswer> handedOut;
    private final List<ReplicaEvent> events;
    private final Set<String> killed;
    private final List<String> violations = new ArrayList<>();

    private ChaosAudit(ChaosEvidence evidence) {
        this.evidence = evidence;
        issued = evidence.issued().stream().collect(Collectors.toMap(ChaosClient::id, client -> client));
        handedOut = answers(ChaosLine::handsOut).toList();
        events = evidence.journal().stream()
                .map(entry -> entry.line().event())
                .filter(Objects::nonNull)
                .toList();
        killed = evidence.strikes().stream()
                .filter(strike -> strike.fault() == Fault.REPLICA_KILLED)
                .map(Strike::replica)
                .collect(Collectors.toSet());
    }

    /** Returns what was not kept, one line each. */
    static List<String> violations(ChaosEvidence evidence) {
        ChaosAudit audit = new ChaosAudit(evidence);
        audit.checkHandedOut();
        audit.checkUse();
        audit.checkDeletions();
        audit.violations.addAll(new ChaosReasonAudit(evidence).violations().toList());
        audit.violations.addAll(new ChaosLeaseAudit(evidence).violations().toList());
        audit.violations.addAll(new ChaosEndAudit(evidence).violations());
        audit.checkClients();
        audit.checkInUse();
        audit.checkGenerations();
        audit.checkCalls();
        audit.checkSecrets();
        return List.copyOf(audit.violations);
    }

    private Stream<ReplicaAnswer> answers(Predicate<ChaosLine> fits) {
        return evidence.journal().stream()
                .map(ChaosJournal.Entry::line)
                .filter(fits)
                .map(line -> Objects.requireNonNull(line.answer()));
    }

    private void checkHandedOut() {
        Map<String, String> clients = new HashMap<>();
        for (ReplicaAnswer answer : handedOut) {
            ChaosClient client = issued.get(answer.clientId());
            if (client == null) {
                violations.add("never issued: " + answer);
            } else if (!client.key().equals(answer.key())) {
                violations.add("issued for key " + client.key() + ": " + answer);
            } else if (!evidence.hadSecret(client, answer.secretDigest())) {
                violations.add("not with the secret that was issued: " + answer);
            }
            String other = clients.putIfAbsent(String.valueOf(answer.generation()), String.valueOf(answer.clientId()));
            if (other != null && !other.equals(answer.clientId())) {
                violations.add("generation " + answer.generation() + " is two clients, one of them " + other);
            }
        }
    }

    private void checkUse() {
        answers(line -> line.kind() == Kind.REJECTED)
                .map(answer -> issued.get(answer.clientId()))
                .filter(Objects::nonNull)
                .distinct()
                .filter(client -> !evidence.forgotten().contains(client.id()))
                .filter(client -> !client.issued().isExpiredAt(evidence.at()))
                .filter(client -> evidence.renewals(client.id()).findAny().isEmpty())
                .forEach(client -> violations.add("the server rejected what it should know: " + client));
    }

    private void checkDeletions() {
        handedOut.stream()
                .map(ReplicaAnswer::clientId)
                .distinct()
                .filter(id -> evidence.deletions().contains(id) && !isSharedAndForgotten(issued.get(id)))
                .filter(id -> !evidence.deleting() || !hasEnded(id))
                .forEach(id -> violations.add("handed out, and to be deleted at the server: " + issued.get(id)));
    }

    /** Of two to whom the server gave the same client, one may give it back when the other's has ended. */
    private boolean isSharedAndForgotten(@Nullable ChaosClient client) {
        return client != null
                && client.key().equals(ChaosPlan.SHARING)
                && evidence.forgotten().contains(client.id());
    }

    private boolean hasEnded(@Nullable String id) {
        ChaosClient client = issued.get(id);
        return client != null
                && (evidence.forgotten().contains(client.id())
                        || client.issued().isExpiredAt(evidence.at()));
    }

    private void checkInUse() {
        evidence.issued().stream()
                .filter(client ->
                        evidence.inUse().getOrDefault(client.key(), Set.of()).contains(client.id()))
                .filter(client -> !evidence.existing().contains(client.id())
                        && !evidence.forgotten().contains(client.id())
                        && !client.issued().isExpiredAt(evidence.at()))
                .forEach(client -> violations.add("in use, and gone from the server: " + client));
    }

    private boolean isOfKilled(ChaosClient client) {
        return evidence.registrations().stream()
                .anyMatch(registration ->
                        registration.clientId().equals(client.id()) && killed.contains(registration.registrar()));
    }

    private void checkClients() {
        Map<String, List<ChaosClient>> unexplained = evidence.issued().stream()
                .filter(client -> evidence.existing().contains(client.id()))
                .filter(client -> !client.issued().isExpiredAt(evidence.at()))
                .filter(client ->
                        !evidence.inUse().getOrDefault(client.key(), Set.of()).contains(client.id()))
                .filter(client -> !isReported(client) && !isLost(client) && !isOfKilled(client))
                .collect(Collectors.groupingBy(ChaosClient::key, TreeMap::new, Collectors.toList()));
        unexplained.forEach((key, clients) -> {
            long suspected = suspected(key);
            if (clients.size() > suspected) {
                violations.add("neither in use nor deleted nor reported, where " + suspected + " of key " + key
                        + " were suspected: " + clients);
            }
        });
    }

    /** One suspicion can be reported by several replicas, which then name the same moment. */
    private long suspected(String key) {
        return published(key, DcrEvent.OrphanSuspected.class)
                .map(event -> event.detail("startedAt"))
                .distinct()
                .count();
    }

    private Stream<ReplicaEvent> published(String key, Class<? extends DcrEvent> kind) {
        return events.stream().filter(event -> event.is(kind, key));
    }

    private boolean isReported(ChaosClient client) {
        return published(client.key(), DcrEvent.Orphaned.class)
                .anyMatch(event -> event.detail("clientId").equals(client.id()));
    }

    /** Whether Redis may have lost what it knew of a client. */
    private boolean isLost(ChaosClient client) {
        return evidence.strikes().stream()
                .anyMatch(strike ->
                        strike.losesState() && strike.strikes(client.key()) && strike.atMillis() >= client.atMillis());
    }

    private void checkGenerations() {
        Map<String, ReplicaAnswer> generations = new TreeMap<>();
        handedOut.forEach(answer -> generations.putIfAbsent(String.valueOf(answer.generation()), answer));
        generations.forEach((generation, answer) -> {
            ChaosClient client = issued.get(answer.clientId());
            if (client != null
                    && evidence.existing().contains(client.id())
                    && !client.issued().isExpiredAt(evidence.at())
                    && !isLost(client)
                    && !isOfKilled(client)
                    && !evidence.findable().contains(generation)) {
                violations.add("handed out as " + generation + ", and not found by that name: " + client);
            }
        });
    }

    private void checkCalls() {
        answers(line -> line.answer() != null).forEach(answer -> {
            if (answer.tookMillis()
                    > evidence.lease().multipliedBy(LONGEST_CALL_IN_LEASES).toMillis()) {
                violations.add("took too long: " + answer);
            }
            String error = answer.error();
            if (error != null && !error.equals("DcrException") && !error.equals("DcrStoreException")) {
                violations.add("not a failure that callers can expect: " + answer);
            }
        });
    }

    private void checkSecrets() {
        String written = evidence.written() + evidence.journal();
        Stream.concat(evidence.issued().stream(), evidence.renewed().stream())
                .filter(client -> written.contains(client.issued().secret()))
                .forEach(client -> violations.add("written down: the secret of " + client));
    }
}

package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.DcrEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds what replicas did against what the library promises, whatever happened to them:
 *
 * <ul>
 *   <li>credentials that a caller was given were issued for its key, and one generation is one client;
 *   <li>no key saw more registrations than one, and one more for each fault;
 *   <li>every client that was issued is in use, or has expired, or was deleted at the server, or was reported by its
 *       id, or counts towards the registrations that were reported as begun and never answered;
 *   <li>what is in use was not deleted at the server;
 *   <li>no secret was written to a log or told in an event or a message.
 * </ul>
 */
public final class Audit {
    private final Evidence evidence;
    private final Map<String, IssuedClient> issued;
    private final List<String> violations = new ArrayList<>();

    private Audit(Evidence evidence) {
        this.evidence = evidence;
        issued = evidence.issued().stream().collect(Collectors.toMap(IssuedClient::clientId, client -> client));
    }

    /** Returns what was not kept, one line each. */
    public static List<String> violations(Evidence evidence) {
        Audit audit = new Audit(evidence);
        audit.checkAnswers();
        audit.checkGenerations();
        audit.checkPosts();
        audit.checkClients();
        audit.checkUse();
        audit.checkSecrets();
        return List.copyOf(audit.violations);
    }

    private void checkAnswers() {
        for (ReplicaAnswer answer : evidence.answers()) {
            if (!answer.succeeded()) {
                continue;
            }
            IssuedClient client = issued.get(answer.clientId());
            if (client == null) {
                violations.add("never issued: " + answer);
            } else if (!client.key().equals(answer.key())) {
                violations.add("issued for key " + client.key() + ": " + answer);
            } else if (!client.secretDigest().equals(answer.secretDigest())) {
                violations.add("not with the secret that was issued: " + answer);
            }
        }
    }

    private void checkGenerations() {
        Map<String, String> clients = new HashMap<>();
        for (ReplicaAnswer answer : evidence.answers()) {
            String generation = answer.generation();
            String clientId = answer.clientId();
            if (generation == null || clientId == null) {
                continue;
            }
            String other = clients.putIfAbsent(generation, clientId);
            if (other != null && !other.equals(clientId)) {
                violations.add("generation " + generation + " is two clients: " + other + " and " + clientId);
            }
        }
    }

    private void checkPosts() {
        new TreeMap<>(evidence.posts()).forEach((key, posts) -> {
            int allowed = evidence.allowed().getOrDefault(key, 1);
            if (posts > allowed) {
                violations.add("key " + key + " saw " + posts + " registrations, where " + allowed + " may be");
            }
        });
    }

    private void checkClients() {
        Map<String, List<IssuedClient>> unexplained = new TreeMap<>();
        for (IssuedClient client : evidence.issued()) {
            if (!isGone(client) && !isInUse(client) && !isReported(client)) {
                unexplained
                        .computeIfAbsent(client.key(), key -> new ArrayList<>())
                        .add(client);
            }
        }
        unexplained.forEach((key, clients) -> {
            int suspected = suspicions(key).size();
            if (clients.size() > suspected) {
                violations.add("neither in use nor deleted nor reported, where " + suspected + " of key " + key
                        + " were suspected: " + clients);
            }
        });
    }

    private boolean isGone(IssuedClient client) {
        return !evidence.existing().contains(client.clientId()) || client.isExpiredAt(evidence.at());
    }

    private boolean isInUse(IssuedClient client) {
        return evidence.inUse().getOrDefault(client.key(), Set.of()).contains(client.clientId());
    }

    private boolean isReported(IssuedClient client) {
        return evidence.events().stream()
                .filter(event -> event.is(DcrEvent.Orphaned.class, client.key())
                        || event.is(DcrEvent.Unpublished.class, client.key()))
                .anyMatch(event -> event.detail("clientId").equals(client.clientId()));
    }

    /** One suspicion can be told to several, who then tell of the same moment. */
    private Set<String> suspicions(String key) {
        return evidence.events().stream()
                .filter(event -> event.is(DcrEvent.OrphanSuspected.class, key))
                .map(event -> event.detail("startedAt"))
                .collect(Collectors.toSet());
    }

    private void checkUse() {
        new TreeMap<>(evidence.inUse())
                .forEach((key, clients) -> clients.stream()
                        .filter(clientId -> !evidence.existing().contains(clientId))
                        .forEach(clientId -> violations.add(
                                "in use under key " + key + " and gone from the server: client " + clientId)));
    }

    private void checkSecrets() {
        for (IssuedClient client : evidence.issued()) {
            if (evidence.written().contains(client.secret())) {
                violations.add("a log has the secret of " + client);
            }
            if (evidence.events().stream().anyMatch(event -> tells(event, client))) {
                violations.add("an event has the secret of " + client);
            }
            if (evidence.answers().stream().anyMatch(answer -> has(answer.message(), client))) {
                violations.add("a message has the secret of " + client);
            }
        }
    }

    private static boolean tells(ReplicaEvent event, IssuedClient client) {
        return event.details().values().stream().anyMatch(detail -> has(detail, client));
    }

    private static boolean has(@Nullable String text, IssuedClient client) {
        return text != null && text.contains(client.secret());
    }
}

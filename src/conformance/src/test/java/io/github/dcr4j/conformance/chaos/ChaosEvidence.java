package io.github.dcr4j.conformance.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known at the end of a run, when all is well again and every resolver is closed.
 *
 * @param at when this was so
 * @param lease how long leases lasted
 * @param secretLife how long secrets live; zero for ever
 * @param issued every client that the server ever issued
 * @param renewed the clients with the secrets that updates gave them
 * @param deleting whether replicas delete clients that are out of use
 * @param existing the ids of the clients that the server still has
 * @param forgotten the ids of the clients that the server was made to forget
 * @param deletions the ids of the clients that a replica wanted deleted at the server
 * @param registrations every registration that arrived at the server, in their order
 * @param strikes the beginnings and ends of faults
 * @param inUse the ids of the clients that the store refers to as current or former, by key
 * @param findable the names of the generations that the store finds, of those that were handed out
 * @param journal what replicas wrote
 * @param written what replicas logged
 */
record ChaosEvidence(
        Instant at,
        Duration lease,
        Duration secretLife,
        List<ChaosClient> issued,
        List<ChaosClient> renewed,
        boolean deleting,
        Set<String> existing,
        Set<String> forgotten,
        Set<String> deletions,
        List<ChaosRegistration> registrations,
        List<Strike> strikes,
        Map<String, Set<String>> inUse,
        Set<String> findable,
        List<ChaosJournal.Entry> journal,
        String written) {
    /** Tells whether the client had that secret at some time. */
    boolean hadSecret(ChaosClient client, @Nullable String digest) {
        return Stream.concat(Stream.of(client), renewals(client.id()))
                .anyMatch(known -> known.issued().secretDigest().equals(digest));
    }

    /** Returns the client with each secret that an update gave it. */
    Stream<ChaosClient> renewals(String clientId) {
        return renewed.stream().filter(client -> client.id().equals(clientId));
    }
}

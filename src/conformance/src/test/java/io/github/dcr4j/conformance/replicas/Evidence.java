package io.github.dcr4j.conformance.replicas;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known at the end of a run, for an {@link Audit}.
 *
 * @param at when this was so, by the server's clock
 * @param issued every client that the server ever issued
 * @param existing the ids of the clients that the server still has
 * @param posts how many registrations arrived at the server, by key
 * @param allowed how many may have, by key: one, and one more for each fault or replacement; one where a key is absent
 * @param inUse the ids of the clients that the store refers to as current or former, by key
 * @param answers what callers were given
 * @param events what listeners were told
 * @param written what replicas wrote besides: their logs
 */
public record Evidence(
        Instant at,
        List<IssuedClient> issued,
        Set<String> existing,
        Map<String, Integer> posts,
        Map<String, Integer> allowed,
        Map<String, Set<String>> inUse,
        List<ReplicaAnswer> answers,
        List<ReplicaEvent> events,
        String written) {}

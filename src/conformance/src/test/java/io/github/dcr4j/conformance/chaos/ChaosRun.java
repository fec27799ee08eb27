package io.github.dcr4j.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.conformance.chaos.ChaosLine.Kind;
import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.conformance.replicas.ReplicaAnswer;
import io.github.dcr4j.conformance.replicas.ReplicaEvent;
import io.github.dcr4j.conformance.replicas.ReplicaSpec;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** One run: all is well, the plan's faults happen, all is well again, and the end is audited. */
final class ChaosRun {
    /** Longer than the circuit to Redis is open, and than callers wait, on a machine that is busy. */
    private static final Duration WELL_AGAIN = Duration.ofMinutes(4);

    private static final int ANSWERS_AFTERWARDS = 100;

    private final ChaosPlan plan;
    private final ChaosWorld world;
    private final ChaosJournal journal;

    private ChaosRun(ChaosPlan plan, ChaosWorld world) {
        this.plan = plan;
        this.world = world;
        journal = world.journal();
    }

    /** Runs a plan, asserts what holds whatever the faults are, and returns what happened, on one line. */
    static String of(ChaosPlan plan) {
        try (ChaosWorld world = new ChaosWorld(plan)) {
            return new ChaosRun(plan, world).run();
        }
    }

    private String run() {
        awaitAgreement(0);
        if (plan.changesSecrets()) {
            awaitRenewal();
        }
        for (ChaosPlan.Step step : plan.steps()) {
            int before = journal.size();
            world.take(step);
            boolean unused = journal.await(
                    before, entry -> step.until().counts(entry), step.answers(), step.atMost(world.lease()));
        }
        awaitAgreement(journal.size());
        assertNothingIsRegisteredAnyMore();
        awaitAll(Kind.STOPPED, ChaosReplica::stop);
        awaitAll(Kind.CLOSED, ChaosReplica::closeResolver);
        ChaosEvidence evidence = evidence();
        assertThat(ChaosAudit.violations(evidence)).as(plan.toString()).isEmpty();
        return summary(evidence);
    }

    /** Waits until, in what was written since then, each replica has used the same client of each key last. */
    private void awaitAgreement(int since) {
        Awaitility.await("all replicas use the same clients; " + plan)
                .atMost(WELL_AGAIN)
                .untilAsserted(() -> assertThat(lastUses(since))
                        .hasSize(ChaosPlan.KEYS.size())
                        .allSatisfy((key, uses) -> assertThat(uses)
                                .containsOnlyKeys(world.names())
                                .doesNotContainValue("")
                                .satisfies(all ->
                                        assertThat(new HashSet<>(all.values())).hasSize(1))));
    }

    /** Clients come due one soon after the other: the faults begin when the first one has. */
    private void awaitRenewal() {
        Awaitility.await("a client that came due is renewed; " + plan)
                .atMost(WELL_AGAIN)
                .until(() -> !world.server().renewed().isEmpty());
    }

    /** Returns the id of the client that each replica used last, by key; empty where something else happened since. */
    private Map<String, Map<String, String>> lastUses(int since) {
        Map<String, Map<String, String>> uses = new TreeMap<>();
        for (ChaosJournal.Entry entry : journal.since(since)) {
            ReplicaAnswer answer = entry.line().answer();
            if (answer == null || (entry.is(Kind.RESOLVED) && answer.succeeded())) {
                continue;
            }
            String used = entry.is(Kind.USED) ? String.valueOf(answer.clientId()) : "";
            uses.computeIfAbsent(answer.key(), key -> new HashMap<>()).put(entry.replica(), used);
        }
        return uses;
    }

    /** Once all is well, only the end of secrets registers. */
    private void assertNothingIsRegisteredAnyMore() {
        Map<String, Integer> posts = world.server().posts();
        int before = journal.size();
        assertThat(journal.await(before, ChaosPlan.Until.ANSWERED::counts, ANSWERS_AFTERWARDS, WELL_AGAIN))
                .as(() -> "callers get answers; " + plan)
                .isTrue();
        if (!plan.expiring()) {
            assertThat(world.server().posts()).as(plan.toString()).isEqualTo(posts);
        }
        boolean secretsChange = plan.changesSecrets(); // callers may have just got the one before
        assertThat(journal.since(before))
                .as(plan.toString())
                .filteredOn(entry -> entry.is(Kind.RESOLVED)
                        || (!secretsChange && (entry.is(Kind.REJECTED) || entry.is(Kind.REPORTED))))
                .allMatch(ChaosJournal.Entry::isWell);
    }

    private void awaitAll(Kind done, Consumer<ChaosReplica> command) {
        int before = journal.size();
        world.replicas().forEach(command);
        assertThat(journal.await(before, entry -> entry.is(done), ChaosPlan.REPLICAS, WELL_AGAIN))
                .as(() -> "each replica is " + done + "; " + plan)
                .isTrue();
    }

    private ChaosEvidence evidence() {
        try (DcrCredentialStore store = RedisDcrCredentialStore.builder(
                        RedisUris.of(world.redis()), ReplicaSpec.keyRing())
                .build()) {
            ChaosServer server = world.server();
            return new ChaosEvidence(
                    Instant.now(),
                    world.lease(),
                    world.secretLife(),
                    server.issued(),
                    server.renewed(),
                    plan.deleting(),
                    server.existing(),
                    server.forgotten(),
                    server.deletions(),
                    server.registrations(),
                    world.strikes(),
                    inUse(store),
                    findable(store),
                    journal.all(),
                    world.logs());
        }
    }

    private Map<String, Set<String>> inUse(DcrCredentialStore store) {
        return world.server().issued().stream()
                .filter(client -> store.refersTo(world.key(client.key()), client.id()))
                .collect(Collectors.groupingBy(
                        ChaosClient::key, Collectors.mapping(ChaosClient::id, Collectors.toSet())));
    }

    private Set<String> findable(DcrCredentialStore store) {
        return journal.all().stream()
                .map(ChaosJournal.Entry::line)
                .filter(ChaosLine::handsOut)
                .map(line -> Objects.requireNonNull(line.answer()))
                .map(answer -> List.of(answer.key(), String.valueOf(answer.generation())))
                .distinct()
                .filter(named -> store.find(world.key(named.get(0)), named.get(1)) != null)
                .map(named -> named.get(1))
                .collect(Collectors.toSet());
    }

    private String summary(ChaosEvidence evidence) {
        Map<Kind, Long> lines = evidence.journal().stream()
                .collect(Collectors.groupingBy(entry -> entry.line().kind(), TreeMap::new, Collectors.counting()));
        long failures = evidence.journal().stream()
                .filter(entry -> entry.is(Kind.RESOLVED) && !entry.isWell())
                .count();
        Map<String, Long> events = evidence.journal().stream()
                .map(entry -> entry.line().event())
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(ReplicaEvent::kind, TreeMap::new, Collectors.counting()));
        return "registrations " + world.server().posts() + ", "
                + evidence.renewed().size() + " renewed, "
                + evidence.deletions().size() + " deleted, lines " + lines + ", " + failures + " calls failed, events "
                + events;
    }
}

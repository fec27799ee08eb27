package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.conformance.chaos.ChaosPlan.Step;
import io.github.dcr4j.conformance.replicas.KeyNames;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.redis.servers.RedisOptions;
import io.github.dcr4j.redis.servers.RedisStandalone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Replicas, their Redis and their authorization server, and what happens to them. Not thread-safe. */
final class ChaosWorld implements AutoCloseable {
    private static final String UNLIMITED = "0";
    private static final Duration AHEAD = Duration.ofHours(1);
    private static final Duration BEHIND = Duration.ofMinutes(-10);

    /**
     * Faults last as long as leases: longer ones would make the run too long. One that runs out is reported, and
     * allowed for.
     */
    private static final Duration LONGEST_LEASE = Duration.ofSeconds(10);

    private final Duration lease;
    private final Duration secretLife;
    private final ChaosPlan plan;
    private final ChaosJournal journal = new ChaosJournal();
    private final ChaosServer server;
    private final RedisStandalone redis;
    private final List<RedisWire> wires = new ArrayList<>();
    private final List<ChaosReplica> replicas = new ArrayList<>();
    private final List<Strike> strikes = new ArrayList<>();
    private final StringBuilder logsOfKilled = new StringBuilder();
    private int started;

    ChaosWorld(ChaosPlan plan) {
        this.plan = plan;
        Duration needed = Pace.stretched(Duration.ofSeconds(4));
        lease = needed.compareTo(LONGEST_LEASE) < 0 ? needed : LONGEST_LEASE;
        secretLife = plan.expiring() ? lease.multipliedBy(5) : Duration.ZERO;
        server = new ChaosServer(secretLife);
        redis = RedisStandalone.start(
                plan.durable() ? RedisOptions.builder().appendOnly().build() : RedisOptions.plain());
        for (int replica = 0; replica < ChaosPlan.REPLICAS; replica++) {
            wires.add(new RedisWire(redis.address().getPort()));
            replicas.add(start(replica));
        }
    }

    private ChaosReplica start(int replica) {
        started++;
        return ChaosReplica.start(
                new ChaosSpec(
                        "replica " + replica + "." + started,
                        wires.get(replica).uri(),
                        server.issuer(),
                        ChaosPlan.KEYS,
                        plan.softAges().get(replica),
                        lease,
                        plan.renewing(),
                        plan.deleting()),
                journal);
    }

    Duration lease() {
        return lease;
    }

    Duration secretLife() {
        return secretLife;
    }

    ChaosJournal journal() {
        return journal;
    }

    ChaosServer server() {
        return server;
    }

    RedisStandalone redis() {
        return redis;
    }

    List<ChaosReplica> replicas() {
        return List.copyOf(replicas);
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        replicas.forEach(replica -> names.add(replica.name()));
        return names;
    }

    List<Strike> strikes() {
        return List.copyOf(strikes);
    }

    DcrKey key(String name) {
        return KeyNames.requestBuilder(name, server.issuer())
                .grantTypes("authorization_code", "client_credentials")
                .build()
                .key();
    }

    /** Lets a fault begin or end. */
    void take(Step step) {
        String struck = replicas.get(step.replica()).name();
        long from = System.currentTimeMillis();
        if (step.begins()) {
            begin(step);
        } else {
            end(step);
        }
        Fault fault = step.fault();
        strikes.add(new Strike(
                fault,
                step.begins(),
                fault == Fault.ENTRY_EVICTED || fault == Fault.CLIENT_FORGOTTEN ? step.key() : "",
                struck,
                from,
                System.currentTimeMillis(),
                fault.losesState() || (fault == Fault.REDIS_KILLED && !plan.durable())));
    }

    private void begin(Step step) {
        int replica = step.replica();
        switch (step.fault()) {
            case REPLICA_KILLED -> {
                replicas.get(replica).close();
                logsOfKilled.append(replicas.get(replica).log());
                replicas.set(replica, start(replica));
            }
            case REPLICA_FROZEN -> replicas.get(replica).freeze();
            case WIRE_CUT -> wires.get(replica).set(RedisWire.State.CUT);
            case WIRE_HELD -> wires.get(replica).set(RedisWire.State.HELD);
            case WIRE_DEAF -> wires.get(replica).set(RedisWire.State.DEAF);
            case CLOCK_AHEAD -> replicas.get(replica).setClock(AHEAD);
            case CLOCK_BEHIND -> replicas.get(replica).setClock(BEHIND);
            case REDIS_KILLED -> redis.node().kill();
            case REDIS_FROZEN -> redis.node().freeze();
            case REDIS_FULL -> limitMemory("noeviction");
            case REDIS_EVICTING -> limitMemory("allkeys-random");
            case REDIS_FLUSHED -> flush();
            case ENTRY_EVICTED -> evict(step);
            case ANSWERS_HELD -> server.holdAnswers();
            case CLIENT_FORGOTTEN -> server.forget(step.key());
            case ALL_FORGOTTEN -> server.forget("");
        }
    }

    private void end(Step step) {
        int replica = step.replica();
        switch (step.fault()) {
            case REPLICA_FROZEN -> replicas.get(replica).thaw();
            case WIRE_CUT, WIRE_HELD, WIRE_DEAF -> wires.get(replica).set(RedisWire.State.WHOLE);
            case CLOCK_AHEAD, CLOCK_BEHIND -> replicas.get(replica).setClock(Duration.ZERO);
            case REDIS_KILLED, REDIS_FROZEN -> redis.restore();
            case REDIS_FULL, REDIS_EVICTING -> redis.node().ask(jedis -> jedis.configSet("maxmemory", UNLIMITED));
            case ANSWERS_HELD -> server.releaseAnswers();
            default -> throw new IllegalArgumentException("does not last: " + step);
        }
    }

    private void limitMemory(String policy) {
        redis.node().ask(jedis -> {
            jedis.configSet("maxmemory-policy", policy);
            return jedis.configSet("maxmemory", "1");
        });
    }

    /** Where Redis is away, nothing happens. */
    private void flush() {
        if (isRedisThere()) {
            redis.node().ask(jedis -> jedis.flushAll());
        }
    }

    private void evict(Step step) {
        if (isRedisThere()) {
            String fingerprint = key(step.key()).fingerprint();
            redis.node().ask(jedis -> {
                List<String> entries = new ArrayList<>(new TreeSet<>(jedis.keys("*" + fingerprint + "*")));
                return entries.isEmpty() ? 0L : jedis.del(entries.get(step.answers() % entries.size()));
            });
        }
    }

    private boolean isRedisThere() {
        try {
            return redis.node().answers();
        } catch (RuntimeException away) {
            return false;
        }
    }

    /** Returns what replicas logged. */
    String logs() {
        StringBuilder logs = new StringBuilder(logsOfKilled);
        replicas.forEach(replica -> logs.append(replica.log()));
        return logs.toString();
    }

    @Override
    public void close() {
        replicas.forEach(ChaosReplica::close);
        wires.forEach(RedisWire::close);
        server.close();
        redis.close();
    }
}

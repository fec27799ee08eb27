package io.github.dcr4j.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.Secret;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.redis.KeyRing;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import io.github.dcr4j.store.redis.RedisSecrets;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.UnifiedJedis;

/** A Redis process on loopback, and clients registered in it. Used by one thread. */
final class Shelf implements AutoCloseable {
    static final KeyRing RING = KeyRing.ofBase64(Secret.of("rFVzSJlZtYqtb7fJp1xeZo5cOcWQ0u0Kl3h2eB9Yy0E="));
    private static final int BATCH = 10_000;

    private final RedisStandalone redis = RedisStandalone.start();
    private final UnifiedJedis jedis = redis.open();
    private final List<RedisDcrCredentialStore> stores = new ArrayList<>();

    /** Opens a store on this Redis. */
    RedisDcrCredentialStore store(RedisSecrets secrets) {
        RedisDcrCredentialStore store = RedisDcrCredentialStore.open(uri(), secrets);
        stores.add(store);
        return store;
    }

    URI uri() {
        return URI.create("redis://127.0.0.1:" + redis.node().port());
    }

    /** Returns a client of the same kind as the stores use. */
    UnifiedJedis jedis() {
        return jedis;
    }

    RedisStandalone redis() {
        return redis;
    }

    /** Registers clients in {@code resolver}'s store, at a server that is gone afterwards. */
    static List<DcrRequest> register(DcrResolver resolver, int count) {
        try (CannedServer server = CannedServer.of(Gateway.CONSUMER)) {
            List<DcrRequest> requests = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                DcrRequest request = Gateway.at(server.newIssuer());
                resolver.resolve(request);
                requests.add(request);
            }
            return requests;
        }
    }

    /** Returns the name of a key's record, as {@code src/docs/redis-format.md} has it. */
    static byte[] record(DcrKey key) {
        return name(key.fingerprint(), "record").getBytes(US_ASCII);
    }

    /** Returns the name of a key's state. */
    static byte[] state(DcrKey key) {
        return name(key.fingerprint(), "state").getBytes(US_ASCII);
    }

    /** Puts {@code count} copies of what is stored of a key beside it. */
    void copy(DcrCredentials original, int count) {
        String fingerprint = original.key().fingerprint();
        for (int begun = 0; begun < count; begun += BATCH) {
            try (AbstractPipeline pipeline = jedis.pipelined()) {
                for (int i = begun; i < Math.min(count, begun + BATCH); i++) {
                    String other = String.format("%064x", i);
                    for (String what : List.of("record", "state")) {
                        pipeline.copy(name(fingerprint, what), name(other, what), true);
                    }
                }
            }
        }
    }

    private static String name(String fingerprint, String what) {
        return "dcr4j:{" + fingerprint + "}:" + what;
    }

    @Override
    public void close() {
        stores.forEach(RedisDcrCredentialStore::close);
        jedis.close();
        redis.close();
    }
}

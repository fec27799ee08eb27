package io.github.dcr4j.store.redis;

import static io.github.dcr4j.store.redis.EntryCodec.utf8;

import io.github.dcr4j.DcrException.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** Reads keys of format 2 as they stand in Redis. Thread-safe. */
final class RawReads {
    static final String STATE = "state";

    private static final byte[] FORMAT_FIELD = utf8("format");
    private static final byte[] WRITE_FIELD = utf8("write");
    private static final String WRONG_TYPE = "WRONGTYPE";
    private static final Long OF_ANOTHER_TYPE = 0L;
    private static final int FIRST_OTHER = 6;

    private final UnifiedJedis redis;
    private final Attempts attempts;
    private final RedisCalls calls;
    private final Names names;

    /**
     * What was read at one instant.
     *
     * @param now the server's time then
     */
    record Timed(RawKey raw, Instant now) {}

    RawReads(UnifiedJedis redis, Attempts attempts, RedisCalls calls, Names names) {
        this.redis = redis;
        this.attempts = attempts;
        this.calls = calls;
        this.names = names;
    }

    /**
     * Reads one entry and the write id in one round trip, by two plain commands, between which a write may come. On a
     * Cluster it is a script: the client does not follow a slot that is being moved for commands that it sends together.
     */
    RawKey hit(String fingerprint, String entry) {
        return redis instanceof RedisClusterClient
                ? atOneInstant(fingerprint, List.of(entry), false).raw()
                : attempts.run(Step.STORE_READ, false, () -> plainly(fingerprint, entry));
    }

    private RawKey plainly(String fingerprint, String entry) {
        try (AbstractPipeline both = redis.pipelined()) {
            Response<List<byte[]>> head = both.hmget(names.entry(fingerprint, STATE), FORMAT_FIELD, WRITE_FIELD);
            Response<byte[]> value = both.get(names.entry(fingerprint, entry));
            both.sync();
            List<?> two = typed(head) instanceof List<?> fields ? fields : List.of(OF_ANOTHER_TYPE, OF_ANOTHER_TYPE);
            return new RawKey(two.get(0), two.get(1), null, Collections.singletonList(typed(value)));
        }
    }

    private static @Nullable Object typed(Response<?> response) {
        try {
            return response.get();
        } catch (JedisDataException e) {
            if (String.valueOf(e.getMessage()).startsWith(WRONG_TYPE)) {
                return OF_ANOTHER_TYPE;
            }
            throw e;
        }
    }

    /**
     * Reads the state and other entries.
     *
     * @param canWait whether to wait for a server that is away
     */
    Timed atOneInstant(String fingerprint, List<String> others, boolean canWait) {
        List<byte[]> keys = new ArrayList<>();
        keys.add(names.entry(fingerprint, STATE));
        others.forEach(name -> keys.add(names.entry(fingerprint, name)));
        Reply reply = calls.run(new RedisCalls.Call(Script.READ, keys, List::of, Step.STORE_READ, canWait));
        List<?> parts = reply.parts();
        RawKey raw = new RawKey(parts.get(3), parts.get(4), parts.get(5), parts.subList(FIRST_OTHER, parts.size()));
        return new Timed(raw, Instant.ofEpochSecond(reply.number(1), reply.number(2) * 1_000));
    }
}

package io.github.dcr4j.store.redis;

import static io.github.dcr4j.store.redis.EntryCodec.utf8;

import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.store.redis.connection.Attempts;
import io.github.dcr4j.store.redis.connection.Names;
import io.github.dcr4j.store.redis.connection.Reply;
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

    private static final String WRONG_TYPE = "WRONGTYPE";
    private static final Long OF_ANOTHER_TYPE = 0L;
    private static final int WHOLE = -1;
    private static final int FIRST_OTHER = 4;

    private final UnifiedJedis redis;
    private final Attempts attempts;
    private final RedisCalls calls;
    private final Names names;
    private final int lastOfHead;

    /**
     * What was read at one instant.
     *
     * @param now the server's time then
     */
    record Timed(RawKey raw, Instant now) {}

    RawReads(UnifiedJedis redis, Attempts attempts, RedisCalls calls, Names names, int headBytes) {
        this.redis = redis;
        this.attempts = attempts;
        this.calls = calls;
        this.names = names;
        lastOfHead = headBytes - 1;
    }

    /**
     * Reads one entry and the head of the state in one round trip, by two plain commands, between which a write may
     * come. On a Cluster it is a script: the client does not follow a slot that is being moved for commands that it
     * sends together.
     */
    RawKey hit(String fingerprint, String entry) {
        return redis instanceof RedisClusterClient
                ? atOneInstant(fingerprint, List.of(entry), lastOfHead, false).raw()
                : attempts.run(Step.STORE_READ, false, () -> plainly(fingerprint, entry));
    }

    private RawKey plainly(String fingerprint, String entry) {
        try (AbstractPipeline both = redis.pipelined()) {
            Response<byte[]> head = both.getrange(names.entry(fingerprint, STATE), 0, lastOfHead);
            Response<byte[]> value = both.get(names.entry(fingerprint, entry));
            both.sync();
            return new RawKey(present(typed(head)), Collections.singletonList(typed(value)));
        }
    }

    /** GETRANGE answers with an empty text for what is absent. */
    private static @Nullable Object present(@Nullable Object range) {
        return range instanceof byte[] bytes && bytes.length == 0 ? null : range;
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

    /** Reads the state and other entries, and waits for a server that is away. */
    Timed atOneInstant(String fingerprint, List<String> others) {
        return atOneInstant(fingerprint, others, WHOLE, true);
    }

    private Timed atOneInstant(String fingerprint, List<String> others, int lastOfState, boolean canWait) {
        List<byte[]> keys = new ArrayList<>();
        keys.add(names.entry(fingerprint, STATE));
        others.forEach(name -> keys.add(names.entry(fingerprint, name)));
        List<byte[]> arguments = List.of(utf8(Integer.toString(lastOfState)));
        Reply reply = calls.run(new RedisCalls.Call(Script.READ, keys, () -> arguments, Step.STORE_READ, canWait));
        List<?> parts = reply.parts();
        RawKey raw = new RawKey(present(parts.get(FIRST_OTHER - 1)), parts.subList(FIRST_OTHER, parts.size()));
        return new Timed(raw, Instant.ofEpochSecond(reply.number(1), reply.number(2) * 1_000));
    }
}

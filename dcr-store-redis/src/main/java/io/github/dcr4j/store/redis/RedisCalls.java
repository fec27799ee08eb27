package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.store.redis.connection.Attempts;
import io.github.dcr4j.store.redis.connection.Reply;
import java.util.List;
import java.util.function.Supplier;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Runs scripts. A call whose outcome is unknown is run again with the same arguments: every script allows that.
 * Thread-safe.
 */
final class RedisCalls {
    private final UnifiedJedis redis;
    private final Attempts attempts;

    RedisCalls(UnifiedJedis redis, Attempts attempts) {
        this.redis = redis;
        this.attempts = attempts;
    }

    /**
     * One call.
     *
     * @param arguments asked for before each try
     * @param step what a failure is a failure of
     * @param canWait whether to ride out an outage
     */
    record Call(Script script, List<byte[]> keys, Supplier<List<byte[]>> arguments, Step step, boolean canWait) {}

    /** Runs a script. */
    Reply run(Call call) {
        return attempts.run(call.step(), call.canWait(), () -> evaluate(call));
    }

    private Reply evaluate(Call call) {
        List<byte[]> arguments = call.arguments().get();
        Object reply;
        try {
            reply = redis.evalsha(call.script().digest(), call.keys(), arguments);
        } catch (JedisNoScriptException e) {
            reply = redis.eval(call.script().text(), call.keys(), arguments);
        }
        if (reply instanceof List<?> parts && !parts.isEmpty() && parts.get(0) instanceof byte[]) {
            return new Reply(parts);
        }
        throw new IllegalStateException("the script " + call.script() + " answered something that it never says");
    }
}

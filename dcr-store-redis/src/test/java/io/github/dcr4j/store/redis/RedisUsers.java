package io.github.dcr4j.store.redis;

import java.util.List;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;

/** Users of a test server. */
final class RedisUsers {
    static final String NAME = "store";
    static final String PASSWORD = "a b/c:d@e?f&g+h%";
    static final String USER_INFO = "store:a%20b%2Fc%3Ad%40e%3Ff%26g+h%25@";

    private RedisUsers() {}

    /** Creates a user with exactly the rights that the operations manual says are sufficient. */
    static void create(UnifiedJedis operator, String prefix) {
        CommandArguments command =
                new CommandArguments(Command.ACL).add("SETUSER").add(NAME);
        List.of(
                        "reset",
                        "on",
                        ">" + PASSWORD,
                        "~" + prefix + ":*",
                        "+eval",
                        "+evalsha",
                        "+get",
                        "+set",
                        "+del",
                        "+rename",
                        "+type",
                        "+pttl",
                        "+pexpire",
                        "+persist",
                        "+hget",
                        "+hmget",
                        "+hgetall",
                        "+hset",
                        "+hdel",
                        "+time",
                        "+scan",
                        "+ping",
                        "+hello",
                        "+auth")
                .forEach(command::add);
        operator.executeCommand(new CommandObject<>(command, BuilderFactory.STRING));
    }
}

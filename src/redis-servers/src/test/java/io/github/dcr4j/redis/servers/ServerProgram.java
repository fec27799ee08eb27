package io.github.dcr4j.redis.servers;

import java.io.IOException;

/** Starts a server in a JVM of its own, prints the server's process number, and ends when its input does. */
final class ServerProgram {
    private ServerProgram() {}

    public static void main(String[] arguments) throws IOException {
        try (RedisStandalone redis =
                RedisStandalone.start(RedisOptions.builder().tls().build())) {
            System.out.println(redis.node().pid());
            System.in.read();
        }
    }
}

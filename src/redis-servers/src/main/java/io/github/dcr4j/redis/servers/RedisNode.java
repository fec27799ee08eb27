package io.github.dcr4j.redis.servers;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.args.ClientPauseMode;

/**
 * One server process, with data or a Sentinel, and the faults it can have. Its port never changes. Safe for concurrent
 * use.
 *
 * <p>{@link #restart()} starts it as it was first started. What a Sentinel or the other nodes of a Cluster then make of
 * it is theirs; {@link RedisTopology#restore()} brings a whole topology back in order.
 */
public final class RedisNode implements AutoCloseable {
    private static final Duration UP = Duration.ofSeconds(15);
    private static final String CONFIGURATION = "redis.conf";

    private final ServerFolder folder;
    private final ServerProcess process;
    private final HostAndPort address;
    private final JedisClientConfig adminConfig;
    private final Supplier<String> configuration;

    /** Prepares a node; {@code configuration} is asked for at every start. */
    RedisNode(NodeStart start, JedisClientConfig adminConfig, Supplier<String> configuration) {
        this.folder = start.folder();
        this.address = new HostAndPort("127.0.0.1", start.port());
        this.adminConfig = adminConfig;
        this.configuration = configuration;
        this.process = new ServerProcess(folder, start.command(CONFIGURATION));
    }

    /** Starts the process, and does not wait for it. */
    void launch() {
        folder.write(CONFIGURATION, configuration.get());
        process.start();
    }

    /** Waits until the server answers. */
    void awaitUp() {
        Poll.until("server on port " + port() + " answers", UP, () -> {
            if (!process.isRunning()) {
                throw new ServerStartException(port(), process.lastLines());
            }
            return answers();
        });
        process.recordAgain();
    }

    /** Returns where it listens, on 127.0.0.1. */
    public HostAndPort address() {
        return address;
    }

    /** Returns the port it listens on. */
    public int port() {
        return address.getPort();
    }

    /** Returns the number of its process, also of one that has ended. */
    public long pid() {
        return process.pid();
    }

    /** Tells whether its process runs; a frozen one does. */
    public boolean isRunning() {
        return process.isRunning();
    }

    /** Asks the server something over a new connection of a user that may do everything. */
    public <T> T ask(Function<Jedis, T> question) {
        try (Jedis jedis = new Jedis(address, adminConfig)) {
            return question.apply(jedis);
        }
    }

    /** Returns the string that this very server holds at a key, or null. */
    public @Nullable String value(String key) {
        return ask(jedis -> jedis.get(key));
    }

    /** Returns the server's setting of that name ({@code CONFIG GET}), or null if it knows none. */
    public @Nullable String setting(String name) {
        return ask(jedis -> jedis.configGet(name)).get(name);
    }

    /** Tells whether the server answers; throws what Jedis throws if it does not. */
    public boolean answers() {
        return "PONG".equals(ask(Jedis::ping));
    }

    /** Returns the values of a section of {@code INFO}, such as {@code replication}. */
    public Map<String, String> info(String section) {
        Map<String, String> values = new HashMap<>();
        ask(jedis -> jedis.info(section)).lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return values;
    }

    /** Returns the last lines of its log. */
    public String lastLogLines() {
        return process.lastLines();
    }

    /** Ends the process at once (SIGKILL) and returns when it is gone. Does nothing to one that has ended. */
    public void kill() {
        process.kill();
    }

    /** Ends the process if it runs, starts it again on the same port, and returns when it answers. */
    public void restart() {
        process.kill();
        launch();
        awaitUp();
    }

    /**
     * Stops the process where it is (SIGSTOP): connections stay open, and nothing is answered. What is sent to it
     * meanwhile waits in the system's buffers and is acted on after {@link #thaw()}.
     */
    public void freeze() {
        process.signal("STOP");
    }

    /** Lets a frozen process go on (SIGCONT); one that is not frozen does not notice. */
    public void thaw() {
        process.signal("CONT");
    }

    /**
     * Lets every client wait for a time ({@code CLIENT PAUSE}), Sentinels too. It cannot be ended early: the server
     * makes that request wait as well.
     */
    public void pauseClients(Duration time) {
        ask(jedis -> jedis.clientPause(time.toMillis(), ClientPauseMode.ALL));
    }

    /** Lets every write wait for a time, or until {@link #resumeWrites()}. */
    public void pauseWrites(Duration time) {
        ask(jedis -> jedis.clientPause(time.toMillis(), ClientPauseMode.WRITE));
    }

    /** Ends {@link #pauseWrites}. */
    public void resumeWrites() {
        ask(Jedis::clientUnpause);
    }

    /** Ends the process and removes its files. */
    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return "RedisNode[" + address + "]";
    }
}

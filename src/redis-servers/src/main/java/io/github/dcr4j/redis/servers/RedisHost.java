package io.github.dcr4j.redis.servers;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the servers of one topology run: one program, one way in, everything gone when it is closed. */
final class RedisHost implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private final ServerRoot root = ServerRoot.open();
    private final RedisBinary binary;
    private final @Nullable RedisTls tls;
    private final RedisAccess access;
    private final NodeConfiguration configuration;
    private final List<RedisNode> nodes = new CopyOnWriteArrayList<>();

    private RedisHost(RedisOptions options) {
        root.endLeftovers();
        this.binary = options.binary();
        this.tls = options.tls() ? new RedisTls(ServerFolder.create(root)) : null;
        this.access = new RedisAccess(options, tls);
        this.configuration = new NodeConfiguration(options, access);
    }

    /**
     * Ends what killed JVMs left, then starts a topology; on failure nothing of it stays. It is started again, on other
     * ports, if another program takes one of its ports between the choice and the start.
     */
    static <T> T start(RedisOptions options, Function<RedisHost, T> topology) {
        for (int attempt = 1; ; attempt++) {
            RedisHost host = new RedisHost(options);
            try {
                return topology.apply(host);
            } catch (ServerStartException e) {
                host.close();
                if (attempt == ATTEMPTS || !e.portTaken()) {
                    throw e;
                }
            } catch (RuntimeException e) {
                host.close();
                throw e;
            }
        }
    }

    /** Launches a server with data, with these lines more in its configuration; it is not waited for. */
    RedisNode launchData(int port, List<String> more) {
        ServerFolder folder = ServerFolder.create(root);
        return launch(new NodeStart(binary, folder, port, false), () -> configuration.ofData(folder, port, more));
    }

    /** Launches a Sentinel; it is not waited for. */
    RedisNode launchSentinel(int port, SentinelWatch watch) {
        ServerFolder folder = ServerFolder.create(root);
        return launch(new NodeStart(binary, folder, port, true), () -> configuration.ofSentinel(folder, port, watch));
    }

    private RedisNode launch(NodeStart start, Supplier<String> text) {
        RedisNode node = new RedisNode(
                start, (start.sentinel() ? access.sentinelClient() : access.client(access.admin())).build(), text);
        nodes.add(node);
        node.launch();
        return node;
    }

    RedisAccess access() {
        return access;
    }

    String describe() {
        return binary.describe() + (tls == null ? "" : ", TLS");
    }

    @Override
    public void close() {
        nodes.forEach(RedisNode::close);
        if (tls != null) {
            tls.remove();
        }
    }
}

package io.github.dcr4j.store.redis.connection;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Protocol.SentinelKeyword;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Opens clients whose every call is bounded: a connection, a reply and a place in the pool are waited for so long. */
public final class RedisClients {
    private static final int MOST_CONNECTIONS = 32;
    private static final int CLUSTER_ATTEMPTS = 3;

    /** What the JVM trusts, and the name in the certificate must be the one that was dialled. */
    private static final SslOptions CHECKED =
            SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build();

    private RedisClients() {}

    public static UnifiedJedis open(RedisUri uri, @Nullable SslOptions tls) {
        if (uri.kind() == RedisUri.Kind.SENTINEL) {
            checkAuth(uri, uri.sentinelLogin(), tls);
        } else {
            checkAuth(uri, uri.login(), tls);
        }
        return switch (uri.kind()) {
            case STANDALONE ->
                RedisClient.builder()
                        .hostAndPort(uri.nodes().get(0))
                        .clientConfig(config(uri, uri.login(), uri.database(), tls))
                        .poolConfig(pool(uri))
                        .build();
            case SENTINEL -> openSentinel(uri, tls);
            case CLUSTER ->
                RedisClusterClient.builder()
                        .nodes(Set.copyOf(uri.nodes()))
                        .clientConfig(config(uri, uri.login(), 0, tls))
                        .maxAttempts(CLUSTER_ATTEMPTS)
                        .maxTotalRetriesDuration(Duration.ofMillis(uri.timeoutMillis()))
                        .poolConfig(pool(uri))
                        .build();
        };
    }

    /**
     * Asks each server that is named whether it knows AUTH, before it is sent a password by it: one where that is
     * disabled repeats the password in its error, which the client logs. A server that is away is left to the
     * opening of the client.
     */
    private static void checkAuth(RedisUri uri, RedisUri.Login login, @Nullable SslOptions tls) {
        if (login.password() == null) {
            return;
        }
        DefaultJedisClientConfig anonymous =
                base(uri, tls).clientSetInfoConfig(ClientSetInfoConfig.DISABLED).build();
        for (HostAndPort node : uri.nodes()) {
            JedisDataException unknown = null;
            try (Connection connection = new Connection(node, anonymous)) {
                unknown = refusal(connection, Command.AUTH);
            } catch (JedisException away) {
                continue;
            }
            if (unknown != null) {
                throw unknown;
            }
        }
    }

    /** Returns the answer of a server that does not know a command, {@code null} if it does. */
    private static @Nullable JedisDataException refusal(Connection connection, Command command) {
        try {
            connection.executeCommand(command);
            return null;
        } catch (JedisDataException e) {
            return String.valueOf(e.getMessage()).contains("unknown command") ? e : null;
        }
    }

    private static UnifiedJedis openSentinel(RedisUri uri, @Nullable SslOptions tls) {
        JedisClientConfig sentinels = config(uri, uri.sentinelLogin(), 0, tls);
        try {
            return RedisSentinelClient.builder()
                    .masterName(uri.master())
                    .sentinels(Set.copyOf(uri.nodes()))
                    .clientConfig(config(uri, uri.login(), uri.database(), tls))
                    .sentinelClientConfig(sentinels)
                    .poolConfig(pool(uri))
                    .build();
        } catch (JedisConnectionException e) {
            throw refusal(uri, sentinels, e);
        }
    }

    /** Returns why a Sentinel that answers would not talk, which the client keeps to itself, or {@code otherwise}. */
    private static JedisException refusal(RedisUri uri, JedisClientConfig config, JedisException otherwise) {
        for (HostAndPort sentinel : uri.nodes()) {
            try (Connection connection = new Connection(sentinel, config)) {
                connection.executeCommand(new CommandArguments(Command.SENTINEL)
                        .add(SentinelKeyword.GET_MASTER_ADDR_BY_NAME)
                        .add(uri.master()));
            } catch (JedisDataException refused) {
                return refused;
            } catch (JedisException away) {
                otherwise.addSuppressed(away);
            }
        }
        return otherwise;
    }

    private static DefaultJedisClientConfig config(
            RedisUri uri, RedisUri.Login login, int database, @Nullable SslOptions tls) {
        DefaultJedisClientConfig.Builder config = base(uri, tls).database(database);
        if (login.user() != null) {
            config.user(login.user());
        }
        if (login.password() != null) {
            config.password(login.password().reveal());
        }
        return config.build();
    }

    private static DefaultJedisClientConfig.Builder base(RedisUri uri, @Nullable SslOptions tls) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(uri.connectTimeoutMillis())
                .socketTimeoutMillis(uri.timeoutMillis());
        if (uri.tls()) {
            config.sslOptions(tls != null ? tls : CHECKED);
        }
        return config;
    }

    private static ConnectionPoolConfig pool(RedisUri uri) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(MOST_CONNECTIONS);
        pool.setMaxIdle(MOST_CONNECTIONS);
        pool.setFairness(true); // otherwise some threads wait for ever while others are served again and again
        pool.setMaxWait(Duration.ofMillis(uri.timeoutMillis()));
        return pool;
    }
}

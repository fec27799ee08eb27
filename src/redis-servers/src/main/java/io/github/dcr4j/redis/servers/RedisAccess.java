package io.github.dcr4j.redis.servers;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;

/**
 * What it takes to connect to a topology's servers: TLS, users, passwords. Immutable and safe for concurrent use. Every
 * call returns a new builder, with time-outs of 500 ms to connect and 2 s to be answered.
 */
public final class RedisAccess {
    private static final int CONNECT_MILLIS = 500;
    private static final int ANSWER_MILLIS = 2_000;

    private final RedisOptions options;
    private final @Nullable RedisTls tls;
    private final RedisUser admin =
            new RedisUser("topology-admin", UUID.randomUUID().toString(), "~* &* +@all");

    RedisAccess(RedisOptions options, @Nullable RedisTls tls) {
        this.options = options;
        this.tls = tls;
    }

    /** Returns the configuration of a client that is the default user. */
    public DefaultJedisClientConfig.Builder client() {
        DefaultJedisClientConfig.Builder config = encrypted();
        if (options.password() != null) {
            config.password(options.password());
        }
        return config;
    }

    /** Returns the configuration of a client that is an ACL user. */
    public DefaultJedisClientConfig.Builder client(RedisUser user) {
        return options.withoutAuth()
                ? encrypted()
                : encrypted().user(user.name()).password(user.password());
    }

    /** Returns the configuration of a client of the Sentinels. */
    public DefaultJedisClientConfig.Builder sentinelClient() {
        DefaultJedisClientConfig.Builder config = encrypted();
        if (options.sentinelPassword() != null) {
            config.password(options.sentinelPassword());
        }
        return config;
    }

    /** Returns the user that may do everything and that servers use among each other; on every server with data. */
    public RedisUser admin() {
        return admin;
    }

    /** Tells whether the servers take TLS connections only. */
    public boolean isEncrypted() {
        return tls != null;
    }

    /**
     * Returns the certificates.
     *
     * @throws IllegalStateException if the servers were started without TLS
     */
    public RedisTls tls() {
        if (tls == null) {
            throw new IllegalStateException("Started without RedisOptions.Builder.tls()");
        }
        return tls;
    }

    private DefaultJedisClientConfig.Builder encrypted() {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(ANSWER_MILLIS);
        return tls == null ? config : config.sslOptions(tls.clientOptions());
    }
}

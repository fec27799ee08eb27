package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.resolver.DcrCredentialStoreBuilder;
import io.github.dcr4j.store.redis.connection.Attempts;
import io.github.dcr4j.store.redis.connection.JedisVersion;
import io.github.dcr4j.store.redis.connection.Names;
import io.github.dcr4j.store.redis.connection.PrintableText;
import io.github.dcr4j.store.redis.connection.RedisClients;
import io.github.dcr4j.store.redis.connection.RedisUri;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;

/**
 * Builds a {@link RedisDcrCredentialStore}. Not thread-safe. Defaults:
 *
 * <ul>
 *   <li>names begin with {@code dcr4j};
 *   <li>a record is kept for 15 minutes after its secret has expired;
 *   <li>calls that can wait are tried for 6 seconds;
 *   <li>no listener: what was set aside is in the log alone.
 * </ul>
 */
public final class RedisDcrCredentialStoreBuilder {
    private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(10);
    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(1);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(3_650);

    private final @Nullable UnifiedJedis given;
    private final @Nullable RedisUri uri;
    private final RedisSecrets secrets;
    private String prefix = "dcr4j";
    private Duration retention = Duration.ofMinutes(15);
    private Duration patience = Duration.ofSeconds(6);
    private DcrEventListener listener = event -> {};
    private DcrClock clock = DcrClock.system();
    private @Nullable SslOptions tls;

    RedisDcrCredentialStoreBuilder(@Nullable UnifiedJedis given, @Nullable RedisUri uri, RedisSecrets secrets) {
        this.given = given;
        this.uri = uri;
        this.secrets = Objects.requireNonNull(secrets, "secrets");
        if (uri != null && uri.prefix() != null) {
            prefix = uri.prefix();
        }
    }

    /**
     * Sets what every name in Redis begins with; by default what the address says, otherwise {@code dcr4j}. Stores with
     * different prefixes do not see each other.
     *
     * @throws IllegalArgumentException if it is not 1 to 64 letters, digits, dots, colons, dashes or underscores
     */
    public RedisDcrCredentialStoreBuilder prefix(String prefix) {
        this.prefix = new Names(prefix).prefix();
        return this;
    }

    /** Sets how long credentials are kept after their secret has expired, those that were replaced as well; 15 minutes by
     * default. An expired client can be renewed, where the server allows it, for as long as it is kept. */
    public RedisDcrCredentialStoreBuilder retention(Duration retention) {
        this.retention = within("retention", retention, LONGEST_RETENTION);
        return this;
    }

    /** Sets how long calls that can wait are tried while the server is away; 6 seconds by default. */
    public RedisDcrCredentialStoreBuilder patience(Duration patience) {
        this.patience = within("patience", patience, LONGEST_PATIENCE);
        return this;
    }

    /** Sets the listener to which entries that were set aside are reported. */
    public RedisDcrCredentialStoreBuilder listener(DcrEventListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Sets the clock that measures waiting here, and how long a secret is still good when it is saved; the machine's by
     * default. Redis measures everything else.
     */
    public RedisDcrCredentialStoreBuilder clock(DcrClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets how TLS connections are made, for a server whose certificate the JVM does not trust by itself, or that wants
     * one of the client. By default the JVM's trust is used and the host name checked.
     */
    public RedisDcrCredentialStoreBuilder tls(SslOptions tls) {
        this.tls = Objects.requireNonNull(tls, "tls");
        return this;
    }

    /**
     * Returns a store that has shown that it can run a script on the server; a server that is away is waited for, up to
     * the patience.
     *
     * @throws DcrStoreException if the server cannot be reached or used, or others encrypt with a key unknown here
     * @throws IllegalStateException if {@code tls} is set for a client that the caller made, or Jedis is older than
     *     7.2.0
     */
    public RedisDcrCredentialStore build() {
        Duration longest = patience.isZero() ? SHORTEST_PATIENCE : patience;
        return new RedisDcrCredentialStore(DcrCredentialStoreBuilder.on(buildStateStore())
                .name(uri == null ? "Redis" : uri.toString())
                .clock(clock)
                .patience(longest)
                .retention(retention)
                .listener(listener)
                .build());
    }

    /** Returns the backend, as {@link #build()} does. */
    RedisStateStore buildStateStore() {
        JedisVersion.check();
        if (given != null) {
            if (tls != null) {
                throw new IllegalStateException("tls is for a store that opens its own client");
            }
            return open(given, false, attempts("Redis", PrintableText.WITHOUT_SECRETS));
        }
        RedisUri address = Objects.requireNonNull(uri);
        Attempts attempts = attempts(address.toString(), new PrintableText(address.secrets()));
        UnifiedJedis opened =
                attempts.run(Step.STORE_READ, true, () -> JedisVersion.require(() -> RedisClients.open(address, tls)));
        try {
            return open(opened, true, attempts);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private RedisStateStore open(UnifiedJedis redis, boolean owned, Attempts attempts) {
        return new RedisStateStore(redis, owned, attempts, secrets, prefix);
    }

    private Attempts attempts(String server, PrintableText printable) {
        return new Attempts(server, printable, clock, patience);
    }

    private static Duration within(String property, Duration value, Duration longest) {
        if (value.isNegative() || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException(property + " must be zero to " + longest + ": " + value);
        }
        return value;
    }
}

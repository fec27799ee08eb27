package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.redis.connection.RedisUri;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * Keeps client credentials in Redis 6.2 or newer, alone, with Sentinel or as a Cluster, shared by every replica that is
 * given the same server, prefix and keys.
 *
 * <p>The entries of a key share a slot, and one script replaces them in one step: the record, which is the current
 * generation; former generations; and a state that outlives both. Redis measures every deadline. What cannot be used,
 * because it is malformed, was changed or belongs elsewhere, is put under another name for a day, reported, and counts
 * as absent; what a newer version wrote, or what is encrypted with a key that is not known here, is an error and is
 * left alone.
 *
 * <p>{@link #find(DcrKey)} never waits for a server that is away; every other call does, up to the patience. After five
 * failures in a row calls fail at once for a while, those that can wait once the outage is as old as the patience.
 *
 * <p>Thread-safe. Failures are {@link DcrStoreException}; no message of theirs holds credentials.
 *
 * <pre>{@code
 * KeyRing keyRing = KeyRing.ofBase64(Secret.of(Files.readString(keyFile))); // made by: openssl rand -base64 32
 * RedisDcrCredentialStore store = RedisDcrCredentialStore.open("rediss://redis.internal:6379", keyRing);
 * DcrResolver resolver = DcrResolver.builder(store).build();
 * }</pre>
 */
public final class RedisDcrCredentialStore implements DcrCredentialStore {
    private final DcrCredentialStore store;

    RedisDcrCredentialStore(DcrCredentialStore store) {
        this.store = store;
    }

    /**
     * Opens a store with the defaults, and a client that it closes: see {@link #builder(URI, RedisSecrets)}.
     *
     * @throws IllegalArgumentException if {@code uri} cannot be used
     * @throws DcrStoreException if the server cannot be used
     */
    public static RedisDcrCredentialStore open(URI uri, RedisSecrets secrets) {
        return builder(uri, secrets).build();
    }

    /** Opens a store by an address as text; see {@link #builder(String, RedisSecrets)}. */
    public static RedisDcrCredentialStore open(String uri, RedisSecrets secrets) {
        return builder(uri, secrets).build();
    }

    /** Starts a store as {@link #builder(URI, RedisSecrets)} does; no message repeats a text that is no URI. */
    public static RedisDcrCredentialStoreBuilder builder(String uri, RedisSecrets secrets) {
        return new RedisDcrCredentialStoreBuilder(null, RedisUri.parse(uri), secrets);
    }

    /**
     * Starts a store on a client of the caller's, which stays the caller's to close. Its time-outs bound every try; it
     * must not read from replicas.
     *
     * @param redis a client for one server, Sentinel or Cluster
     * @param secrets how secrets are protected
     */
    public static RedisDcrCredentialStoreBuilder builder(UnifiedJedis redis, RedisSecrets secrets) {
        return new RedisDcrCredentialStoreBuilder(Objects.requireNonNull(redis, "redis"), null, secrets);
    }

    /**
     * Starts a store that opens and closes a client of its own. The forms, in which user, password and database may be
     * left out:
     *
     * <ul>
     *   <li>{@code redis://user:password@host:6379/0}
     *   <li>{@code rediss://user:password@host:6379/0}, with TLS and a checked host name
     *   <li>{@code redis-sentinel://user:password@host:26379,host:26379/0?master=name}
     *   <li>{@code redis-cluster://user:password@host:6379,host:6379}
     * </ul>
     *
     * <p>Parameters: {@code connectTimeout} and {@code timeout} in milliseconds, 2000 and 500 by default;
     * {@code tls=true} for Sentinel and Cluster; {@code prefix}; {@code sentinelUser} and {@code sentinelPassword}.
     *
     * @throws IllegalArgumentException if {@code uri} cannot be used; the message does not repeat it
     */
    public static RedisDcrCredentialStoreBuilder builder(URI uri, RedisSecrets secrets) {
        return new RedisDcrCredentialStoreBuilder(null, RedisUri.parse(uri), secrets);
    }

    /** {@inheritDoc} It never waits for a server that is away. */
    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        return store.find(key);
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        return store.find(key, Objects.requireNonNull(generation, "generation"));
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        return store.save(next, base, lease);
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        return store.amend(key, from, to);
    }

    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        return store.invalidate(key, generation, reason, atMostEvery);
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        return store.refersTo(key, clientId);
    }

    @Override
    public Healed heal(DcrCredentials known) {
        return store.heal(known);
    }

    /** {@inheritDoc} Dropped is what a key has beyond 256 generations; if nothing asks, the last 1,000 are kept. */
    @Override
    public List<Evicted> takeEvicted() {
        return store.takeEvicted();
    }

    @Override
    public void remove(DcrKey key) {
        store.remove(key);
    }

    /**
     * {@inheritDoc} Every master is walked with SCAN, some hundred names at a time; a generation may come twice. What
     * cannot be used is left out; what is encrypted with an unknown key, or newer than this version, is an error.
     */
    @Override
    public Stream<DcrCredentials> stream() {
        return store.stream();
    }

    @Override
    public DcrCoordination coordination(DcrClock clock) {
        return store.coordination(clock);
    }

    /** Closes the client if the store opened it. */
    @Override
    public void close() {
        store.close();
    }
}

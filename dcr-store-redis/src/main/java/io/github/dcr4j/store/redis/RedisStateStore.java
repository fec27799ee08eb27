package io.github.dcr4j.store.redis;

import static io.github.dcr4j.store.redis.EntryCodec.utf8;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.StateStoreException;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.store.redis.connection.Attempts;
import io.github.dcr4j.store.redis.connection.Names;
import io.github.dcr4j.store.redis.connection.Reply;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/**
 * Keeps entries in Redis 6.2 or newer, in format 2. Every entry of a key is a string with a life of its own, all in one
 * slot; the state begins with the write id. Redis measures every time. Thread-safe.
 *
 * <p>A {@code find} of one entry, which is a hit, never waits for a server that is away; every other call does, up to
 * the patience.
 */
final class RedisStateStore implements StateStore {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.dcr4j.store.redis.RedisDcrCredentialStore");
    private static final String STATE = RawReads.STATE;

    private final UnifiedJedis redis;
    private final boolean owned;
    private final Attempts attempts;
    private final RedisCalls calls;
    private final Names names;
    private final EntryCodec codec;
    private final RawReads reads;
    private final OpenedHits opened = new OpenedHits();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** The caller closes {@code redis} if it opened it and this fails. */
    RedisStateStore(UnifiedJedis redis, boolean owned, Attempts attempts, RedisSecrets secrets, String prefix) {
        this.redis = redis;
        this.owned = owned;
        this.attempts = attempts;
        ValueCipher cipher = new ValueCipher(secrets, new SecureRandom());
        calls = new RedisCalls(redis, attempts);
        names = new Names(prefix);
        codec = new EntryCodec(cipher, prefix);
        reads = new RawReads(redis, attempts, calls, names, codec.head().length());
        check(cipher);
    }

    /** A replica that could not read what the others write does not come so far as to register a client. */
    private void check(ValueCipher cipher) {
        ReplicaNote note = new ReplicaNote(cipher, names.prefix());
        List<byte[]> notes = List.of(utf8(note.readable()), utf8(note.own()));
        Reply reply = run(Script.CHECK, List.of(names.check(), names.keyNote()), notes, Step.STORE_WRITE);
        if (reply.is("OTHER")) {
            throw note.refusal(reply.text(1));
        }
        warnOfEviction(reply.text(1));
    }

    private Reply run(Script script, List<byte[]> keys, List<byte[]> arguments, Step step) {
        return calls.run(new RedisCalls.Call(script, keys, () -> arguments, step, true));
    }

    @Override
    public Found find(DcrKey key, List<String> names) {
        ensureOpen();
        boolean hit = names.size() == 1 && !names.get(0).equals(STATE);
        return hit
                ? find(key.fingerprint(), names.get(0))
                : found(
                        key.fingerprint(),
                        names,
                        reads.atOneInstant(key.fingerprint(), others(names)).raw());
    }

    private Found find(String fingerprint, String name) {
        RawKey raw = reads.hit(fingerprint, name);
        if (!(raw.state() instanceof byte[] head) || !(raw.others().get(0) instanceof byte[] entry)) {
            return found(fingerprint, List.of(name), raw);
        }
        String place = fingerprint + name;
        Found known = opened.find(place, head, entry);
        if (known != null) {
            return known;
        }
        Found found = found(fingerprint, List.of(name), raw);
        opened.add(place, head, entry, found);
        return found;
    }

    private static List<String> others(Collection<String> entries) {
        return entries.stream().filter(name -> !name.equals(STATE)).toList();
    }

    /** Opens what was read. */
    private Found found(String fingerprint, List<String> asked, RawKey raw) {
        String writeId = raw.state() instanceof byte[] state ? codec.head().open(fingerprint, state) : null;
        List<StoredEntry> entries = new ArrayList<>();
        if (asked.contains(STATE) && raw.state() != null) {
            entries.add(
                    raw.state() instanceof byte[] state
                            ? codec.openState(fingerprint, writeId, state)
                            : ofAnotherType(STATE));
        }
        List<String> others = others(asked);
        for (int i = 0; i < others.size(); i++) {
            Object value = raw.others().get(i);
            if (value != null) {
                entries.add(
                        value instanceof byte[] entry
                                ? codec.open(fingerprint, others.get(i), entry)
                                : ofAnotherType(others.get(i)));
            }
        }
        return new Found(writeId, entries);
    }

    private static StoredEntry ofAnotherType(String name) {
        return StoredEntry.unreadable(name, new byte[0], "it is of another type");
    }

    @Override
    public Snapshot read(DcrKey key, List<String> names) {
        ensureOpen();
        RawReads.Timed read = reads.atOneInstant(key.fingerprint(), others(names));
        Found found = found(key.fingerprint(), names, read.raw());
        String writeId = found.writeId() == null ? read.raw().seen() : found.writeId();
        return new Snapshot(key, names, found.entries(), writeId, read.now());
    }

    @Override
    public boolean replace(Snapshot read, StateChange change, Instant notAfter) {
        try {
            ensureOpen();
            return write(read, change, notAfter);
        } catch (DcrStoreException e) {
            if (e.retryable()) {
                throw e;
            }
            // A missing right, an entry that is too long: the same write again would fail in the same way.
            throw new StateStoreException(String.valueOf(e.getMessage()), false, e.getCause());
        }
    }

    /**
     * Where what is of another type is put is named only if something is: while a slot of a Cluster is being moved, a
     * script that names what is not there waits for the end of the move.
     */
    private boolean write(Snapshot read, StateChange change, Instant notAfter) {
        StoredEntry state = StoredEntry.named(STATE, change.put());
        if (state == null) {
            throw new IllegalArgumentException("a write without a state, in which its id stands");
        }
        String fingerprint = read.key().fingerprint();
        String before = Objects.requireNonNullElse(read.writeId(), "");
        List<String> others = others(read.names());
        List<byte[]> keys = new ArrayList<>();
        keys.add(names.entry(fingerprint, STATE));
        others.forEach(name -> keys.add(names.entry(fingerprint, name)));
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(utf8(Long.toString(notAfter.toEpochMilli())));
        arguments.add(RawKey.isSeen(before) ? utf8(before) : codec.head().beginning(fingerprint, before));
        arguments.add(utf8(Integer.toString(others.size())));
        arguments.add(codec.sealState(fingerprint, change.writeId(), state.bytes()));
        arguments.add(utf8(end(state)));
        for (StoredEntry entry : change.put()) {
            if (entry != state) {
                keys.add(names.entry(fingerprint, entry.name()));
                arguments.add(codec.seal(fingerprint, entry.name(), entry.bytes()));
                arguments.add(utf8(end(entry)));
            }
        }
        for (String name : others(change.dropped())) {
            keys.add(names.entry(fingerprint, name));
            arguments.add(new byte[0]);
            arguments.add(utf8("drop"));
        }
        Reply reply = run(Script.REPLACE, keys, arguments, Step.STORE_WRITE);
        if (reply.is("TYPE")) {
            keys.add(names.entry(fingerprint, "aside"));
            reply = run(Script.REPLACE, keys, arguments, Step.STORE_WRITE);
        }
        return reply.is("DONE");
    }

    private static String end(StoredEntry entry) {
        Instant end = entry.end();
        return end == null ? "0" : Long.toString(end.toEpochMilli());
    }

    /** Walks every master with SCAN over the keys that have the first of these entries; a key may come twice. */
    @Override
    public Stream<Found> stream(List<String> names) {
        ensureOpen();
        RecordStream<Found> keys = new RecordStream<>(redis, attempts, this.names, fingerprint -> {
            Found found = found(
                    fingerprint,
                    names,
                    reads.atOneInstant(fingerprint, others(names)).raw());
            return found.entries().isEmpty() ? null : found;
        });
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(keys, Spliterator.NONNULL | Spliterator.IMMUTABLE), false);
    }

    /** Closes the client if the store opened it. */
    @Override
    public void close() {
        if (!closed.getAndSet(true) && owned) {
            redis.close();
        }
    }

    private void ensureOpen() {
        if (closed.get()) {
            throw new DcrStoreException(DcrException.at(Step.STORE_READ, "the store is closed"));
        }
    }

    /** Warns if the server drops entries when its memory is full; empty if it does not say. */
    private static void warnOfEviction(String policy) {
        if (!policy.isEmpty() && !policy.equals("noeviction")) {
            LOG.warn(
                    "Redis has maxmemory-policy {}: when its memory is full, it may drop the state of a key, and with"
                            + " it the knowledge that a client has ended; set maxmemory-policy noeviction",
                    policy);
        }
    }
}

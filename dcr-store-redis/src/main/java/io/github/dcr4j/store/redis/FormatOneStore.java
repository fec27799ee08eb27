package io.github.dcr4j.store.redis;

import static io.github.dcr4j.store.redis.Rows.bytes;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrLease;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/** The store in format 1, which goes when format 2 has taken its place. Thread-safe. */
final class FormatOneStore implements DcrCredentialStore {
    private static final int LONGEST_REASON = 200;

    private final UnifiedJedis redis;
    private final boolean owned;
    private final Attempts attempts;
    private final RedisCalls calls;
    private final Names names;
    private final RowCodec codec;
    private final NoteCodec notes;
    private final Rows rows;
    private final Writes writes;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Whoever opened {@code redis} closes it if this fails. */
    FormatOneStore(UnifiedJedis redis, boolean owned, Attempts attempts, Settings settings) {
        this.redis = redis;
        this.owned = owned;
        this.attempts = attempts;
        ValueCipher cipher = new ValueCipher(settings.secrets(), new SecureRandom());
        calls = new RedisCalls(redis, attempts);
        names = new Names(settings.prefix());
        codec = new RowCodec(cipher, settings.writeFormat());
        notes = new NoteCodec(cipher, settings.writeFormat());
        rows = new Rows(calls, names, codec, cipher, settings);
        writes = new Writes(rows, codec, notes);
        check(cipher);
    }

    /** A replica with another key than the others must not come so far as to register a client of its own. */
    private void check(ValueCipher cipher) {
        List<byte[]> keys = List.of(names.check(), names.keyNote());
        List<byte[]> ids = List.of(bytes(cipher.keyIds()), bytes(Objects.requireNonNullElse(cipher.keyId(), "")));
        Reply reply = calls.run(new RedisCalls.Call(Script.CHECK, keys, () -> ids, Step.STORE_WRITE, true));
        if (reply.is("OTHER")) {
            throw RowCodec.unknownKeyOfOthers(names.prefix(), reply.text(1));
        }
        Rows.warnOfEviction(reply.text(1));
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        ensureOpen();
        return rows.<Optional<DcrCredentials>>atOnce(key, Step.STORE_READ, on -> {
                    Reply reply = on.run(Script.FIND);
                    return reply.is("ROW") ? Optional.of(on.decode(reply.bytes(1))) : Optional.empty();
                })
                .orElse(null);
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        ensureOpen();
        Objects.requireNonNull(generation, "generation");
        return rows.<Optional<DcrCredentials>>on(key, Step.STORE_READ, on -> {
                    Reply reply = on.run(Script.FIND_GENERATION, bytes(generation));
                    return switch (reply.status()) {
                        case "ROW" -> Optional.of(on.decode(reply.bytes(1)));
                        case "FORMER" -> Optional.of(on.decode(reply.bytes(1), generation));
                        default -> Optional.empty();
                    };
                })
                .orElse(null);
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        ensureOpen();
        if (lease != null && !lease.key().equals(next.key())) {
            throw new IllegalArgumentException("the lease is for " + lease.key() + ", not for " + next.key());
        }
        return writes.save(next, base, lease);
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        ensureOpen();
        return rows.on(key, Step.STORE_WRITE, new Amendment(key, from, to, codec, notes)::on);
    }

    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        ensureOpen();
        Objects.requireNonNull(generation, "generation");
        byte[] token = bytes(UUID.randomUUID().toString());
        byte[] why = bytes(reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason);
        byte[] limit = bytes(Long.toString(atMostEvery.toMillis()));
        return rows.on(key, Step.STORE_WRITE, on -> {
            Reply reply = on.run(Script.INVALIDATE, bytes(generation), token, limit, why);
            return switch (reply.status()) {
                case "DONE" -> new Invalidation.Done();
                case "ALREADY" -> new Invalidation.Already();
                case "TOO_SOON" -> new Invalidation.TooSoon(Duration.ofMillis(reply.number(1)));
                default -> new Invalidation.NotCurrent();
            };
        });
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        ensureOpen();
        byte[] client = bytes(Names.clientDigest(key, clientId));
        return rows.on(key, Step.STORE_READ, on -> on.run(Script.REFERS, client).is("YES"));
    }

    @Override
    public Healed heal(DcrCredentials known) {
        ensureOpen();
        return writes.heal(known);
    }

    /** {@inheritDoc} Dropped is what a key has beyond 256 generations; if nothing asks, the last 1,000 are kept. */
    @Override
    public List<Evicted> takeEvicted() {
        return writes.takeEvicted();
    }

    @Override
    public void remove(DcrKey key) {
        ensureOpen();
        byte[] token = bytes(UUID.randomUUID().toString());
        rows.on(key, Step.STORE_WRITE, on -> on.run(Script.REMOVE, token));
    }

    /**
     * {@inheritDoc} Every master is walked with SCAN, some hundred names at a time; a generation may come twice. What
     * cannot be used is left out; what is encrypted with an unknown key, or newer than this version, is an error.
     */
    @Override
    public Stream<DcrCredentials> stream() {
        ensureOpen();
        RecordStream<DcrCredentials> records = new RecordStream<>(redis, attempts, names, this::read);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(records, Spliterator.NONNULL | Spliterator.IMMUTABLE), false);
    }

    private @Nullable DcrCredentials read(String fingerprint) {
        List<byte[]> format = List.of(bytes(Integer.toString(Envelope.FORMAT)));
        Reply reply =
                calls.run(new RedisCalls.Call(Script.FIND, names.of(fingerprint), () -> format, Step.STORE_READ, true));
        if (reply.is("NEWER")) {
            throw RowCodec.newer(Step.STORE_READ, reply.text(1));
        }
        try {
            return reply.is("ROW") ? codec.decode(fingerprint, reply.bytes(1)) : null;
        } catch (BadRowException e) {
            return null; // whoever asks for its key sets it aside
        }
    }

    @Override
    public DcrCoordination coordination(DcrClock clock) {
        return new RedisCoordination(rows, notes, clock);
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
}

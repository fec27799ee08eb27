package io.github.dcr4j.store.redis;

import static io.github.dcr4j.store.redis.Rows.bytes;

import io.github.dcr4j.DcrCredentialStore.Evicted;
import io.github.dcr4j.DcrCredentialStore.Healed;
import io.github.dcr4j.DcrCredentialStore.SaveResult;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrLease;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes generations in. What Redis has to forget of a key so that another generation can be taken in is noted here before it is
 * forgotten there: nothing else remembers what deletes its client. Thread-safe.
 */
final class Writes {
    /** How often another writer may be faster. */
    private static final int MOST_TRIES = 64;

    private static final int MOST_EVICTIONS = 1_000;
    private static final byte[] NONE = {};

    private final Rows rows;
    private final RowCodec codec;
    private final NoteCodec notes;
    private final BlockingQueue<Evicted> forgotten = new LinkedBlockingQueue<>(MOST_EVICTIONS);

    Writes(Rows rows, RowCodec codec, NoteCodec notes) {
        this.rows = rows;
        this.codec = codec;
        this.notes = notes;
    }

    SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        DcrKey key = next.key();
        byte[] owner = bytes(lease == null ? "" : lease.owner());
        byte[] note = notes.management(key, next.generation(), next.management().orElse(null));
        return rows.on(key, Step.STORE_WRITE, on -> {
            long version = 1;
            // The row is bound to its version, so it is written for the version expected, and again if that moved.
            for (int tries = 0; tries < MOST_TRIES; tries++) {
                DcrCredentials stored = next.toBuilder().version(version).build();
                byte[] row = codec.encode(stored);
                Reply reply = run(
                        Script.SAVE,
                        key,
                        on,
                        () -> List.of(row, bytes(base == null ? "" : base), owner, note, rows.secretLife(next)));
                if (!reply.is("VERSION")) {
                    return saved(reply, row, stored, on);
                }
                version = reply.number(1);
            }
            throw busy(key);
        });
    }

    private static SaveResult saved(Reply reply, byte[] row, DcrCredentials stored, Rows.OnKey on)
            throws BadRowException {
        return switch (reply.status()) {
            case "SAVED" ->
                new SaveResult.Saved(Arrays.equals(row, reply.bytes(1)) ? stored : on.decode(reply.bytes(1)));
            case "SUPERSEDED" -> new SaveResult.Superseded(on.decode(reply.bytes(1)));
            case "LOST" -> new SaveResult.Lost(on.decode(reply.bytes(1)));
            default -> new SaveResult.Ended();
        };
    }

    Healed heal(DcrCredentials known) {
        DcrKey key = known.key();
        byte[] note =
                notes.management(key, known.generation(), known.management().orElse(null));
        byte[] registered = bytes(Long.toString(known.createdAt().toEpochMilli()));
        byte[] row = codec.encode(known);
        return rows.on(key, Step.STORE_WRITE, on -> {
            Reply reply = run(Script.HEAL, key, on, () -> List.of(row, note, registered, rows.secretLife(known)));
            if (reply.size() > 1) {
                rows.tell(new DcrEvent.Healed(key, known.generation()));
            }
            return Healed.valueOf(reply.status());
        });
    }

    /** Runs a script, and again with what was noted, if it says that it has to forget something first. */
    private Reply run(Script script, DcrKey key, Rows.OnKey on, Supplier<List<byte[]>> own) throws BadRowException {
        byte[] noted = NONE;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            byte[] last = noted;
            Reply reply = on.run(script, () -> {
                List<byte[]> all = new ArrayList<>(own.get());
                all.add(last);
                return all;
            });
            if (!reply.is("FULL")) {
                return reply;
            }
            note(key, reply, on);
            noted = reply.bytes(1);
        }
        throw busy(key);
    }

    private void note(DcrKey key, Reply reply, Rows.OnKey on) throws BadRowException {
        String generation = reply.text(1);
        DcrManagement management = notes.management(key, generation, reply.bytes(2));
        byte[] row = reply.bytes(3);
        DcrCredentials former = row.length == 0 ? null : on.decode(row, generation);
        Evicted note;
        if (former != null) {
            DcrManagement known = management == null ? former.management().orElse(null) : management;
            note = new Evicted(key, former.clientId(), generation, known);
        } else if (management != null) {
            note = new Evicted(key, management.clientId(), generation, management);
        } else {
            return; // its note cannot be read: nothing is known of it any more
        }
        while (!forgotten.offer(note)) {
            forgotten.poll();
        }
    }

    private static DcrStoreException busy(DcrKey key) {
        return DcrStoreException.writing(key + " is saved by others all the time", null);
    }

    /** Returns what was noted since the last call, the oldest first. */
    List<Evicted> takeEvicted() {
        List<Evicted> taken = new ArrayList<>();
        forgotten.drainTo(taken);
        return taken;
    }
}

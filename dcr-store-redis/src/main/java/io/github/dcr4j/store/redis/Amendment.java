package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces management data wherever a key has them. Only their reader can compare them, so they are read, and written
 * if nothing about the key's generations moved in between. Immutable and thread-safe.
 */
record Amendment(DcrKey key, DcrManagement from, DcrManagement to, RowCodec rows, NoteCodec notes) {
    private static final int TRIES = 64;
    private static final byte[] NO_ROW = new byte[0];

    /** Everything about the key. */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they came; nothing compares these
    private record Seen(byte[] revision, byte[] row, Map<String, byte[]> formers, List<Generation> generations) {
        static Seen in(Reply reply) {
            Map<String, byte[]> formers = new HashMap<>();
            int at = 4;
            for (int end = at + (int) reply.number(3); at < end; at += 2) {
                formers.put(reply.text(at), reply.bytes(at + 1));
            }
            return new Seen(reply.bytes(1), reply.bytes(2), formers, Generation.in(reply, at));
        }
    }

    /** Returns whether the data were {@code from} somewhere, or are {@code to} already. */
    boolean on(Rows.OnKey key) throws BadRowException {
        for (int tries = 0; tries < TRIES; tries++) {
            Seen seen = Seen.in(key.run(Script.LOOK));
            List<byte[]> change = new ArrayList<>(List.of(seen.revision()));
            boolean already = false;
            for (Generation generation : seen.generations()) {
                DcrManagement management = managementOf(generation, seen, key);
                already |= to.equals(management);
                if (from.equals(management)) {
                    change.add(Rows.bytes(generation.name()));
                    change.add(notes.management(this.key, generation.name(), to));
                    change.add(amended(generation, seen, key));
                }
            }
            if (change.size() == 1) {
                return already;
            }
            if (key.run(Script.AMEND, () -> change).is("DONE")) {
                return true;
            }
        }
        throw new DcrStoreException(DcrException.at(Step.STORE_WRITE, this.key + " changes all the time")
                .retryable(true));
    }

    private @Nullable DcrManagement managementOf(Generation generation, Seen seen, Rows.OnKey on)
            throws BadRowException {
        if (generation.bare() && generation.isCurrent()) {
            return on.decode(seen.row()).management().orElse(null);
        }
        return notes.management(key, generation.name(), generation.note());
    }

    private byte[] amended(Generation generation, Seen seen, Rows.OnKey on) throws BadRowException {
        DcrCredentials before = null;
        byte[] former = seen.formers().get(generation.name());
        if (generation.isCurrent()) {
            before = on.decode(seen.row());
        } else if (generation.inUse() && former != null) {
            before = on.decode(former, generation.name());
        }
        return before == null
                ? NO_ROW
                : rows.encode(before.toBuilder().management(to).build());
    }
}

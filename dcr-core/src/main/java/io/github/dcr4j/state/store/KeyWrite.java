package io.github.dcr4j.state.store;

import static io.github.dcr4j.state.codec.EntryNames.RECORD;
import static io.github.dcr4j.state.codec.EntryNames.STATE;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.state.CurrentRecord;
import io.github.dcr4j.state.Generation;
import io.github.dcr4j.state.Generations;
import io.github.dcr4j.state.KeyState;
import io.github.dcr4j.state.Span;
import io.github.dcr4j.state.codec.EntryNames;
import io.github.dcr4j.state.codec.RecordCodec;
import io.github.dcr4j.state.codec.StateCodec;
import io.github.dcr4j.state.codec.StateCodec.RecordNote;
import io.github.dcr4j.state.codec.WriteId;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StoredEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is written in the place of a stored key.
 *
 * @param change for the store
 * @param forgotten generations for which there was no room although their client may still exist
 */
record KeyWrite(StateChange change, List<Generation> forgotten) {
    /** The state of a key is no longer than this, in bytes. */
    static final int LONGEST_STATE = 64 * 1024;

    private static final Duration KEPT_ASIDE = Duration.ofDays(1);

    /** Returns the write that turns {@code before} into {@code next}. */
    static KeyWrite of(StoredKey before, KeyState next) {
        return new Writing(before, EntryNames.newId()).write(next);
    }

    /** One write, while it is put together. */
    private static final class Writing {
        private final StoredKey before;
        private final DcrKey key;
        private final String random;
        private final List<StoredEntry> put = new ArrayList<>();
        private final Set<String> dropped = new HashSet<>();

        Writing(StoredKey before, String random) {
            this.before = before;
            this.key = before.snapshot().key();
            this.random = random;
        }

        KeyWrite write(KeyState next) {
            setAside();
            RecordNote note = record(next.generations().current());
            String writeId = WriteId.of(random, note == null ? null : note.digest());
            KeyState fitting = next;
            byte[] bytes = StateCodec.encode(key, fitting, note, writeId);
            while (bytes.length > LONGEST_STATE) {
                fitting = smaller(fitting, bytes.length);
                bytes = StateCodec.encode(key, fitting, note, writeId);
            }
            put.add(new StoredEntry(STATE, bytes, instant(fitting.keptUntil(now()))));
            formers(fitting.generations());
            put.forEach(entry -> dropped.remove(entry.name()));
            return new KeyWrite(
                    new StateChange(writeId, put, dropped),
                    fitting.generations().forgotten());
        }

        private void setAside() {
            Instant until = before.snapshot().now().plus(KEPT_ASIDE);
            for (StoredEntry entry : before.unusable()) {
                put.add(new StoredEntry(EntryNames.aside(entry.name(), random), entry.bytes(), until));
                dropped.add(entry.name());
            }
        }

        private @Nullable RecordNote record(@Nullable CurrentRecord current) {
            if (current == null) {
                dropped.add(RECORD);
                return null;
            }
            RecordNote note = before.note();
            if (note != null && current.equals(before.state().generations().current())) {
                return note;
            }
            byte[] bytes = RecordCodec.encode(current.credentials(), current.unknown());
            put.add(new StoredEntry(RECORD, bytes, instant(current.life().end())));
            return new RecordNote(current.generation(), current.life(), EntryNames.digest(bytes));
        }

        private KeyState smaller(KeyState state, int length) {
            Generations fewer = state.generations().forgetOldest();
            if (fewer.list().size() == state.generations().list().size()) {
                throw DcrStoreException.writing(
                        "the state of " + key + " takes " + length + " bytes, and at most " + LONGEST_STATE
                                + " can be stored; the management data of its client are too long",
                        null);
            }
            return state.with(fewer);
        }

        /** Drops the rows of generations that are former no more, and writes those of the ones that became former. */
        private void formers(Generations next) {
            before.state().generations().list().stream()
                    .filter(Generation::isFormer)
                    .forEach(known -> dropped.add(EntryNames.former(known.name())));
            for (Generation known : next.list()) {
                Span former = known.former();
                CurrentRecord row = next.rows().get(known.name());
                if (former == null) {
                    continue;
                }
                dropped.remove(EntryNames.former(known.name()));
                if (row != null) {
                    put.add(new StoredEntry(
                            EntryNames.former(known.name()),
                            RecordCodec.encodeFormer(row.credentials(), row.unknown()),
                            instant(former.end())));
                }
            }
        }

        private long now() {
            return before.snapshot().now().toEpochMilli();
        }

        private static @Nullable Instant instant(long millis) {
            return millis == Long.MAX_VALUE ? null : Instant.ofEpochMilli(millis);
        }
    }
}

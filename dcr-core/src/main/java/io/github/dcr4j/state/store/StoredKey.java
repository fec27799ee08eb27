package io.github.dcr4j.state.store;

import static io.github.dcr4j.state.codec.EntryNames.RECORD;
import static io.github.dcr4j.state.codec.EntryNames.STATE;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.state.CurrentRecord;
import io.github.dcr4j.state.Generation;
import io.github.dcr4j.state.Generations;
import io.github.dcr4j.state.KeyState;
import io.github.dcr4j.state.codec.EntryNames;
import io.github.dcr4j.state.codec.RecordCodec;
import io.github.dcr4j.state.codec.RecordCodec.Row;
import io.github.dcr4j.state.codec.StateCodec;
import io.github.dcr4j.state.codec.StateCodec.RecordNote;
import io.github.dcr4j.state.codec.StateCodec.Stored;
import io.github.dcr4j.state.codec.UnreadableEntryException;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as a snapshot shows it. What cannot be used is not part of the state; it is noted, and set aside by the next
 * write.
 *
 * <ul>
 *   <li>A record that is absent although its time is not over was lost: nothing is current.
 *   <li>A record that is not the one the state names, or that stands there without a state, is set aside.
 *   <li>A damaged entry is set aside; with a damaged state the record is, too.
 *   <li>An entry of a newer format is a {@link io.github.dcr4j.DcrStoreException}, and left as it is.
 * </ul>
 */
final class StoredKey {
    private final Snapshot snapshot;
    private final List<Finding> findings = new ArrayList<>();
    private final List<StoredEntry> unusable = new ArrayList<>();
    private @Nullable RecordNote note;
    private KeyState state = KeyState.EMPTY;

    private StoredKey(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    static StoredKey of(Snapshot snapshot) {
        StoredKey stored = new StoredKey(snapshot);
        stored.load();
        return stored;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    KeyState state() {
        return state;
    }

    /** Returns the record that the state names and that was found, {@code null} if there is none. */
    @Nullable
    RecordNote note() {
        return note;
    }

    /** Returns what is wrong with the stored key, for operators; empty if nothing is. */
    List<Finding> findings() {
        return findings;
    }

    /** Returns the entries that the next write sets aside. */
    List<StoredEntry> unusable() {
        return unusable;
    }

    private void load() {
        StoredEntry stateEntry = snapshot.entry(STATE);
        StoredEntry recordEntry = snapshot.entry(RECORD);
        Stored stored = stateEntry == null ? null : loadState(stateEntry);
        CurrentRecord current = recordEntry == null ? null : loadRecord(recordEntry, stored);
        if (stored == null) {
            return;
        }
        RecordNote named = stored.record();
        if (recordEntry == null && named != null && !named.life().isOver(millis())) {
            findings.add(Finding.lost(named.generation()));
        }
        note = current == null ? null : named;
        state = stored.state().with(stored.state().generations().withCurrent(current));
        for (StoredEntry entry : snapshot.entries()) {
            if (!entry.name().equals(STATE) && !entry.name().equals(RECORD)) {
                checkFormer(entry);
            }
        }
    }

    private @Nullable Stored loadState(StoredEntry entry) {
        try {
            Stored stored = StateCodec.decode(snapshot.key(), readable(entry));
            if (!stored.writeId().equals(snapshot.writeId())) {
                throw new UnreadableEntryException("it is not of the last write");
            }
            return stored;
        } catch (UnreadableEntryException e) {
            setAside(entry, "the state", e.getMessage());
            return null;
        }
    }

    private @Nullable CurrentRecord loadRecord(StoredEntry entry, @Nullable Stored stored) {
        try {
            Row row = RecordCodec.decode(readable(entry));
            if (stored == null) {
                throw new UnreadableEntryException("there is no state that names it");
            }
            RecordNote named = stored.record();
            if (named == null || !isNamed(row, entry, named, snapshot.key())) {
                throw new UnreadableEntryException("it is not the one that was stored last");
            }
            return new CurrentRecord(row.credentials(), named.life(), row.unknown());
        } catch (UnreadableEntryException e) {
            setAside(entry, "the record", e.getMessage());
            return null;
        }
    }

    /** Whether a row is the one that the state of {@code key} names. */
    static boolean isNamed(Row row, StoredEntry entry, RecordNote named, DcrKey key) {
        return row.credentials().key().equals(key)
                && row.credentials().generation().equals(named.generation())
                && EntryNames.digest(entry.bytes()).equals(named.digest());
    }

    private void checkFormer(StoredEntry entry) {
        Generations generations = state.generations();
        for (Generation known : generations.list()) {
            if (EntryNames.former(known.name()).equals(entry.name())) {
                try {
                    former(entry, known, snapshot.key());
                } catch (UnreadableEntryException e) {
                    setAside(entry, "the row of former generation " + ForeignText.of(known.name()), e.getMessage());
                    state = state.with(generations.change(known.name(), former -> former.withFormer(null)));
                }
            }
        }
    }

    /** Returns the row of a former generation. */
    static Row former(StoredEntry entry, Generation known, DcrKey key) {
        Row row = RecordCodec.decode(readable(entry));
        if (!row.credentials().key().equals(key)
                || !row.credentials().generation().equals(known.name())) {
            throw new UnreadableEntryException("it is that of another generation");
        }
        return row;
    }

    /** Returns the bytes of an entry with which the backend found nothing wrong. */
    static byte[] readable(StoredEntry entry) {
        String flaw = entry.flaw();
        if (flaw != null) {
            throw new UnreadableEntryException(flaw);
        }
        return entry.bytes();
    }

    private void setAside(StoredEntry entry, String what, @Nullable String why) {
        unusable.add(entry);
        findings.add(Finding.setAside(entry.name(), what + " cannot be used and is set aside for a day: " + why));
    }

    private long millis() {
        return snapshot.now().toEpochMilli();
    }
}

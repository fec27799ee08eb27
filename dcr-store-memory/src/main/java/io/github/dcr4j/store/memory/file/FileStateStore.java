package io.github.dcr4j.store.memory.file;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.store.memory.file.FileContents.DamagedException;
import io.github.dcr4j.store.memory.file.FileContents.KeyEntries;
import io.github.dcr4j.store.memory.file.FileReports.Damage;
import io.github.dcr4j.store.memory.file.FileTrust.UntrustedException;
import io.github.dcr4j.store.memory.file.StoredFile.Stamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of all keys in one file. Reading needs no lock, because the file is only ever replaced as a whole;
 * replacing reads, compares and writes while no other thread or process does. A damaged file is set aside first. Times
 * are of the wall clock, the only one that processes share. Thread-safe.
 */
public final class FileStateStore implements StateStore {
    private static final int ROOM_FOR_A_CLIENT = 1024 * 1024;
    private static final String RECORD = "record";
    private static final Found NOTHING = new Found(null, List.of());

    private final StoredFile file;
    private final FileGate gate;
    private final DcrClock clock;
    private final FileReports reports;
    private volatile @Nullable Seen seen;

    /** What stood in the file when it had that stamp. */
    private record Seen(Stamp stamp, Map<String, KeyEntries> keys) {}

    private record Opened(FileContents contents, @Nullable Damage damage) {}

    private record Replaced(boolean applied, @Nullable Damage damage) {}

    private interface Action<T> {
        T run() throws IOException;
    }

    public FileStateStore(StoredFile file, FileGate gate, DcrClock clock, FileReports reports) {
        this.file = file;
        this.gate = gate;
        this.clock = clock;
        this.reports = reports;
    }

    @Override
    public Found find(DcrKey key, List<String> names) {
        return named(reading(() -> keys(key)).get(key.fingerprint()), names, now());
    }

    /**
     * Returns what there is. The file is not read again while it looks untouched since. A file that was written just
     * before it was read is: a second write may fall into the same tick of its time stamp.
     */
    private Map<String, KeyEntries> keys(@Nullable DcrKey asker) throws IOException {
        Stamp stamp = file.stamp();
        Seen known = seen;
        if (stamp == null) {
            return Map.of();
        }
        if (known != null && known.stamp().equals(stamp)) {
            return known.keys();
        }
        Map<String, KeyEntries> keys = contents(asker).all();
        seen = stamp.isSettled(DcrClock.system().millis()) ? new Seen(stamp, keys) : null;
        return keys;
    }

    private static Found named(@Nullable KeyEntries key, List<String> names, Instant now) {
        if (key == null) {
            return NOTHING;
        }
        List<StoredEntry> entries = new ArrayList<>(names.size());
        for (String name : names) {
            StoredEntry entry = key.entries().get(name);
            if (entry != null && !entry.hasEnded(now)) {
                entries.add(entry);
            }
        }
        return new Found(key.writeId(), entries);
    }

    /** Reads what a step is applied to, and so what may be replaced: in a directory that is trusted. */
    @Override
    public Snapshot read(DcrKey key, List<String> names) {
        KeyEntries present = reading(() -> {
                    file.checkDirectory();
                    return contents(key);
                })
                .find(key.fingerprint());
        Instant now = now();
        Found found = named(present, names, now);
        return new Snapshot(key, names, found.entries(), found.writeId(), now);
    }

    /** A key has a write id as long as it has an entry, so that the ids tell whether anything was written. */
    @Override
    public boolean replace(Snapshot read, StateChange change, Instant notAfter) {
        AtomicBoolean written = new AtomicBoolean();
        Replaced replaced = changing(
                written,
                () -> gate.alone(() -> {
                    Opened opened = readOrSetAside();
                    KeyEntries present = opened.contents().find(read.key().fingerprint());
                    Instant now = now();
                    boolean unchanged = Objects.equals(read.writeId(), present == null ? null : present.writeId());
                    if (unchanged && !now.isAfter(notAfter)) {
                        write(opened.contents().write(read.key().fingerprint(), change, now), change);
                        written.set(true);
                    }
                    return new Replaced(written.get(), opened.damage());
                }));
        reports.damaged(read.key(), replaced.damage());
        return replaced.applied();
    }

    /** What stores no client leaves room for the one that is registered next: a full file is noticed before that. */
    private void write(byte[] text, StateChange change) throws IOException {
        boolean client = StoredEntry.named(RECORD, change.put()) != null;
        int most = client ? FileTrust.LONGEST : FileTrust.LONGEST - ROOM_FOR_A_CLIENT;
        Stamp before = file.stamp();
        if (text.length > most && (before == null || text.length > before.size())) {
            throw new UntrustedException("with what there is to write it would be " + text.length + " bytes long, and "
                    + FileTrust.LONGEST + " are read; purge keys that are not used any more");
        }
        file.replace(text);
    }

    private FileContents contents(@Nullable DcrKey asker) throws IOException {
        try {
            return read();
        } catch (DamagedException e) {
            Opened opened = changing(new AtomicBoolean(), () -> gate.alone(this::readOrSetAside));
            reports.damaged(asker, opened.damage());
            return opened.contents();
        }
    }

    /** Runs while no other thread or process works on the file. */
    private Opened readOrSetAside() throws IOException {
        try {
            return new Opened(read(), null);
        } catch (DamagedException e) {
            return new Opened(FileContents.empty(), new Damage(file.setAside(), String.valueOf(e.getMessage())));
        }
    }

    private FileContents read() throws IOException, DamagedException {
        byte[] text = file.read();
        if (text == null) {
            return FileContents.empty();
        }
        shutOthersOut();
        return FileContents.read(text);
    }

    private void shutOthersOut() {
        try {
            if (OwnerOnly.tighten(file.path())) {
                reports.closedToOthers();
            }
        } catch (IOException e) {
            reports.openToOthers(e);
        }
    }

    @Override
    public Stream<Found> stream(List<String> names) {
        Instant now = now();
        return List.copyOf(reading(() -> keys(null)).values()).stream()
                .map(key -> named(key, names, now))
                .filter(found -> !found.entries().isEmpty());
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private <T> T reading(Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw FileFailure.reading(file.path(), e);
        }
    }

    /** Runs something that writes; what fails after {@code written} is set is a failure whose outcome is not known. */
    private <T> T changing(AtomicBoolean written, Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            if (written.get()) {
                throw new UncheckedIOException(e);
            }
            throw FileFailure.changing(file.path(), file.directory(), e);
        }
    }

    /** Nothing is open between calls. */
    @Override
    public void close() {}
}

package io.github.dcr4j.store.memory.file;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.StoredEntry;
import io.github.dcr4j.store.memory.file.FileChange.OutcomeUnknownException;
import io.github.dcr4j.store.memory.file.FileFormat.DamagedException;
import io.github.dcr4j.store.memory.file.FileLine.Kept;
import io.github.dcr4j.store.memory.file.FileReports.Damage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of all keys in one file. Reading needs no lock of the file, because what a reader has seen of it stays as
 * it is; replacing reads, compares and writes while no other thread or process does. A damaged file is set aside first.
 * Times are of the wall clock, the only one that processes share. Thread-safe.
 */
public final class FileStateStore implements StateStore {
    private static final Found NOTHING = new Found(null, List.of());

    private final StoredFile file;
    private final FileGate gate;
    private final DcrClock clock;
    private final FileReports reports;
    private final FileView view;

    private record Opened(FileLines lines, @Nullable Damage damage) {}

    private record Replaced(boolean applied, @Nullable Damage damage) {}

    private interface Action<T> {
        T run() throws IOException;
    }

    public FileStateStore(StoredFile file, FileGate gate, DcrClock clock, FileReports reports) {
        this.file = file;
        this.gate = gate;
        this.clock = clock;
        this.reports = reports;
        view = new FileView(file, reports);
    }

    @Override
    public Found find(DcrKey key, List<String> names) {
        return named(reading(() -> lines(false, key)).find(key.fingerprint()), names, now());
    }

    private static Found named(@Nullable FileLine key, List<String> names, Instant now) {
        if (key == null) {
            return NOTHING;
        }
        List<StoredEntry> entries = new ArrayList<>(names.size());
        for (String name : names) {
            Kept kept = key.entries().get(name);
            if (kept != null && !kept.hasEnded(now)) {
                entries.add(kept.entry());
            }
        }
        return new Found(key.writeId(), entries);
    }

    /** Reads what a step is applied to, and so what may be replaced: in a directory that is trusted. */
    @Override
    public Snapshot read(DcrKey key, List<String> names) {
        FileLine present = reading(() -> {
                    file.checkDirectory();
                    return lines(true, key);
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
                    Opened opened = lookOrSetAside();
                    FileLine present = opened.lines().find(read.key().fingerprint());
                    Instant now = now();
                    boolean unchanged = Objects.equals(read.writeId(), present == null ? null : present.writeId());
                    if (unchanged && !now.isAfter(notAfter)) {
                        new FileChange(view, reports, opened.lines(), read.key().fingerprint(), change, now).write();
                        written.set(true);
                    }
                    return new Replaced(written.get(), opened.damage());
                }));
        reports.damaged(read.key(), replaced.damage());
        return replaced.applied();
    }

    /**
     * Returns what stands in the file, after a damaged one was set aside.
     *
     * @param anyway whether to look into the file though it looks untouched
     */
    private FileLines lines(boolean anyway, @Nullable DcrKey asker) throws IOException {
        try {
            return anyway ? view.look() : view.glance();
        } catch (DamagedException e) {
            Opened opened = changing(new AtomicBoolean(), () -> gate.alone(this::lookOrSetAside));
            reports.damaged(asker, opened.damage());
            return opened.lines();
        }
    }

    /** Runs while no other thread or process works on the file. */
    private Opened lookOrSetAside() throws IOException {
        try {
            return new Opened(view.look(), null);
        } catch (DamagedException e) {
            return new Opened(FileLines.none(), new Damage(view.setAside(), String.valueOf(e.getMessage())));
        }
    }

    @Override
    public Stream<Found> stream(List<String> names) {
        Instant now = now();
        return List.copyOf(reading(() -> lines(false, null)).all()).stream()
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
            if (written.get() || e instanceof OutcomeUnknownException) {
                throw new UncheckedIOException(e);
            }
            throw FileFailure.changing(file.path(), file.directory(), e);
        }
    }

    /** Nothing is open between calls. */
    @Override
    public void close() {}
}

package io.github.dcr4j.store.memory;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.memory.FileContents.DamagedException;
import io.github.dcr4j.store.memory.FileTrust.UntrustedException;
import io.github.dcr4j.store.memory.StoredFile.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps on what a file holds: one that changes it reads, works and writes while nobody else does; one that looks needs no
 * lock. A damaged file is set aside first. Thread-safe.
 */
final class FileSteps {
    private static final Logger LOG = LoggerFactory.getLogger(FileSteps.class);
    private static final long SETTLED_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private static final int ROOM_FOR_A_CLIENT = 1024 * 1024;
    private static final long BETWEEN_WARNINGS = TimeUnit.HOURS.toNanos(1);
    private static final long NEVER = Long.MIN_VALUE;

    private final StoredFile file;
    private final FileGate gate;
    private final DcrClock clock;
    private final DcrEventListener listener;
    private final AtomicLong warnedAt = new AtomicLong(NEVER);
    private volatile @Nullable Seen seen;

    /** What stood in the file when it had that stamp. */
    private record Seen(Stamp stamp, Map<DcrKey, DcrCredentials> current) {}

    private record Found(FileContents contents, @Nullable Damage damage) {}

    private record Damage(Path aside, String why) {}

    private record Changed<T>(T result, @Nullable Damage damage) {}

    FileSteps(StoredFile file, FileGate gate, DcrClock clock, DcrEventListener listener) {
        this.file = file;
        this.gate = gate;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Returns the current generations. The file is not read again while it looks untouched since. A file that was written
     * just before it was read is: a second write may fall into the same tick of its time stamp.
     *
     * @param asker on whose behalf, {@code null} for nobody's
     */
    Map<DcrKey, DcrCredentials> current(@Nullable DcrKey asker) {
        return reading(() -> {
            Stamp stamp = file.stamp();
            Seen known = seen;
            if (stamp == null) {
                return Map.of();
            }
            if (known != null && known.stamp().equals(stamp)) {
                return known.current();
            }
            Map<DcrKey, DcrCredentials> current = contents(asker).current();
            boolean settled = DcrClock.system().millis() - stamp.modified().toMillis() > SETTLED_MILLIS;
            seen = settled ? new Seen(stamp, current) : null;
            return current;
        });
    }

    /** Looks at what is known of {@code key}, {@code null} for nothing; what {@code look} does to it has no effect. */
    <T> @Nullable T look(DcrKey key, Function<FileEntry, @Nullable T> look) {
        Optional<FileEntry> found =
                reading(() -> Optional.ofNullable(contents(key).find(key)));
        FileEntry entry = found.orElse(null);
        return entry == null ? null : entry.step(clock.millis(), look);
    }

    private FileContents contents(@Nullable DcrKey asker) throws IOException {
        try {
            return read();
        } catch (DamagedException e) {
            Found found = changing(Step.STORE_READ, () -> gate.alone(this::readOrSetAside));
            tell(asker, found.damage());
            return found.contents();
        }
    }

    /** Runs a step on {@code key}; what it changed is on the disk when this returns. */
    <T> T change(Step step, DcrKey key, Function<FileEntry, T> work) {
        return changing(step, () -> {
            Changed<T> changed = gate.alone(() -> {
                Found found = readOrSetAside();
                T result = changed(step, found.contents(), key, work);
                return new Changed<>(result, found.damage());
            });
            tell(key, changed.damage());
            return changed.result();
        });
    }

    private <T> T changed(Step step, FileContents contents, DcrKey key, Function<FileEntry, T> work)
            throws IOException {
        FileEntry entry = contents.entry(key);
        JsonNode before = EntryJson.write(entry);
        long now = clock.millis();
        T result = entry.step(now, work);
        if (contents.isAheadOfItsTime() || !EntryJson.write(entry).equals(before)) {
            entry.keep(now);
            write(step, contents.write(now));
        }
        return result;
    }

    /** A claim leaves room for the client that is registered under it: a full file is noticed before that. */
    private void write(Step step, byte[] text) throws IOException {
        int most = step == Step.CLAIM ? FileTrust.LONGEST - ROOM_FOR_A_CLIENT : FileTrust.LONGEST;
        Stamp before = file.stamp();
        if (text.length > most && (before == null || text.length > before.size())) {
            throw new UntrustedException("with what there is to write it would be " + text.length + " bytes long, and "
                    + FileTrust.LONGEST + " are read; purge keys that are not used any more");
        }
        file.replace(text);
    }

    private FileContents read() throws IOException, DamagedException {
        byte[] text = file.read();
        if (text == null) {
            return FileContents.empty();
        }
        shutOthersOut();
        return FileContents.read(text, clock.millis());
    }

    private void shutOthersOut() {
        try {
            if (OwnerOnly.tighten(file.path())) {
                LOG.warn("{} could be read by others than its owner; it cannot any more", file.path());
            }
        } catch (IOException e) {
            if (mayWarn()) {
                LOG.warn(
                        "{} holds secrets, can be read by others than its owner, and that cannot be changed ({}); it is"
                                + " used: chmod 600 keeps them out",
                        file.path(),
                        e.toString());
            }
        }
    }

    private boolean mayWarn() {
        long now = clock.nanos();
        long last = warnedAt.get();
        return (last == NEVER || now - last >= BETWEEN_WARNINGS) && warnedAt.compareAndSet(last, now);
    }

    /** Runs while nobody else works on the file. */
    private Found readOrSetAside() throws IOException {
        try {
            return new Found(read(), null);
        } catch (DamagedException e) {
            return new Found(FileContents.empty(), new Damage(file.setAside(), String.valueOf(e.getMessage())));
        }
    }

    /** Runs outside of the lock: a listener may use the store. */
    private void tell(@Nullable DcrKey asker, @Nullable Damage damage) {
        if (damage == null) {
            return;
        }
        LOG.warn("{} was damaged ({}) and is set aside as {}", file.path(), damage.why(), damage.aside());
        if (asker == null) {
            return;
        }
        DcrEvent event = new DcrEvent.RowSetAside(asker, file.path().toString(), damage.why());
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The listener of a file store failed on {}",
                    event.getClass().getSimpleName(),
                    e);
        }
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private <T> T reading(Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw FileFailure.reading(file.path(), e);
        }
    }

    private <T> T changing(Step step, Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw FileFailure.changing(step, file.path(), file.directory(), e);
        }
    }
}

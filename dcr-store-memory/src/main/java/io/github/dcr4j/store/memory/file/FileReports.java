package io.github.dcr4j.store.memory.file;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a file store reports to operators: in the log, and to its listener. Thread-safe. */
public final class FileReports {
    private static final Logger LOG = LoggerFactory.getLogger(FileReports.class);
    private static final long BETWEEN_WARNINGS = TimeUnit.HOURS.toNanos(1);
    private static final long NEVER = Long.MIN_VALUE;

    private final Path path;
    private final DcrClock clock;
    private final DcrEventListener listener;
    private final AtomicLong warnedOfOthersAt = new AtomicLong(NEVER);
    private final AtomicLong warnedOfTextAt = new AtomicLong(NEVER);

    /** The file could not be read, and has another name now. */
    record Damage(Path aside, String why) {}

    public FileReports(Path path, DcrClock clock, DcrEventListener listener) {
        this.path = path;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Reports that the file was set aside, if it was. Not called under the lock of the file: a listener may use the
     * store.
     *
     * @param asker on whose behalf it was read, {@code null} for no key in particular
     */
    void damaged(@Nullable DcrKey asker, @Nullable Damage damage) {
        if (damage == null) {
            return;
        }
        LOG.warn(
                "{} was damaged ({}) and is set aside as {}, which has all that it held: to use it again, end the programs"
                        + " that use the file, mend it and move it back",
                path,
                damage.why(),
                damage.aside());
        if (asker != null) {
            publish(asker, damage.why());
        }
    }

    private void publish(DcrKey key, String why) {
        DcrEvent event = new DcrEvent.RowSetAside(key, path.toString(), why);
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The listener of a file store failed on {}",
                    event.getClass().getSimpleName(),
                    e);
        }
    }

    /** Called under the lock of the file, as the ones below: they do not call the listener. */
    void tornLine(int bytes) {
        LOG.info(
                "{}: the last line was not whole ({} bytes), as a program leaves it that ends in the middle of a write;"
                        + " it was never used, and is dropped",
                path,
                bytes);
    }

    void closedToOthers() {
        LOG.warn("{} could be read by others than its owner; it cannot any more", path);
    }

    /** Warns once an hour. */
    void notWrittenAnew(IOException why) {
        if (isTimeToWarn(warnedOfTextAt)) {
            LOG.warn(
                    "{} could not be written anew without what is out of date ({}); changes are appended to it, and what"
                            + " they replace or remove stays in it, with its secrets, until one can write it anew",
                    path,
                    why.toString());
        }
    }

    private boolean isTimeToWarn(AtomicLong warnedAt) {
        long now = clock.nanos();
        long last = warnedAt.get();
        return (last == NEVER || now - last >= BETWEEN_WARNINGS) && warnedAt.compareAndSet(last, now);
    }

    /** Warns once an hour. */
    void openToOthers(IOException why) {
        if (isTimeToWarn(warnedOfOthersAt)) {
            LOG.warn(
                    "{} holds secrets, can be read by others than its owner, and that cannot be changed ({}); it is"
                            + " used: chmod 600 keeps them out",
                    path,
                    why.toString());
        }
    }
}

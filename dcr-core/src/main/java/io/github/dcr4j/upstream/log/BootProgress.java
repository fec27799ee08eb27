package io.github.dcr4j.upstream.log;

import io.github.dcr4j.ForeignText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says while upstreams are resolved: a line every ten seconds with those that are waited for, and one at
 * the end with those that failed. Used by one thread.
 */
public final class BootProgress {
    private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST_NAMES = 20;

    private final Logger log;
    private final LongSupplier nanos;
    private final int upstreams;
    private final long begun;
    private final List<String> failed = new ArrayList<>();
    private int ready;
    private long next;

    /**
     * Begins with {@code upstreams} upstreams.
     *
     * @param nanos the time, as {@link System#nanoTime} gives it
     */
    public BootProgress(int upstreams, LongSupplier nanos) {
        this(upstreams, nanos, LoggerFactory.getLogger("io.github.dcr4j.upstream.Upstreams"));
    }

    BootProgress(int upstreams, LongSupplier nanos, Logger log) {
        this.log = log;
        this.nanos = nanos;
        this.upstreams = upstreams;
        begun = nanos.getAsLong();
        next = begun + EVERY_NANOS;
    }

    /** Counts a result. */
    public void known(String name, boolean hasClient) {
        if (!hasClient) {
            failed.add(name);
        } else {
            ready++;
        }
    }

    /** Returns after how many nanoseconds the next line is due; zero or less if it is. */
    public long untilNextLine() {
        return next - nanos.getAsLong();
    }

    /** Logs the line that is due. */
    public void waitingFor(Collection<String> names) {
        next = nanos.getAsLong() + EVERY_NANOS;
        log.atInfo()
                .addKeyValue("upstreams", upstreams)
                .addKeyValue("ready", ready)
                .addKeyValue("failed", failed.size())
                .addKeyValue("waiting", names.size())
                .log(ready + " of " + upstreams + " upstreams have a client after " + millis() + " ms, " + failed.size()
                        + " have none; waiting for " + listed(names));
    }

    /** Logs the line of the end. */
    public void ended() {
        log.atInfo()
                .addKeyValue("upstreams", upstreams)
                .addKeyValue("ready", ready)
                .addKeyValue("failed", failed.size())
                .addKeyValue("tookMillis", millis())
                .log(ready + " of " + upstreams + " upstreams have a client after " + millis() + " ms"
                        + (failed.isEmpty() ? "" : "; there is none yet for " + listed(failed)));
    }

    private long millis() {
        return Duration.ofNanos(nanos.getAsLong() - begun).toMillis();
    }

    private static String listed(Collection<String> names) {
        String first = names.stream()
                .limit(MOST_NAMES)
                .map(name -> ForeignText.of(name).toString())
                .collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMES ? first : first + " and " + (names.size() - MOST_NAMES) + " more";
    }
}

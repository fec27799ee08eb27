package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.events.LoggedOnce;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The time at each authorization server: the local clock, corrected by what the server's last answer showed. A secret
 * ends by the clock of the server that issued it, so a replica whose clock is wrong still uses what the others use.
 *
 * <p>A correction holds for this process, and only until the wall clock is set or the machine has slept: either one may
 * have made the local clock right. Reading the time takes no lock and allocates nothing. Thread-safe.
 */
public final class ServerClocks {
    private static final long WORTH_A_WARNING = Duration.ofMinutes(5).toMillis();
    /** A {@code Date} has whole seconds: less is no difference, also where a secret has expired on arrival. */
    private static final long SHOWN = Duration.ofSeconds(1).toMillis();

    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(10);
    private static final long SET_FROM = Duration.ofSeconds(2).toMillis();
    /** The widest distance between two time zones. */
    private static final Duration LONGEST = Duration.ofHours(26);

    private static final int MOST_SERVERS = 10_000;

    private final ConcurrentHashMap<String, Correction> corrections = new ConcurrentHashMap<>();
    private final DcrClock clock;
    private final LoggedOnce warned;
    private final BiConsumer<DcrKey, Duration> report;
    private volatile boolean corrects;

    /**
     * What is added to the local wall clock.
     *
     * @param millis the difference
     * @param wallAboveNanos how far the wall clock was above the monotonic one when the difference was found, in
     *     milliseconds
     */
    private record Correction(long millis, long wallAboveNanos) {}

    /** Creates clocks that agree with {@code clock}, and report nothing by themselves. */
    public ServerClocks(DcrClock clock) {
        this(clock, (key, ahead) -> {});
    }

    /**
     * Creates clocks that agree with {@code clock}.
     *
     * @param report takes by how much the clock of a key's server is ahead, where that shows in what another replica
     *     saved
     */
    public ServerClocks(DcrClock clock, BiConsumer<DcrKey, Duration> report) {
        this.clock = clock;
        this.report = report;
        warned = new LoggedOnce(clock, BETWEEN_WARNINGS);
    }

    /** Returns the time at the server of {@code key}. */
    public Instant now(DcrKey key) {
        return Instant.ofEpochMilli(at(key, clock.millis()));
    }

    /** Returns the time at the server that issued {@code credentials}. */
    public long at(DcrCredentials credentials) {
        return at(credentials, clock.millis());
    }

    /**
     * Returns the time at the server that issued {@code credentials} when the local wall clock shows
     * {@code localMillis}. What another replica registered shows that the local clock is behind: nothing has been
     * issued in the future.
     */
    public long at(DcrCredentials credentials, long localMillis) {
        long now = at(credentials.key(), localMillis);
        return credentials.createdAtMillis() <= now + SET_FROM ? now : caughtUp(credentials, localMillis, now);
    }

    private long caughtUp(DcrCredentials fromTheFuture, long localMillis, long now) {
        // by the server's clock, whichever replica registered it
        Instant issuedAt = fromTheFuture.clientIdIssuedAt().orElse(null);
        if (issuedAt == null || issuedAt.toEpochMilli() <= now + SET_FROM) {
            return now;
        }
        Duration ahead = Duration.ofMillis(issuedAt.toEpochMilli() - localMillis);
        if (ahead.compareTo(LONGEST) > 0) {
            return now;
        }
        learn(fromTheFuture.key(), ahead);
        if (isWorthAWarning(
                fromTheFuture.key(),
                ahead,
                fromTheFuture.clientSecretExpiresAt().orElse(null))) {
            report.accept(fromTheFuture.key(), ahead);
        }
        return issuedAt.toEpochMilli();
    }

    /** Returns the time at the server of {@code key} when the local wall clock shows {@code localMillis}. */
    public long at(DcrKey key, long localMillis) {
        if (!corrects) {
            return localMillis;
        }
        Correction known = corrections.get(key.upstream());
        return known != null && holds(known) ? localMillis + known.millis() : localMillis;
    }

    /**
     * Notes how far the clock of the server of {@code key} is ahead of the local one.
     *
     * @param ahead negative if it is behind, {@code null} if the answer did not show it
     */
    public void learn(DcrKey key, @Nullable Duration ahead) {
        if (ahead == null) {
            return;
        }
        if (ahead.isZero()) {
            corrections.remove(key.upstream());
        } else {
            makeRoom(key.upstream());
            corrections.put(key.upstream(), new Correction(ahead.toMillis(), wallAboveNanos()));
        }
        corrects = !corrections.isEmpty();
    }

    /** Forgets first what does not hold any more, and of what does one server only: its next answer shows it again. */
    private void makeRoom(String server) {
        if (corrections.size() < MOST_SERVERS || corrections.containsKey(server)) {
            return;
        }
        corrections.values().removeIf(known -> !holds(known));
        if (corrections.size() >= MOST_SERVERS) {
            corrections.keySet().stream().findAny().ifPresent(corrections::remove);
        }
    }

    private boolean holds(Correction known) {
        return Math.abs(wallAboveNanos() - known.wallAboveNanos()) <= SET_FROM;
    }

    /**
     * Returns whether to report the difference: once in ten minutes for each server, at a bounded rate for all
     * together, and only where it decides about a secret.
     *
     * @param expiresAt when the secret ends; {@code null} for never
     */
    public boolean isWorthAWarning(DcrKey key, Duration ahead, @Nullable Instant expiresAt) {
        long millis = Math.abs(ahead.toMillis());
        long life = expiresAt == null
                ? Long.MAX_VALUE
                : Duration.between(now(key), expiresAt).toMillis();
        if (millis < SHOWN || (millis <= WORTH_A_WARNING && millis <= life / 10)) {
            return false;
        }
        return warned.add(key.upstream());
    }

    private long wallAboveNanos() {
        return clock.millis() - TimeUnit.NANOSECONDS.toMillis(clock.nanos());
    }
}

package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.KeyClaims;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a file has of one key. Not thread-safe: used under the lock of its file, or by one reader. */
final class FileEntry {
    private final DcrKey key;
    private final KeyHistory history;
    private final KeyClaims claims;
    private @Nullable DcrCredentials current;
    private long until;

    /**
     * Creates what was read.
     *
     * @param until when it is forgotten, by the wall clock, if nobody claims the key
     */
    FileEntry(DcrKey key, KeyHistory history, KeyClaims claims, @Nullable DcrCredentials current, long until) {
        this.key = key;
        this.history = history;
        this.claims = claims;
        this.current = current;
        this.until = until;
    }

    static FileEntry empty(DcrKey key) {
        return new FileEntry(key, new KeyHistory(), new KeyClaims(), null, 0);
    }

    /** Runs one step of what a store promises. */
    <T extends @Nullable Object> T step(long now, Function<FileEntry, T> work) {
        history.begin(current, Moment.ofWallClock(now));
        T result = work.apply(this);
        current = history.leave();
        return result;
    }

    /** Keeps it from {@code now} on for as long as its history says. */
    void keep(long now) {
        until = now + history.life().toMillis();
    }

    /** Returns whether there is anything to remember. */
    boolean matters(long now) {
        return claims.matters(now) || (now < until && history.matters());
    }

    DcrKey key() {
        return key;
    }

    KeyHistory history() {
        return history;
    }

    KeyClaims claims() {
        return claims;
    }

    @Nullable
    DcrCredentials current() {
        return current;
    }

    long until() {
        return until;
    }
}

package io.github.dcr4j.store;

import io.github.dcr4j.DcrKey;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps named entries for each key and replaces them by compare-and-set. What the entries mean is not the store's
 * business: it neither reads nor changes their bytes. The names are short ASCII text of the library;
 * {@link DcrKey#fingerprint} names a key.
 *
 * <p>What an implementation promises:
 *
 * <ul>
 *   <li>Every method is atomic for its key: a reader sees all of a {@link #replace} or nothing of it,
 *       but for a {@link #find} with one name.
 *   <li>What a {@code replace} that returned {@code true} wrote is seen by every later call, from whichever process.
 *   <li>An entry whose end has passed, by the backend's clock, is as if it were absent. It may be dropped at any time
 *       then, and an entry of any name may get lost: the library notices it.
 *   <li>There is one clock, the backend's: {@link Snapshot#now}, the ends of entries and {@code notAfter} are all
 *       measured by it, to the millisecond or finer. A backend without a clock uses the clock of its only process.
 *   <li>A failure is an exception, preferably a {@link io.github.dcr4j.DcrStoreException}, never an absent entry. A
 *       {@code replace} that throws may have been applied: the library reads again and finds out. A {@link
 *       StateStoreException} says that it was not, and ends the call. Calls return within a time that the
 *       implementation bounds, and end when their thread is interrupted if the backend's client allows it.
 * </ul>
 *
 * <p>Implementations are safe for concurrent use. A store that wraps another passes every method on.
 *
 * @see io.github.dcr4j.resolver.DcrCredentialStoreBuilder an example
 */
public interface StateStore extends AutoCloseable {
    /**
     * Returns the key's write id and those of the named entries that it has. In one round trip: with one name this is
     * the path of every hit, and costs neither a script nor a lock where the backend can do without. It need not be
     * atomic then: the entry may be that of a {@link #replace} before or after the one of the write id, which the
     * library notices.
     *
     * @param names at least one
     */
    Found find(DcrKey key, List<String> names);

    /** Returns what {@link #find} returns with these names, as it was at one instant, and the backend's time then. */
    Snapshot read(DcrKey key, List<String> names);

    /**
     * Applies {@code change} to the key of {@code read} if nothing was written since. Nothing was written if the key
     * has the write id of the snapshot; or, if the snapshot has none, the key still has none, and the entries that were
     * named in that {@link #read} still have the bytes that it returned, or are still absent.
     *
     * @param read a snapshot of this store
     * @param change the new write id and what is put and dropped; entries that it does not name stay as they are
     * @param notAfter the change is refused if the backend's clock is past this when the change is applied
     * @return whether it was applied; if not, nothing was changed
     */
    boolean replace(Snapshot read, StateChange change, Instant notAfter);

    /**
     * Returns for each key its write id and those of the named entries that it has, for operators, in no particular
     * order. Keys that have none of the entries are left out; keys that change meanwhile may be missing, or be seen as
     * they were. Close the stream.
     */
    Stream<Found> stream(List<String> names);

    /** Closes what this store opened; what it was handed stays open. Calling it again does nothing. */
    @Override
    void close();
}

package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.resolver.DcrCredentialStoreBuilder;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.StateStoreException;
import io.github.dcr4j.store.memory.file.FileFailure;
import io.github.dcr4j.store.memory.file.FileGate;
import io.github.dcr4j.store.memory.file.FileReports;
import io.github.dcr4j.store.memory.file.FileStateStore;
import io.github.dcr4j.store.memory.file.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps client credentials in one file of one user, for a program that shall be the same client when it runs again.
 * Programs that run at the same time on one machine share it, and register once.
 *
 * <ul>
 *   <li>The file is lines of JSON, of a format with a number. <b>Secrets stand in it in clear</b>: it is readable by
 *       its owner alone (POSIX permissions, else an access control list; a file system that has neither protects
 *       nothing). If others may read it they are shut out, with a warning; where that is impossible it is used, with
 *       a warning an hour.
 *   <li>What other users of the machine may have put there is not used: a link, anything but a regular file, a file of
 *       another user than this program's or root, one that others can write to, one longer than 32 MiB, and any file in
 *       a directory where others can replace it, unless {@link FileDcrCredentialStoreBuilder#trustDirectory} is said.
 *       That is a {@link DcrStoreException} which names the path, and nothing is changed.
 *   <li>A change appends a line, and is on the disk when the call returns. A program that is killed in the middle of
 *       one leaves part of a line, which no reader takes and the next change drops. What an editor changes merely by
 *       saving the file, such as blank lines and the ends of lines, does no harm. When more of the file is out
 *       of date than in use, a change replaces it as a whole, by a file that is written and forced to the disk beside
 *       it ({@code NAME.tmp}). What is taken away, or has ended, is gone from a file of up to 1 MiB with that change
 *       or the next one, and from a longer one with the first change an hour after it was last written as a whole.
 *       Where it cannot be written as a whole, as on a full disk or in a directory that takes no new file, changes are
 *       appended, with a warning an hour, and each further one tries it again.
 *   <li>It keeps up to 16 MiB, in a file of up to twice that; what needs more is a {@link DcrStoreException}, and room
 *       for one client's registration is kept free.
 *   <li>Steps that change it take turns by locks of the operating system on {@code NAME.turn} and {@code NAME.lock},
 *       also between class loaders of one JVM; they are never held while something is sent, and a program that is
 *       killed leaves none. Do not remove those files while a program uses the store. On network file systems such
 *       locks may not work: keep the file on a local disk.
 *   <li>Where nothing can be written, as on a read-only file system, what is in the file is used; what would change it
 *       is a {@link DcrStoreException} that says so.
 *   <li>A damaged file is set aside as {@code NAME.damaged-1} and so on, with a warning and a {@link
 *       io.github.dcr4j.DcrEvent.RowSetAside}; the store goes on empty. What is damaged of one key alone is set aside
 *       in the file for a day, with the same warning and event; the other keys are not affected. A file of a newer
 *       format, or of one that no release wrote, is a {@link DcrStoreException} and stays as it is.
 *   <li>Credentials are kept for 15 minutes after their secret's end, and what is known of a key for a week after that.
 * </ul>
 *
 * <p>A hit looks whether the file has changed, and reads what was appended if it has; after another program has
 * replaced it as a whole, all of it. A file that cannot be used is a {@link DcrStoreException} that names it. All times
 * in the file are of the wall clock; if that is set back, a lease or a pause lasts no longer from then on than it was
 * meant to. A step that changes something takes at most about twice the {@linkplain
 * FileDcrCredentialStoreBuilder#patience patience}. Thread-safe.
 *
 * <p>A client that the program kept elsewhere so far is taken over by saving it under the key of the request:
 * {@code store.save(DcrCredentials.builder(request.key())….build(), null, null)}.
 *
 * <pre>{@code
 * try (FileDcrCredentialStore store = FileDcrCredentialStore.open(file);
 *         DcrResolver resolver = DcrResolver.builder(store).build()) {
 *     DcrCredentials client = resolver.resolve(request); // the same one in the next run
 * }
 * }</pre>
 */
public final class FileDcrCredentialStore implements DcrCredentialStore {
    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(1);

    private final Path path;
    private final DcrCredentialStore store;

    FileDcrCredentialStore(FileDcrCredentialStoreBuilder builder) {
        StoredFile file = file(builder);
        path = file.path();
        FileReports reports = new FileReports(path, builder.clock, builder.listener);
        FileGate gate = new FileGate(file, builder.patience);
        store = DcrCredentialStoreBuilder.on(new FileStateStore(file, gate, builder.clock, reports))
                .name(path.toString())
                .clock(builder.clock)
                .patience(builder.patience.isZero() ? SHORTEST_PATIENCE : builder.patience)
                .listener(builder.listener)
                .build();
    }

    private static StoredFile file(FileDcrCredentialStoreBuilder builder) {
        try {
            return StoredFile.at(builder.file, builder.trust());
        } catch (IOException e) {
            StateStoreException failure = FileFailure.reading(builder.file, e);
            throw new DcrStoreException(DcrException.at(Step.STORE_READ, String.valueOf(failure.getMessage()))
                    .retryable(failure.retryable())
                    .cause(e));
        }
    }

    /**
     * Returns a store on {@code file} with the defaults of {@link #builder}. The file need not exist; its directory is
     * created for its owner alone if it is missing.
     *
     * @throws DcrStoreException if what is at {@code file} must not be used, or its directory must not be used or
     *     cannot be created; the message says why
     */
    public static FileDcrCredentialStore open(Path file) {
        return builder(file).build();
    }

    /** Starts a store on {@code file}. */
    public static FileDcrCredentialStoreBuilder builder(Path file) {
        return new FileDcrCredentialStoreBuilder(file);
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        return store.find(key);
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        return store.find(key, generation);
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        return store.save(next, base, lease);
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        return store.amend(key, from, to);
    }

    /** {@inheritDoc} The reason is kept in the file. */
    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        return store.invalidate(key, generation, reason, atMostEvery);
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        return store.refersTo(key, clientId);
    }

    @Override
    public Healed heal(DcrCredentials known) {
        return store.heal(known);
    }

    @Override
    public void remove(DcrKey key) {
        store.remove(key);
    }

    @Override
    public Stream<DcrCredentials> stream() {
        return store.stream();
    }

    /** Returns a coordination that stands in the file; {@code clock} only measures the deadlines of leases. */
    @Override
    public DcrCoordination coordination(DcrClock clock) {
        return store.coordination(clock);
    }

    /**
     * {@inheritDoc} Dropped is what the state of a key has no room for; the last 10,000 are kept until they are taken.
     */
    @Override
    public List<Evicted> takeEvicted() {
        return store.takeEvicted();
    }

    /** Ends the steps that wait for other writers. Nothing is open between steps. */
    @Override
    public void close() {
        store.close();
    }

    /** Prints the path. */
    @Override
    public String toString() {
        return "FileDcrCredentialStore[" + path + "]";
    }
}

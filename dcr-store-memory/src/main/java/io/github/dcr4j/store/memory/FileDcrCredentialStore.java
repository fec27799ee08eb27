package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrLease;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps client credentials in one file of one user, for a program that shall be the same client when it runs again.
 * Programs that run at the same time on one machine share it, and register once.
 *
 * <ul>
 *   <li>The file is JSON of a format with a number. <b>Secrets stand in it in clear</b>: it is readable by its owner alone
 *       (POSIX permissions, else an access control list; a file system that has neither protects nothing). If others may
 *       read it they are shut out, with a warning; where that is impossible it is used, with a warning an hour.
 *   <li>What other users of the machine may have put there is not used: a link, anything but a regular file, a file of another
 *       user than this program's or root, one that others can write to, one longer than 16 MiB, and any file in a directory where
 *       others can replace it, unless {@link FileDcrCredentialStoreBuilder#trustDirectory} is said. That is a {@link
 *       DcrStoreException} which names the path, and nothing is changed.
 *   <li>It is replaced as a whole, by a file that is written and forced to the disk beside it ({@code NAME.tmp}): a program
 *       that is killed leaves the old text or the new one.
 *   <li>Steps that change it take turns by locks of the operating system on {@code NAME.turn} and {@code NAME.lock}, also
 *       between class loaders of one JVM; they are never held while something is sent, and a program that is killed leaves none.
 *       Do not remove those files while a program uses the store. On network file systems such locks may not work: keep the
 *       file on a local disk.
 *   <li>Where nothing can be written, as on a read-only file system, what is in the file is used; what would change it is
 *       a {@link DcrStoreException} that says so.
 *   <li>A damaged file is set aside as {@code NAME.damaged-1} and so on, with a warning and a {@link
 *       io.github.dcr4j.DcrEvent.RowSetAside}; the store goes on empty. A file of a newer format is a {@link
 *       DcrStoreException} and stays as it is.
 *   <li>A generation is kept for a week after its secret's end, and its history as long.
 * </ul>
 *
 * <p>A hit looks whether the file has changed, and reads it if it has. A file that cannot be used is a {@link
 * DcrStoreException} that names it. All times in the file are of the wall clock; if that is set back, they go
 * on from where they stood when the file was written last. Thread-safe.
 *
 * <p>A client that the program kept elsewhere so far is taken over by saving it under the key of the request:
 * {@code store.save(DcrCredentials.builder(request.key())….build(), null, null)}.
 */
public final class FileDcrCredentialStore implements DcrCredentialStore {
    private static final int MOST_EVICTIONS = 1_000;

    private final Path path;
    private final FileSteps file;
    private final DcrClock clock;
    private final Evictions evictions;

    FileDcrCredentialStore(FileDcrCredentialStoreBuilder builder) {
        clock = builder.clock;
        evictions = new Evictions(MOST_EVICTIONS, clock);
        try {
            StoredFile stored = StoredFile.at(builder.file, builder.trust());
            path = stored.path();
            file = new FileSteps(stored, new FileGate(stored, builder.patience), clock, builder.listener);
        } catch (IOException e) {
            throw FileFailure.reading(builder.file, e);
        }
    }

    /**
     * Returns a store on {@code file} with the defaults of {@link #builder}. The file need not exist; its directory is
     * created for its owner alone if it is missing.
     *
     * @throws DcrStoreException if what is at {@code file} must not be used, or its directory must not be used or cannot be
     *     created; the message says why
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
        return file.current(Objects.requireNonNull(key, "key")).get(key);
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        Objects.requireNonNull(generation, "generation");
        return file.look(key, entry -> entry.history().find(generation));
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        if (lease != null && !lease.key().equals(next.key())) {
            throw new IllegalArgumentException("the lease is for " + lease.key() + ", not for " + next.key());
        }
        return write(next.key(), entry -> {
            boolean again = entry.history().knows(next.generation());
            SaveResult result = entry.history().save(next, base);
            if (!again && result instanceof SaveResult.Saved) {
                entry.claims().saved(lease == null ? null : lease.owner());
            } else if (!again && lease != null) {
                entry.claims().runOut(lease.owner(), clock.millis());
            }
            return result;
        });
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        return write(key, entry -> entry.history().amend(from, to));
    }

    /** {@inheritDoc} The reason is not kept. */
    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        Objects.requireNonNull(generation, "generation");
        return write(key, entry -> entry.history().invalidate(generation, atMostEvery));
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        Objects.requireNonNull(clientId, "clientId");
        return Boolean.TRUE.equals(file.look(key, entry -> entry.history().refersTo(clientId)));
    }

    @Override
    public Healed heal(DcrCredentials known) {
        return write(known.key(), entry -> entry.history().heal(known));
    }

    @Override
    public void remove(DcrKey key) {
        write(key, entry -> {
            entry.history().remove();
            return true;
        });
    }

    @Override
    public Stream<DcrCredentials> stream() {
        return List.copyOf(file.current(null).values()).stream();
    }

    /** Returns a coordination that stands in the file; {@code clock} only tells the deadlines of leases. */
    @Override
    public DcrCoordination coordination(DcrClock clock) {
        return new FileCoordination(file, clock, this.clock);
    }

    /** Does nothing: nothing is held open between two steps. */
    @Override
    public void close() {}

    /** Prints the path. */
    @Override
    public String toString() {
        return "FileDcrCredentialStore[" + path + "]";
    }

    /** {@inheritDoc} Dropped is what a key has beyond 256 generations; if nothing asks, the last 1,000 are kept. */
    @Override
    public List<Evicted> takeEvicted() {
        return evictions.take();
    }

    private <T> T write(DcrKey key, Function<FileEntry, T> work) {
        List<KnownGeneration> dropped = new ArrayList<>();
        T result = file.change(Step.STORE_WRITE, key, entry -> {
            T done = work.apply(entry);
            dropped.addAll(entry.history().takeDropped());
            return done;
        });
        evictions.forgotten(key, dropped);
        return result;
    }
}

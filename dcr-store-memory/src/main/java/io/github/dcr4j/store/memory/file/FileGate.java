package io.github.dcr4j.store.memory.file;

import io.github.dcr4j.DcrClock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one at a time work on a file, of all threads, class loaders and processes of the machine. The operating system
 * ends the locks of a process that dies. Waiting is by the clock of the machine: other processes know no other.
 * Thread-safe.
 *
 * <p>Two files are locked, one after the other. A POSIX lock belongs to the process and is lost as soon as the process
 * closes any channel to the file, also one of another class loader that was denied the lock. So the lock that keeps
 * other processes out, on {@code NAME.lock}, is only ever opened by the holder of {@code NAME.turn}. That one keeps
 * others in this JVM out: the JVM itself refuses a second lock on a file, whichever class loader asks, and goes on
 * doing so if the operating system has dropped the first.
 */
public final class FileGate {
    private static final long LONGEST_PAUSE_MILLIS = 25;

    /**
     * Threads of one class loader wait here, in a line and without asking the file system: the one thing here that all
     * stores share. It grows by one small object for each file that is ever opened.
     */
    private static final ConcurrentMap<Path, ReentrantLock> IN_THIS_CLASS_LOADER = new ConcurrentHashMap<>();

    private final StoredFile file;
    private final Path turnFile;
    private final Path lockFile;
    private final ReentrantLock inThisClassLoader;
    private final Duration patience;

    /** Something that is done alone. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** Another thread or process works on the file, for longer than the patience. */
    static final class BusyException extends IOException {
        private static final long serialVersionUID = 1L;

        private BusyException(Path lockFile, Duration patience) {
            super("another thread or process has held " + lockFile + " for " + patience);
        }
    }

    /** Creates a gate to {@code file}, whose path is the same for all who use it. */
    public FileGate(StoredFile file, Duration patience) {
        this.file = file;
        this.patience = patience;
        turnFile = file.beside(".turn");
        lockFile = file.beside(".lock");
        inThisClassLoader = IN_THIS_CLASS_LOADER.computeIfAbsent(file.path(), path -> new ReentrantLock());
    }

    <T> T alone(Work<T> work) throws IOException {
        long began = DcrClock.system().nanos();
        enter();
        try {
            file.checkDirectory();
            try (FileChannel turn = open(turnFile);
                    FileLock inThisJvm = lock(turn, turnFile, began);
                    FileChannel channel = open(lockFile);
                    FileLock held = lock(channel, lockFile, began)) {
                assert inThisJvm.isValid() && held.isValid();
                return work.run();
            }
        } finally {
            inThisClassLoader.unlock();
        }
    }

    private FileChannel open(Path path) throws IOException {
        file.trust().file(path);
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                OwnerOnly.newFile(path));
    }

    private void enter() throws IOException {
        try {
            if (!inThisClassLoader.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new BusyException(lockFile, patience);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private FileLock lock(FileChannel channel, Path path, long began) throws IOException {
        for (int tries = 0; ; tries++) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            if (DcrClock.system().nanos() - began >= patience.toNanos()) {
                throw new BusyException(path, patience);
            }
            pause(Math.min(LONGEST_PAUSE_MILLIS, 1L << Math.min(tries, 10)));
        }
    }

    /** Returns {@code null} if another process has the lock, or another class loader of this JVM. */
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void pause(long longest) throws IOException {
        try {
            DcrClock.system()
                    .after(Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, longest + 1)))
                    .get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the clock failed to wait", e);
        }
    }

    private static InterruptedIOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for the lock");
        interrupted.initCause(cause);
        return interrupted;
    }
}

package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
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
 * Lets one at a time work on a file, of all threads and all processes of the machine. The operating system ends the lock
 * of a process that dies. Waiting is by the clock of the machine: other processes know no other. Thread-safe.
 */
final class FileGate {
    private static final long LONGEST_PAUSE_MILLIS = 25;

    /**
     * A file is locked for the whole process, and a process that closes any channel to a file loses its locks on it. So
     * the threads of this process agree before one of them opens a channel, whichever store they use: the one thing here
     * that is shared by all. It grows by one small object for each file that is ever opened.
     */
    private static final ConcurrentMap<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private final Path lockFile;
    private final ReentrantLock inThisProcess;
    private final Duration patience;

    /** Something that is done alone. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** Somebody else works on the file, for longer than the patience. */
    static final class BusyException extends IOException {
        private static final long serialVersionUID = 1L;

        private BusyException(Path lockFile, Duration patience) {
            super("another thread or process has held " + lockFile + " for " + patience);
        }
    }

    /**
     * Creates a gate.
     *
     * @param lockFile what stands for the file: a real path, the same for everybody
     */
    FileGate(Path lockFile, Duration patience) {
        this.lockFile = lockFile;
        this.patience = patience;
        inThisProcess = IN_THIS_PROCESS.computeIfAbsent(lockFile, path -> new ReentrantLock());
    }

    <T> T alone(Work<T> work) throws IOException {
        long began = DcrClock.system().nanos();
        enter();
        try (FileChannel channel = FileChannel.open(
                        lockFile,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        OwnerOnly.newFile(lockFile));
                FileLock held = lock(channel, began)) {
            assert held.isValid();
            return work.run();
        } finally {
            inThisProcess.unlock();
        }
    }

    private void enter() throws IOException {
        try {
            if (!inThisProcess.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new BusyException(lockFile, patience);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private FileLock lock(FileChannel channel, long began) throws IOException {
        for (int tries = 0; ; tries++) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            if (DcrClock.system().nanos() - began >= patience.toNanos()) {
                throw new BusyException(lockFile, patience);
            }
            pause(Math.min(LONGEST_PAUSE_MILLIS, 1L << Math.min(tries, 10)));
        }
    }

    private @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new IOException("something else in this process has locked " + lockFile, e);
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

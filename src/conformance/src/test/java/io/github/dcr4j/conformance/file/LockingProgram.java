package io.github.dcr4j.conformance.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Locks a file, says so, and keeps the lock until its input ends. */
final class LockingProgram {
    private LockingProgram() {}

    public static void main(String[] arguments) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            System.out.println(lock.isValid());
            while (System.in.read() >= 0) {
                // nothing is ever said
            }
        }
    }
}

package io.github.dcr4j.store.memory.file;

import io.github.dcr4j.store.StateStoreException;
import io.github.dcr4j.store.memory.file.FileFormat.OtherFormatException;
import io.github.dcr4j.store.memory.file.FileTrust.UntrustedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says what is wrong with a file, and whether waiting helps. Stateless. */
public final class FileFailure {
    private FileFailure() {}

    public static StateStoreException reading(Path file, IOException e) {
        if (e instanceof OtherFormatException) {
            return failure("the file " + file + " is left as it is: " + e.getMessage(), e);
        }
        if (e instanceof UntrustedException) {
            return failure("the file " + file + " is not used: " + e.getMessage(), e);
        }
        if (e instanceof AccessDeniedException) {
            return failure("the file " + file + " cannot be used: this program may not open " + e.getMessage(), e);
        }
        return new StateStoreException("the file " + file + " cannot be used: " + named(e), true, e);
    }

    /** Returns the failure of a step that changes {@code file}, which stands in {@code directory}. */
    static StateStoreException changing(Path file, Path directory, IOException e) {
        boolean known = e instanceof UntrustedException || e instanceof OtherFormatException;
        if (!known && Files.isDirectory(directory) && !Files.isWritable(directory)) {
            return failure(
                    "the file " + file + " cannot be changed: nothing can be written in " + directory
                            + ", which is on a read-only file system, or not this program's to write to ("
                            + named(e) + "). What is in the file is used; no client can be registered or replaced",
                    e);
        }
        return reading(file, e);
    }

    private static String named(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    private static StateStoreException failure(String message, IOException e) {
        return new StateStoreException(message, false, e);
    }
}

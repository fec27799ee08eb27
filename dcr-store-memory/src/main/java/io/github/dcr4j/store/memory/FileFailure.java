package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Details;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.memory.FileContents.NewerException;
import io.github.dcr4j.store.memory.FileTrust.UntrustedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says what is wrong with a file, and whether waiting helps. Stateless. */
final class FileFailure {
    private FileFailure() {}

    static DcrStoreException reading(Path file, IOException e) {
        return of(Step.STORE_READ, file, e);
    }

    /** Returns the failure of a step that changes {@code file}, which stands in {@code directory}. */
    static DcrStoreException changing(Step step, Path file, Path directory, IOException e) {
        boolean known = e instanceof UntrustedException || e instanceof NewerException;
        if (!known && Files.isDirectory(directory) && !Files.isWritable(directory)) {
            return failure(
                    step,
                    "the file " + file + " cannot be changed: nothing can be written in " + directory
                            + ", which is on a read-only file system, or not this program's to write to ("
                            + named(e) + "). What is in the file is used; no client can be registered or replaced",
                    e);
        }
        return of(step, file, e);
    }

    private static DcrStoreException of(Step step, Path file, IOException e) {
        if (e instanceof NewerException) {
            return failure(
                    step, "the file " + file + " is left as it is: " + e.getMessage() + "; update this program", e);
        }
        if (e instanceof UntrustedException) {
            return failure(step, "the file " + file + " is not used: " + e.getMessage(), e);
        }
        if (e instanceof AccessDeniedException) {
            return failure(
                    step, "the file " + file + " cannot be used: this program may not open " + e.getMessage(), e);
        }
        return new DcrStoreException(details(step, "the file " + file + " cannot be used: " + named(e), e)
                .retryable(true));
    }

    private static String named(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    private static DcrStoreException failure(Step step, String message, IOException e) {
        return new DcrStoreException(details(step, message, e));
    }

    private static Details details(Step step, String message, IOException e) {
        return DcrException.at(step, message).cause(e);
    }
}

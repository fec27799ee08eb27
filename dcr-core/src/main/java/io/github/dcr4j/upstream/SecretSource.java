package io.github.dcr4j.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret comes from: a value, a file, or an environment variable. It is read each time it is needed, so that
 * one that is replaced on disk is found. Prints where it comes from, never what it is. Immutable and thread-safe.
 *
 * @see Upstreams an example
 */
public final class SecretSource {
    private static final int LONGEST = 64 * 1024;

    private final String where;
    private final Supplier<String> reading;

    private SecretSource(String where, Supplier<String> reading) {
        this.where = where;
        this.reading = reading;
    }

    /** Returns a secret that is known already. */
    public static SecretSource value(Secret value) {
        Objects.requireNonNull(value, "value");
        return new SecretSource("a value", value::reveal);
    }

    /** Returns what a file holds, in UTF-8, without white space at its ends; at most 64 KiB. */
    public static SecretSource file(Path file) {
        Objects.requireNonNull(file, "file");
        return new SecretSource("file " + file, () -> contentOf(file));
    }

    /** Returns what an environment variable held when this process started. */
    public static SecretSource environment(String name) {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("the name of an environment variable must not be blank");
        }
        return new SecretSource("environment variable " + name, () -> valueOf(name, System.getenv(name)));
    }

    /**
     * Reads it.
     *
     * @throws DcrException at {@link Step#CONFIGURE} if it is not there, cannot be read, or is empty
     */
    public Secret read() {
        String text = reading.get();
        if (text.isEmpty()) {
            throw unreadable(where + " is empty", null);
        }
        return Secret.of(text);
    }

    private static String contentOf(Path file) {
        // what is no file, such as a pipe, may never end
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw unreadable("file " + file + " is no regular file", null);
        }
        try (InputStream content = Files.newInputStream(file)) {
            byte[] read = content.readNBytes(LONGEST + 1);
            if (read.length > LONGEST) {
                throw unreadable("file " + file + " is larger than 64 KiB", null);
            }
            return new String(read, UTF_8).strip();
        } catch (IOException e) {
            // its message may be the file's name alone
            throw unreadable("file " + file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    private static String valueOf(String name, @Nullable String value) {
        if (value == null) {
            throw unreadable("environment variable " + name + " is not set", null);
        }
        return value;
    }

    private static DcrException unreadable(String problem, @Nullable IOException cause) {
        return DcrException.at(Step.CONFIGURE, "a configured secret is not there: " + problem)
                .retryable(cause != null)
                .cause(cause)
                .exception();
    }

    /** Prints where it comes from. */
    @Override
    public String toString() {
        return "SecretSource[" + where + "]";
    }
}

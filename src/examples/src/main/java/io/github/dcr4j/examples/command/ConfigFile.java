package io.github.dcr4j.examples.command;

import io.github.dcr4j.upstream.UpstreamsConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The configuration that {@code --config} names. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads it.
     *
     * @throws UsageException if none is named
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if what it says cannot be used
     */
    public static UpstreamsConfig read(@Nullable Path file) throws IOException {
        if (file == null) {
            throw new UsageException("--config is missing");
        }
        try {
            return UpstreamsJson.read(file);
        } catch (IOException e) {
            // its message may be the file's name alone
            throw new IOException(
                    "the configuration " + file + " cannot be read: "
                            + e.getClass().getSimpleName(),
                    e);
        }
    }
}

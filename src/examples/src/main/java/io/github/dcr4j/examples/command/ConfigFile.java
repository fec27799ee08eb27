package io.github.dcr4j.examples.command;

import io.github.dcr4j.upstream.UpstreamsConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.IOException;
import java.nio.file.Path;

/** The configuration that {@code --config} names. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads it.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if what it says cannot be used
     */
    public static UpstreamsConfig read(CommandLine line) throws IOException {
        Path file = Path.of(line.required("--config"));
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

package io.github.dcr4j.examples.visit;

import io.github.dcr4j.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * An initial access token in a file (RFC 7591, section 3). It is read each time it is needed, because such tokens are
 * short-lived and another program renews them.
 *
 * @param path where the token is; blanks and line breaks around it are left out
 */
record TokenFile(Path path) implements Supplier<Secret> {
    @Override
    public Secret get() {
        String text;
        try {
            text = Files.readString(path).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the initial access token cannot be read from " + path, e);
        }
        if (text.isEmpty()) {
            throw new IllegalStateException("there is no initial access token in " + path + ": the file is empty");
        }
        return Secret.of(text);
    }
}

package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrStoreProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/**
 * Opens {@code file:PATH}, a {@link FileDcrCredentialStore} with its defaults; the path is absolute, or relative to the
 * directory in which the program was started. Stateless and thread-safe.
 */
public final class FileStoreProvider implements DcrStoreProvider {
    /** Creates a provider; the service loader does. */
    public FileStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("file");
    }

    @Override
    public DcrCredentialStore open(Settings settings) {
        if (!settings.encryptionKeys().isEmpty()) {
            throw new IllegalArgumentException("file: keeps secrets in clear, in a file that only its owner can read;"
                    + " encryptionKeys are of no use to it");
        }
        FileDcrCredentialStoreBuilder store =
                FileDcrCredentialStore.builder(path(settings.uri())).clock(settings.clock());
        if (settings.listener() != null) {
            store.listener(settings.listener());
        }
        return store.build();
    }

    private static Path path(URI uri) {
        if (uri.getRawSchemeSpecificPart().contains("?") || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("file: takes a path and nothing behind it");
        }
        if (uri.getRawAuthority() != null) {
            throw new IllegalArgumentException("file: takes no host: file:/absolute/path or file:relative/path");
        }
        String path = uri.getSchemeSpecificPart();
        if (path.endsWith("/")) {
            throw new IllegalArgumentException("file: needs the path of a file: file:/absolute/path or file:relative");
        }
        return uri.isOpaque() ? Path.of(path) : Path.of(uri);
    }
}

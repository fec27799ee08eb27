package io.github.dcr4j.store.memory;

import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrStoreProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code file:PATH}, a {@link FileDcrCredentialStore} with its defaults; the path is absolute, or relative to the
 * directory in which the program was started. {@code ?trustDirectory=true} behind it is {@link
 * FileDcrCredentialStoreBuilder#trustDirectory}. Stateless and thread-safe.
 */
public final class FileStoreProvider implements DcrStoreProvider {
    private static final String TRUSTED = "trustDirectory=true";

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
        if (settings.prefix() != null) {
            throw new IllegalArgumentException(
                    "file: has no names that a prefix could stand before; give another path");
        }
        FileDcrCredentialStoreBuilder store =
                FileDcrCredentialStore.builder(path(settings.uri())).clock(settings.clock());
        if (TRUSTED.equals(query(settings.uri()))) {
            store.trustDirectory();
        }
        if (settings.listener() != null) {
            store.listener(settings.listener());
        }
        return store.build();
    }

    private static Path path(URI uri) {
        String query = query(uri);
        if ((query != null && !query.equals(TRUSTED)) || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("file: takes a path and nothing behind it but ?" + TRUSTED);
        }
        if (uri.getRawAuthority() != null) {
            throw new IllegalArgumentException("file: takes no host: file:/absolute/path or file:relative/path");
        }
        String path = URI.create("file:" + uri.getRawSchemeSpecificPart().replaceFirst("[?].*", ""))
                .getSchemeSpecificPart();
        if (path.endsWith("/")) {
            throw new IllegalArgumentException("file: needs the path of a file: file:/absolute/path or file:relative");
        }
        return uri.isOpaque() ? Path.of(path) : Path.of(URI.create("file:" + uri.getRawPath()));
    }

    /** What is behind a question mark; {@link URI} knows a query only of a path that is absolute. */
    private static @Nullable String query(URI uri) {
        String rest = uri.getRawSchemeSpecificPart();
        int at = rest.indexOf('?');
        return at < 0 ? null : rest.substring(at + 1);
    }
}

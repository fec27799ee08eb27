package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Opens what replicas share, by its URI. */
final class SharedStores {
    private SharedStores() {}

    static DcrCredentialStore open(URI uri, Duration patience, DcrEventListener listener) {
        return uri.getScheme().equals("file")
                ? FileDcrCredentialStore.builder(Path.of(uri))
                        .patience(patience)
                        .listener(listener)
                        .build()
                : RedisDcrCredentialStore.builder(uri, ReplicaSpec.keyRing())
                        .patience(patience)
                        .listener(listener)
                        .build();
    }
}

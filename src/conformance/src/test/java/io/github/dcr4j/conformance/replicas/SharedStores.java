package io.github.dcr4j.conformance.replicas;

import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Opens what replicas share, as each of them is set up. */
final class SharedStores {
    private SharedStores() {}

    static DcrCredentialStore open(ReplicaSpec spec, DcrEventListener listener) {
        URI uri = spec.storeUri();
        return uri.getScheme().equals("file")
                ? FileDcrCredentialStore.builder(Path.of(uri))
                        .patience(spec.patience())
                        .listener(listener)
                        .build()
                : RedisDcrCredentialStore.builder(uri, ReplicaSpec.keyRing())
                        .patience(spec.patience())
                        // without it Redis forgets with the secret's end what could be renewed
                        .retention(spec.renewing() ? Duration.ofHours(1) : Duration.ZERO)
                        .listener(listener)
                        .build();
    }
}

package io.github.dcr4j.conformance;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.store.memory.NearCache;
import io.github.dcr4j.store.memory.NearCacheBuilder;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The stores that every promise of the resolver is shown on. */
enum StoreKind {
    MAP {
        @Override
        DcrCredentialStore open(DcrClock clock) {
            return new MapDcrCredentialStore(clock);
        }
    },
    MEMORY {
        @Override
        DcrCredentialStore open(DcrClock clock) {
            return MemoryDcrCredentialStore.builder().clock(clock).build();
        }
    },
    FILE {
        @Override
        DcrCredentialStore open(DcrClock clock) {
            try {
                Path directory = Files.createTempDirectory(Path.of("target"), "file-store");
                return FileDcrCredentialStore.builder(directory.resolve("clients.json"))
                        .clock(clock)
                        .patience(Duration.ofSeconds(30))
                        .trustDirectory()
                        .build();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    NEAR_CACHE {
        @Override
        DcrCredentialStore open(DcrClock clock) {
            return nearCache(clock).build();
        }

        @Override
        DcrCredentialStore openOnOneThread(DcrClock clock) {
            return nearCache(clock).executor(Runnable::run).build();
        }

        private NearCacheBuilder nearCache(DcrClock clock) {
            return NearCache.builder(new MapDcrCredentialStore(clock)).clock(clock);
        }
    };

    abstract DcrCredentialStore open(DcrClock clock);

    /** Returns a store without threads of its own: what the clock makes due is done before the clock goes on. */
    DcrCredentialStore openOnOneThread(DcrClock clock) {
        return open(clock);
    }
}

package io.github.dcr4j.conformance;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.store.memory.NearCache;
import io.github.dcr4j.testkit.MapDcrCredentialStore;

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
    NEAR_CACHE {
        @Override
        DcrCredentialStore open(DcrClock clock) {
            return NearCache.builder(new MapDcrCredentialStore(clock))
                    .clock(clock)
                    .build();
        }
    };

    abstract DcrCredentialStore open(DcrClock clock);
}

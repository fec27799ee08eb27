package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.model.Clients;
import io.github.dcr4j.model.Interleavings;
import io.github.dcr4j.model.StandingClock;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryStoreModelTest {
    @Test
    void everyMethod_twoThreads_isOneStepOfTheSpecification() {
        Interleavings.compare(Store.class, StoreSpecification.class, 30, 30);
    }

    /** The operations on one key. */
    @Param(name = "next", gen = IntGen.class, conf = "1:3")
    @Param(name = "base", gen = IntGen.class, conf = "0:2")
    public static final class Store {
        private final MemoryDcrCredentialStore store =
                MemoryDcrCredentialStore.builder().clock(new StandingClock()).build();

        @Operation
        public String save(@Param(name = "next") int next, @Param(name = "base") int base) {
            SaveResult result = store.save(Clients.GENERATIONS.get(next), base == 0 ? null : "g" + base, null);
            if (result instanceof SaveResult.Saved saved) {
                return "saved " + number(saved.stored());
            }
            if (result instanceof SaveResult.Superseded superseded) {
                return "superseded by " + number(superseded.winner());
            }
            return result instanceof SaveResult.Lost lost ? "lost to " + number(lost.winner()) : "ended";
        }

        @Operation
        public @Nullable String find() {
            return text(store.find(Clients.KEY));
        }

        @Operation
        public @Nullable String findGeneration(@Param(name = "next") int generation) {
            return text(store.find(Clients.KEY, "g" + generation));
        }

        @Operation
        public String invalidate(@Param(name = "next") int generation) {
            return store.invalidate(Clients.KEY, "g" + generation, "for the check", Duration.ZERO)
                    .getClass()
                    .getSimpleName();
        }

        @Operation
        public void remove() {
            store.remove(Clients.KEY);
        }

        private static @Nullable String text(@Nullable DcrCredentials found) {
            return found == null ? null : number(found) + " of version " + found.version();
        }

        private static String number(DcrCredentials credentials) {
            return credentials.generation().substring(1);
        }
    }
}

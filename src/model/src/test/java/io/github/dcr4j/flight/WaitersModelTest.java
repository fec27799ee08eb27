package io.github.dcr4j.flight;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.model.Clients;
import io.github.dcr4j.model.Interleavings;
import io.github.dcr4j.model.Promises;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaitersModelTest {
    @Test
    void detachable_oneLeavesAsAnotherComesAndTheFlightLands_nobodyIsLeftBehindOrCountedOn() {
        Interleavings.explore(Model.class, 3, 400);
    }

    /** A flight for which one caller waits, who leaves while another comes and it lands. */
    public static final class Model {
        private static final int ROOM = 2;

        private final Promises promises = new Promises();
        private final Waiters waiters = new Waiters(ROOM);
        private final CompletableFuture<DcrCredentials> flight = new CompletableFuture<>();
        private final CompletableFuture<DcrCredentials> leaving = waiters.detachable(flight, UnaryOperator.identity());
        private final AtomicReference<@Nullable CompletableFuture<DcrCredentials>> coming = new AtomicReference<>();

        @Operation(runOnce = true)
        public void lands() {
            flight.complete(Clients.GENERATIONS.get(0));
        }

        @Operation(runOnce = true)
        public void leaves() {
            leaving.cancel(false);
        }

        @Operation(runOnce = true)
        public void comes() {
            coming.set(waiters.detachable(flight, UnaryOperator.identity()));
        }

        /** Who stayed has the outcome; there is as much room as before. */
        @Validate
        public void end() {
            CompletableFuture<DcrCredentials> stayed = coming.get();
            promises.require(leaving.isDone(), "who left still waits");
            promises.require(
                    stayed != null && Clients.GENERATIONS.get(0).equals(stayed.getNow(null)),
                    "who stayed was left behind");
            for (int i = 0; i < ROOM; i++) {
                promises.require(hasRoom(), "somebody who is gone is counted");
            }
            promises.require(!hasRoom(), "somebody was counted out twice");
        }

        private boolean hasRoom() {
            try {
                return !waiters.detachable(new CompletableFuture<>(), UnaryOperator.identity())
                        .isDone();
            } catch (DcrException e) {
                return false;
            }
        }
    }
}

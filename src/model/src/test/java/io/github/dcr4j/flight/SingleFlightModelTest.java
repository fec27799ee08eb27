package io.github.dcr4j.flight;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.model.Interleavings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SingleFlightModelTest {
    @Test
    void join_twoCallersAndAFailure_oneLeaderAtATimeAndNobodyIsLeftBehind() {
        Interleavings.explore(Model.class, 3, 400);
    }

    /** What the checker creates. */
    public static final class Model extends FlightModel {
        public Model() {
            super(Model::subject);
        }

        /** Room for two at the server, so that nothing but the flight keeps two leaders apart. */
        private static Flights subject(Executor executor) {
            SingleFlight flights = new SingleFlight(new PerServerLimiter(executor, DcrClock.system(), 2, 64, 100));
            return new Flights() {
                @Override
                public CompletableFuture<DcrCredentials> join(
                        String server, DcrKey key, Supplier<DcrCredentials> work) {
                    return flights.join(server, key, place -> new Stretch.Landed(work.get()));
                }

                @Override
                public int running() {
                    return flights.running().size();
                }
            };
        }
    }
}

package io.github.dcr4j.flight;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.model.Interleavings;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/** A checker that checks nothing must fail the build. */
class PlantedFlightFaultTest {
    @Test
    void explore_flightThatLooksAndThenPuts_twoLeadersAreFound() {
        assertThatThrownBy(() -> Interleavings.explore(Model.class, 3, 400))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("two leaders");
    }

    /** What the checker creates. */
    public static final class Model extends FlightModel {
        public Model() {
            super(RacyFlight::new);
        }
    }
}
